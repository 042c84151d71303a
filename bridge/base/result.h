// A Result holds either a value or the Problem that prevented it.
//
// Code below the server returns Result instead of throwing: a value that cannot be translated or a register that does
// not answer is an everyday event for a bridge, and the caller must say what happens next. Exceptions stop at the
// border of the module that calls Poco, Xerces or SQLite; start-up may throw.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "bridge/base/problem.h"

namespace veerpont {

template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}            // NOLINT: implicit
    Result(Problem problem) : state_(std::in_place_index<1>, std::move(problem)) {}  // NOLINT: implicit

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const& { return std::get<0>(state_); }
    T& value() & { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    const Problem& problem() const { return std::get<1>(state_); }

  private:
    std::variant<T, Problem> state_;
};

// Success without a value, or the Problem.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Problem problem) : problem_(std::move(problem)) {}  // NOLINT: implicit

    bool ok() const { return !problem_.has_value(); }
    explicit operator bool() const { return ok(); }
    const Problem& problem() const { return *problem_; }

  private:
    std::optional<Problem> problem_;
};

}  // namespace veerpont
