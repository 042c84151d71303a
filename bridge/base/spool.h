// A Spool keeps the content of one document (`inhoud`) while a message is handled: base64 as received, white space
// removed, never decoded into memory. In memory up to a limit, in a file above it.
//
// A named spool (create with a path) is a file from the first byte and can be flushed to disk, so that it survives a
// crash; an anonymous one disappears with the object. One thread writes, then any number of readers read (each through
// its own reader). Errors of the file system come back as Problem kBusy (disk full) or kInternal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/result.h"

namespace veerpont {

class Spool {
  public:
    struct Options {
        std::size_t memory_limit = 1 << 20;  // bytes kept in memory before a file is made
        std::filesystem::path directory;     // where files go; empty: the system's temporary folder
    };

    explicit Spool(Options options);
    // A file from the start, at this path (its folder exists). The file is kept when the object goes; remove() deletes it.
    static Result<std::unique_ptr<Spool>> named(const std::filesystem::path& file);
    // Opens an existing named spool for reading (replay, crash recovery).
    static Result<std::unique_ptr<Spool>> open(const std::filesystem::path& file);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    // Appends bytes; base64 white space must already have been removed by the caller.
    Result<void> append(std::string_view bytes);
    // No more writing. Returns a problem when bytes could not be stored.
    Result<void> finish();
    // Turns an anonymous, finished spool into a named file, flushed to disk (fsync of file and folder).
    Result<void> persist(const std::filesystem::path& file);
    // Deletes the file of a named spool; reading is no longer possible.
    void remove();

    std::uint64_t size() const;  // bytes of base64 text
    bool in_memory() const;
    std::filesystem::path path() const;  // empty while in memory or anonymous
    std::string sha256() const;          // lower-case hex of the base64 text; valid after finish()

    // A new stream from the first byte; the Spool must outlive it.
    std::unique_ptr<std::istream> reader() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Number of bytes that base64 text of this length and padding decodes to, or empty when it is not valid base64:
// alphabet (RFC 4648 section 4), padding and length are checked over the whole spool.
std::optional<std::uint64_t> decoded_size(const Spool& spool);

}  // namespace veerpont
