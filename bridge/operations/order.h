// Lets messages about one object (a zaak, a document) pass one at a time, in the order in which they came, so
// that two updates of one zaak never work from the same old state. Messages about other objects are not held up.
//
// One per Engine; safe from any thread. It covers the messages of this process.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace veerpont::operations {

class Order {
  public:
    // A place in the row of one object. Leaves the row when it is destroyed, whether its turn came or not.
    class Place {
      public:
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        // Waits until everybody who came before has left.
        void wait();

      private:
        friend class Order;
        Place(Order& order, std::string object, std::uint64_t number)
            : order_(order), object_(std::move(object)), number_(number) {}
        Order& order_;
        std::string object_;
        std::uint64_t number_;
    };

    // The place at the end of the row; the Order outlives it.
    std::shared_ptr<Place> join(std::string object);

  private:
    std::mutex mutex_;
    std::condition_variable left_;
    std::uint64_t next_ = 0;
    std::map<std::string, std::deque<std::uint64_t>> rows_;
};

}  // namespace veerpont::operations
