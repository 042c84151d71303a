#include "bridge/base/spool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <streambuf>
#include <system_error>
#include <utility>
#include <vector>

#include "bridge/base/crypto.h"

namespace veerpont {

namespace {

constexpr std::size_t kReadBuffer = 64 * 1024;

Problem file_problem(int error, const std::string& what) {
    const bool full = error == ENOSPC || error == EDQUOT || error == EMFILE || error == ENFILE;
    return Problem{
        full ? Problem::Kind::kBusy : Problem::Kind::kInternal,
        full ? "De koppeling heeft tijdelijk geen ruimte voor dit document. Probeer het later opnieuw."
             : "Het document kan niet worden opgeslagen.",
        what + ": " + std::generic_category().message(error), ""};
}

// A file descriptor that closes itself.
class File {
  public:
    File() = default;
    explicit File(int fd) : fd_(fd) {}
    ~File() { close(); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    File& operator=(File&& other) noexcept {
        if (this != &other) {
            close();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }
    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

  private:
    int fd_ = -1;
};

Result<void> write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return file_problem(errno, "write to spool");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> sync_folder_of(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const File handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.is_open() || ::fsync(handle.get()) != 0)
        return file_problem(errno, "fsync of the spool folder");
    return {};
}

// Reads a file by position, so that readers do not disturb each other or the writer.
class FileBuffer final : public std::streambuf {
  public:
    FileBuffer(int fd, std::uint64_t size) : fd_(fd), size_(size), buffer_(kReadBuffer) {}

  protected:
    int_type underflow() override {
        if (at_ >= size_) return traits_type::eof();
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), size_ - at_));
        ssize_t count = 0;
        do {
            count = ::pread(fd_, buffer_.data(), wanted, static_cast<off_t>(at_));
        } while (count < 0 && errno == EINTR);
        if (count <= 0) return traits_type::eof();
        at_ += static_cast<std::uint64_t>(count);
        setg(buffer_.data(), buffer_.data(), buffer_.data() + count);
        return traits_type::to_int_type(*gptr());
    }

  private:
    int fd_;
    std::uint64_t size_;
    std::uint64_t at_ = 0;
    std::vector<char> buffer_;
};

class FileStream final : public std::istream {
  public:
    FileStream(int fd, std::uint64_t size) : std::istream(nullptr), buffer_(fd, size) { rdbuf(&buffer_); }

  private:
    FileBuffer buffer_;
};

class MemoryBuffer final : public std::streambuf {
  public:
    explicit MemoryBuffer(const std::string& text) {
        char* begin = const_cast<char*>(text.data());  // NOLINT: a get area is never written through
        setg(begin, begin, begin + text.size());
    }
};

class MemoryStream final : public std::istream {
  public:
    explicit MemoryStream(const std::string& text) : std::istream(nullptr), buffer_(text) { rdbuf(&buffer_); }

  private:
    MemoryBuffer buffer_;
};

}  // namespace

struct Spool::State {
    Options options;
    std::string memory;          // the content, as long as there is no file
    File file;                   // open for reading and writing
    std::filesystem::path path;  // empty for anonymous spools: their file has no name any more
    std::uint64_t size = 0;
    mutable Sha256 hash;
    std::string hash_hex;
    bool finished = false;

    // Makes a file without a name and moves what is in memory to it.
    Result<void> move_to_file() {
        std::error_code ignored;
        const auto folder =
            options.directory.empty() ? std::filesystem::temp_directory_path(ignored) : options.directory;
        file = File(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
        if (!file.is_open()) {  // file systems without O_TMPFILE
            std::string name = (folder / "spool-XXXXXX").string();
            file = File(::mkostemp(name.data(), O_CLOEXEC));
            if (!file.is_open()) return file_problem(errno, "new spool in " + folder.string());
            ::unlink(name.c_str());
        }
        if (auto written = write_all(file.get(), memory); !written) return written;
        std::string().swap(memory);
        return {};
    }

    std::unique_ptr<std::istream> reader() const {
        if (file.is_open()) return std::make_unique<FileStream>(file.get(), size);
        return std::make_unique<MemoryStream>(memory);
    }

    // Fails on another file system, for a file that never had a folder, and where /proc is not mounted.
    bool link_to(const std::filesystem::path& name) const {
        if (!path.empty()) return false;
        const std::string unnamed = "/proc/self/fd/" + std::to_string(file.get());
        ::unlink(name.c_str());
        return ::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
    }

    // Everything that is read from now on is read from the copy.
    Result<void> copy_to(const std::filesystem::path& name) {
        File target(::open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
        if (!target.is_open()) return file_problem(errno, "new spool " + name.string());
        const auto source = reader();
        std::vector<char> piece(kReadBuffer);
        std::uint64_t copied = 0;
        while (source->read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
               source->gcount() > 0) {
            const auto count = static_cast<std::size_t>(source->gcount());
            if (auto written = write_all(target.get(), {piece.data(), count}); !written) return written;
            copied += count;
        }
        if (copied != size) return file_problem(EIO, "spool is shorter than what was written");
        file = std::move(target);
        return {};
    }
};

Spool::Spool(Options options) : state_(std::make_unique<State>()) {
    state_->options = std::move(options);
}

Spool::~Spool() = default;

Result<std::unique_ptr<Spool>> Spool::named(const std::filesystem::path& file) {
    auto spool = std::make_unique<Spool>(Options{});
    spool->state_->file =
        File(::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!spool->state_->file.is_open()) return file_problem(errno, "new spool " + file.string());
    spool->state_->path = file;
    return spool;
}

Result<std::unique_ptr<Spool>> Spool::open(const std::filesystem::path& file) {
    auto spool = std::make_unique<Spool>(Options{});
    State& state = *spool->state_;
    state.file = File(::open(file.c_str(), O_RDWR | O_CLOEXEC));
    struct stat info {};
    if (!state.file.is_open() || ::fstat(state.file.get(), &info) != 0) {
        return file_problem(errno, "spool " + file.string());
    }
    state.path = file;
    state.size = static_cast<std::uint64_t>(info.st_size);
    FileStream in(state.file.get(), state.size);
    std::vector<char> piece(kReadBuffer);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
        state.hash.update({piece.data(), static_cast<std::size_t>(in.gcount())});
    }
    state.hash_hex = state.hash.hex();
    state.finished = true;
    return spool;
}

Result<void> Spool::append(std::string_view bytes) {
    State& state = *state_;
    if (state.finished) return file_problem(EBADF, "append after finish");
    state.hash.update(bytes);
    state.size += bytes.size();
    if (!state.file.is_open() && state.memory.size() + bytes.size() <= state.options.memory_limit) {
        state.memory += bytes;
        return {};
    }
    if (!state.file.is_open()) {
        if (auto moved = state.move_to_file(); !moved) return moved;
    }
    return write_all(state.file.get(), bytes);
}

Result<void> Spool::finish() {
    State& state = *state_;
    if (state.finished) return {};
    state.finished = true;
    state.hash_hex = state.hash.hex();
    if (!state.path.empty() && ::fsync(state.file.get()) != 0) return file_problem(errno, "fsync of spool");
    if (!state.path.empty()) return sync_folder_of(state.path);
    return {};
}

Result<void> Spool::persist(const std::filesystem::path& file) {
    State& state = *state_;
    if (!state.finished) return file_problem(EBADF, "persist before finish");
    // A file without a name gets one where that can be; else its content is copied.
    if (!state.file.is_open() || !state.link_to(file)) {
        if (auto copied = state.copy_to(file); !copied) return copied;
    }
    if (::fsync(state.file.get()) != 0) return file_problem(errno, "fsync of spool");
    if (auto synced = sync_folder_of(file); !synced) return synced;
    state.path = file;
    std::string().swap(state.memory);
    return {};
}

void Spool::remove() {
    State& state = *state_;
    if (state.path.empty()) return;
    std::error_code ignored;
    std::filesystem::remove(state.path, ignored);
    state.file.close();
    state.path.clear();
    state.size = 0;
}

std::uint64_t Spool::size() const {
    return state_->size;
}
bool Spool::in_memory() const {
    return !state_->file.is_open();
}
std::filesystem::path Spool::path() const {
    return state_->path;
}
std::string Spool::sha256() const {
    return state_->hash_hex;
}

std::unique_ptr<std::istream> Spool::reader() const {
    return state_->reader();
}

std::optional<std::uint64_t> decoded_size(const Spool& spool) {
    static const std::array<bool, 256> kAlphabet = [] {
        std::array<bool, 256> table{};
        for (const char c :
             std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
            table.at(static_cast<unsigned char>(c)) = true;
        }
        return table;
    }();
    if (spool.size() % 4 != 0) return std::nullopt;
    const auto in = spool.reader();
    std::vector<char> piece(kReadBuffer);
    std::uint64_t seen = 0;
    std::uint64_t padding = 0;
    while (in->read(piece.data(), static_cast<std::streamsize>(piece.size())) || in->gcount() > 0) {
        const std::string_view bytes(piece.data(), static_cast<std::size_t>(in->gcount()));
        for (const char c : bytes) {
            if (c == '=') {
                ++padding;
            } else if (padding > 0 || !kAlphabet[static_cast<unsigned char>(c)]) {
                return std::nullopt;
            }
        }
        seen += bytes.size();
    }
    if (seen != spool.size() || padding > 2) return std::nullopt;
    return seen / 4 * 3 - padding;
}

}  // namespace veerpont
