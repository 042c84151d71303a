// A new empty folder that disappears, with all that is in it, when the test ends. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace veerpont::test {

class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    // A path in the folder.
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
    // Writes a file in the folder (making the folders in between) and gives its path.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

  private:
    std::filesystem::path path_;
};

// The whole content of a file; throws when it cannot be read.
std::string read_file(const std::filesystem::path& file);

}  // namespace veerpont::test
