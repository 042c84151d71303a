// The words of the configuration file, for checker, schema and help.
#pragma once

#include "bridge/source/words.h"

namespace veerpont::settings {

extern const source::WordTable kConfiguration;

}  // namespace veerpont::settings
