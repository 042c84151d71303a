// Threads for work that runs side by side. Both classes are safe from any thread; what they run must not
// throw.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace veerpont::operations {

// A fixed number of threads shared by the whole process, for steps and items beside each other. The caller of
// run() takes part in its own work, so that a full pool makes things slower but never stands still.
class TaskPool {
  public:
    explicit TaskPool(std::size_t threads);
    ~TaskPool();
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    // Runs all tasks, at most `width` at the same time, and returns when the last one is done.
    void run(const std::vector<std::function<void()>>& tasks, std::size_t width);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Threads that are made when there is work and no idle one, up to a maximum; for messages whose handling may
// outlive the patience of their sender.
class MessageThreads {
  public:
    explicit MessageThreads(std::size_t most);
    ~MessageThreads();  // stop() without limit
    MessageThreads(const MessageThreads&) = delete;
    MessageThreads& operator=(const MessageThreads&) = delete;

    // False when `most` tasks are running or waiting, or after stop().
    bool start(std::function<void()> task);
    std::size_t running() const;
    // No new tasks; waits for the running ones, at most `wait`. True when all are done.
    bool stop(std::chrono::milliseconds wait);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::operations
