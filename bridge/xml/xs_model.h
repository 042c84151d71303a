// Turns Xerces' XSModel into our SchemaModel, which does not need Xerces any more. For files of this module
// only.
#pragma once

#include <memory>

#include <xercesc/framework/psvi/XSModel.hpp>

#include "bridge/xml/schema_model.h"

namespace veerpont::xml {

// Interns the names of all elements. May throw Xerces' exceptions.
std::unique_ptr<SchemaModel> copy_model(xercesc::XSModel& model);

}  // namespace veerpont::xml
