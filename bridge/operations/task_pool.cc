#include "bridge/operations/task_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace veerpont::operations {

namespace {

// The tasks of one run(): whoever is free takes the next one. A thread may come when run() has returned
// already: then all are taken and `tasks`, which belongs to the caller, is not looked at.
struct Batch {
    const std::vector<std::function<void()>>* tasks = nullptr;
    std::size_t count = 0;
    std::size_t next = 0;
    std::size_t done = 0;
    std::size_t wanted = 0;  // threads that may still come
    std::mutex mutex;
    std::condition_variable all_done;

    // True when another thread would still find something to do; it counts as come.
    bool invite() {
        const std::lock_guard lock(mutex);
        if (next >= count || wanted == 0) {
            return false;
        }
        --wanted;
        return true;
    }

    void work() {
        for (;;) {
            const std::function<void()>* task = nullptr;
            {
                const std::lock_guard lock(mutex);
                if (next >= count) {
                    return;
                }
                task = &(*tasks)[next++];
            }
            (*task)();
            const std::lock_guard lock(mutex);
            if (++done == count) {
                all_done.notify_all();
            }
        }
    }
};

}  // namespace

struct TaskPool::State {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::shared_ptr<Batch>> queue;
    bool stopping = false;
    std::vector<std::thread> threads;

    // Wakes one thread, which wakes the next as long as there is work: most tasks have nothing to do and are
    // over before a thread is awake, and waking costs more than they do.
    void invite(const std::shared_ptr<Batch>& batch) {
        if (!batch->invite()) {
            return;
        }
        {
            const std::lock_guard lock(mutex);
            queue.push_back(batch);
        }
        wake.notify_one();
    }

    void serve() {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return stopping || !queue.empty(); });
            if (queue.empty()) {
                return;
            }
            const std::shared_ptr<Batch> batch = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            invite(batch);
            batch->work();
            lock.lock();
        }
    }
};

TaskPool::TaskPool(std::size_t threads) : state_(std::make_unique<State>()) {
    for (std::size_t i = 0; i < threads; ++i) {
        state_->threads.emplace_back([this] { state_->serve(); });
    }
}

TaskPool::~TaskPool() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.notify_all();
    for (std::thread& thread : state_->threads) {
        thread.join();
    }
}

void TaskPool::run(const std::vector<std::function<void()>>& tasks, std::size_t width) {
    if (tasks.empty()) {
        return;
    }
    if (tasks.size() == 1 || width <= 1) {
        for (const auto& task : tasks) {
            task();
        }
        return;
    }
    const auto batch = std::make_shared<Batch>();
    batch->tasks = &tasks;
    batch->count = tasks.size();
    batch->wanted = std::min(width, tasks.size()) - 1;
    state_->invite(batch);
    batch->work();
    std::unique_lock lock(batch->mutex);
    batch->all_done.wait(lock, [&] { return batch->done == batch->count; });
}

struct MessageThreads::State {
    std::size_t most = 0;
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable quiet;
    std::deque<std::function<void()>> queue;
    std::size_t active = 0;  // running or waiting
    std::size_t idle = 0;
    bool stopping = false;
    std::vector<std::thread> threads;

    void serve() {
        std::unique_lock lock(mutex);
        for (;;) {
            ++idle;
            wake.wait(lock, [this] { return stopping || !queue.empty(); });
            --idle;
            if (queue.empty()) {
                return;
            }
            std::function<void()> task = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            task();
            task = nullptr;
            lock.lock();
            if (--active == 0) {
                quiet.notify_all();
            }
        }
    }
};

MessageThreads::MessageThreads(std::size_t most) : state_(std::make_unique<State>()) {
    state_->most = most;
}

MessageThreads::~MessageThreads() {
    stop(std::chrono::hours{24});
    for (std::thread& thread : state_->threads) {
        thread.join();
    }
}

bool MessageThreads::start(std::function<void()> task) {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->stopping || state_->active >= state_->most) {
            return false;
        }
        ++state_->active;
        state_->queue.push_back(std::move(task));
        if (state_->idle < state_->queue.size()) {
            state_->threads.emplace_back([this] { state_->serve(); });
        }
    }
    state_->wake.notify_one();
    return true;
}

std::size_t MessageThreads::running() const {
    const std::lock_guard lock(state_->mutex);
    return state_->active;
}

bool MessageThreads::stop(std::chrono::milliseconds wait) {
    std::unique_lock lock(state_->mutex);
    state_->stopping = true;
    state_->wake.notify_all();
    return state_->quiet.wait_for(lock, wait, [this] { return state_->active == 0; });
}

}  // namespace veerpont::operations
