// The folder of the project, where tests find rules, settings and WSDLs as they are delivered.
#pragma once

#include <filesystem>

namespace veerpont::test {

inline const std::filesystem::path kProject = VEERPONT_SOURCE_DIR;

}  // namespace veerpont::test
