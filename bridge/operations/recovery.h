// What outlives a message: undos that have to be tried again, and messages that a stopped process left
// half-way.
#pragma once

#include <memory>
#include <string>

#include "bridge/base/result.h"
#include "bridge/operations/run.h"
#include "bridge/operations/undo.h"

namespace veerpont::operations {

// At start: a message that was running is undone from its journal. It was never answered (the answer is
// stored before it is sent), so its sender will send it again. What the register cannot be asked now stays
// undo-pending.
Result<void> recover_messages(Engine& engine);

// Undoes what one message changed and writes how it ended. `reply`: the answer for the sender, when there is
// one.
UndoOutcome undo_message(Engine& engine, RegisterCalls& calls, const std::string& message, Time received);

// Tries due undos on a thread of its own until stop().
class UndoRetrier {
  public:
    explicit UndoRetrier(Engine& engine);
    ~UndoRetrier();  // stop()
    UndoRetrier(const UndoRetrier&) = delete;
    UndoRetrier& operator=(const UndoRetrier&) = delete;

    void start();
    void stop();
    // One look at what is due; the thread does this every tick.
    void run_once();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::operations
