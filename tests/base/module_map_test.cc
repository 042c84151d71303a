// The map at the door does not lie: bridge/README.md against the include lines and against CMake.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
using Modules = std::map<std::string, std::set<std::string>>;

std::string read(const fs::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::set<std::string> words(const std::string& text) {
    std::set<std::string> found;
    const std::regex word("[a-z]+");
    for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it)
        found.insert(it->str());
    return found;
}

Modules modules_in_readme() {
    Modules modules;
    std::istringstream lines(read(fs::path(VEERPONT_SOURCE_DIR) / "bridge/README.md"));
    const std::regex row(R"(^\| `([a-z]+)` \|[^|]*\|([^|]*)\|$)");
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_match(line, match, row)) modules[match[1]] = words(match[2]);
    }
    return modules;
}

Modules modules_in_cmake() {
    Modules modules;
    const std::string text = read(fs::path(VEERPONT_SOURCE_DIR) / "CMakeLists.txt");
    const std::regex line(R"(\nveerpont_module\(([a-z]+)(?:\s+USES\s+([a-z ]+))?\))");
    for (std::sregex_iterator it(text.begin(), text.end(), line), end; it != end; ++it)
        modules[(*it)[1]] = words((*it)[2]);
    return modules;
}

TEST(ModuleMap, TableAndCMakeAgree) {
    const Modules readme = modules_in_readme();
    ASSERT_GE(readme.size(), 15U);
    EXPECT_EQ(readme, modules_in_cmake());
}

TEST(ModuleMap, IncludesStayWithinTheTable) {
    const Modules allowed = modules_in_readme();
    const std::regex include("#include \"bridge/([a-z]+)/");
    std::size_t looked_at = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(VEERPONT_SOURCE_DIR) / "bridge")) {
        const fs::path& file = entry.path();
        if (file.extension() != ".cc" && file.extension() != ".h") continue;
        const std::string module =
            fs::relative(file, fs::path(VEERPONT_SOURCE_DIR) / "bridge").begin()->string();
        if (module == "main.cc") continue;
        ASSERT_TRUE(allowed.contains(module)) << file << ": module not in bridge/README.md";
        const std::string text = read(file);
        for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
            const std::string used = (*it)[1];
            ++looked_at;
            EXPECT_TRUE(used == module || allowed.at(module).contains(used))
                << file << " uses " << used << ", which bridge/README.md does not allow";
        }
    }
    EXPECT_GT(looked_at, 100U);
}

}  // namespace
