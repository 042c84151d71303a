// Content of documents on its way in: spliced out of a JSON body or a multipart body straight into a file,
// decoded, without ever being held in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace veerpont::sandbox {

// A file with content that just came in. It is deleted again unless somebody keeps it.
class Upload {
  public:
    explicit Upload(const std::filesystem::path& folder);
    ~Upload();
    Upload(Upload&& other) noexcept;
    Upload& operator=(Upload&& other) noexcept;
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    const std::string& name() const { return name_; }  // of the file within the folder
    std::filesystem::path file() const { return folder_ / name_; }
    void keep() { kept_ = true; }

    std::uint64_t size = 0;

  private:
    std::filesystem::path folder_;
    std::string name_;
    bool kept_ = false;
};

struct SplicedBody {
    std::string json;              // the body with null where the content stood
    std::optional<Upload> upload;  // the content of the top-level member "inhoud", when that was a text
};

// Reads a JSON body to its end. Throws Refusal: 413 when the rest of the body is too large, 400 on "inhoud"
// when that is no base64; std::runtime_error when the disk is full.
SplicedBody splice_content(std::istream& body, const std::filesystem::path& folder);

struct MultipartBody {
    std::optional<Upload> upload;  // the part "inhoud"
    std::string lock;              // the part "lock"
};

// Reads a multipart/form-data body (RFC 7578) to its end; `content_type` names the boundary. Throws Refusal
// as above.
MultipartBody read_multipart(std::istream& body, std::string_view content_type,
                             const std::filesystem::path& folder);

// A small body whole. Throws Refusal 413.
std::string read_small(std::istream& body);

}  // namespace veerpont::sandbox
