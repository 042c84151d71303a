#include "bridge/operations/order.h"

#include <algorithm>
#include <utility>

namespace veerpont::operations {

std::shared_ptr<Order::Place> Order::join(std::string object) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t number = next_++;
    rows_[object].push_back(number);
    return std::shared_ptr<Place>(new Place(*this, std::move(object), number));
}

void Order::Place::wait() {
    std::unique_lock lock(order_.mutex_);
    order_.left_.wait(lock, [&] { return order_.rows_.at(object_).front() == number_; });
}

Order::Place::~Place() {
    const std::lock_guard lock(order_.mutex_);
    const auto row = order_.rows_.find(object_);
    std::erase(row->second, number_);
    if (row->second.empty()) {
        order_.rows_.erase(row);
    } else {
        order_.left_.notify_all();
    }
}

}  // namespace veerpont::operations
