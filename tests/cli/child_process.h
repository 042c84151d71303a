// A program that a test starts, kills and starts again. Killed and reaped when the object goes, and by the
// kernel when the test itself dies. One thread at a time, except kill(), which any thread may call.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace veerpont::test {

class ChildProcess {
  public:
    // `output`: file to which standard output and error are appended.
    ChildProcess(std::vector<std::string> arguments, std::filesystem::path output)
        : arguments_(launcher()), output_(std::move(output)) {
        arguments_.insert(arguments_.end(), arguments.begin(), arguments.end());
    }
    ~ChildProcess() {
        kill();
        wait(std::chrono::seconds(10));
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    void start() {
        if (pid_ != 0) throw std::logic_error("already started");
        std::vector<char*> words;
        for (std::string& argument : arguments_)
            words.push_back(argument.data());
        words.push_back(nullptr);
        const std::string output = output_.string();
        const pid_t parent = ::getpid();
        const pid_t child = ::fork();
        if (child < 0) throw std::runtime_error("cannot start a process");
        if (child == 0) {
            // Only calls that are safe between fork and exec.
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (::getppid() != parent) ::_exit(127);
            const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
            if (file >= 0) {
                ::dup2(file, STDOUT_FILENO);
                ::dup2(file, STDERR_FILENO);
            }
            ::execvp(words.front(), words.data());
            ::_exit(127);
        }
        pid_ = child;
    }

    // At once, without any chance to tidy up. Harmless when it does not run.
    void kill() { signal(SIGKILL); }
    void signal(int number) {
        if (const pid_t child = pid_; child > 0) ::kill(child, number);
    }
    // The exit code (-1: ended by a signal) when it ends in time.
    std::optional<int> wait(std::chrono::milliseconds at_most) {
        const auto end = std::chrono::steady_clock::now() + at_most;
        while (pid_ > 0) {
            int status = 0;
            if (::waitpid(pid_, &status, WNOHANG) == pid_) {
                pid_ = 0;
                return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
            }
            if (std::chrono::steady_clock::now() > end) return std::nullopt;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return std::nullopt;
    }

  private:
    // Sanitizers need address randomisation off on recent kernels (see tests/CMakeLists.txt).
    static std::vector<std::string> launcher() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        return {"setarch", "-R"};
#else
        return {};
#endif
    }

    std::vector<std::string> arguments_;
    std::filesystem::path output_;
    std::atomic<pid_t> pid_{0};
};

}  // namespace veerpont::test
