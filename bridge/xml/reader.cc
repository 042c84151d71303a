#include "bridge/xml/reader.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "bridge/xml/document_state.h"
#include "bridge/xml/parser.h"
#include "bridge/xml/utf8_source.h"

namespace veerpont::xml {

namespace {

// Parsers of one kind: without schemas there may be any number, with schemas at most `most`.
struct Shelf {
    std::shared_ptr<const SchemaSet> schemas;
    std::string marker;
    std::size_t most = 0;  // 0: no limit
    std::size_t made = 0;
    std::vector<std::unique_ptr<Parser>> idle;  // last in, first out: the warmest first
};

constexpr std::size_t kIdlePlain = 16;

}  // namespace

struct ReaderPool::State {
    Options options;
    std::mutex mutex;
    std::condition_variable returned;
    std::vector<Shelf> shelves;  // one per schema choice, the plain one last

    Shelf& plain() { return shelves.back(); }

    // nullptr when all validating parsers are busy and nobody wants to wait.
    std::unique_ptr<Parser> take(Shelf& shelf, bool wait) {
        std::unique_lock lock(mutex);
        const auto available = [&shelf] {
            return !shelf.idle.empty() || shelf.most == 0 || shelf.made < shelf.most;
        };
        if (!available()) {
            if (!wait) return nullptr;
            returned.wait(lock, available);
        }
        if (!shelf.idle.empty()) {
            std::unique_ptr<Parser> parser = std::move(shelf.idle.back());
            shelf.idle.pop_back();
            return parser;
        }
        ++shelf.made;
        lock.unlock();
        try {
            return std::make_unique<Parser>(options, shelf.schemas);
        } catch (...) {
            lock.lock();
            --shelf.made;
            throw;
        }
    }

    void give_back(Shelf& shelf, std::unique_ptr<Parser> parser) {
        {
            const std::lock_guard lock(mutex);
            if (parser->reusable() && (shelf.most != 0 || shelf.idle.size() < kIdlePlain)) {
                shelf.idle.push_back(std::move(parser));
            } else {
                --shelf.made;
            }
        }
        returned.notify_all();
    }
};

ReaderPool::ReaderPool(Options options) : state_(std::make_unique<State>()) {
    initialise_xml();
    state_->options = std::move(options);
    std::size_t most = state_->options.validating_parsers;
    if (most == 0) most = std::max<std::size_t>(1, std::thread::hardware_concurrency());
    for (const SchemaChoice& choice : state_->options.schemas) {
        state_->shelves.push_back(
            {.schemas = choice.schemas, .marker = choice.marker, .most = most, .made = 0, .idle = {}});
    }
    state_->shelves.push_back({});
}

ReaderPool::~ReaderPool() = default;

const ReaderPool::Options& ReaderPool::options() const {
    return state_->options;
}

Result<std::unique_ptr<Document>> ReaderPool::read(std::istream& input, const ReadOptions& options) const {
    State& state = *state_;
    try {
        Utf8Source source(input, options.charset, state.options.limits.total_bytes);
        if (source.problem()) return *source.problem();
        Shelf* shelf = &state.plain();
        if (options.validation != Validation::kOff) {
            const auto fits =
                std::find_if(state.shelves.begin(), state.shelves.end(), [&source](const Shelf& one) {
                    return source.prefix().find(one.marker) != std::string_view::npos;
                });
            shelf = &*fits;  // the plain one, without marker, fits always
        }
        std::unique_ptr<Parser> parser = state.take(*shelf, options.validation == Validation::kAlways);
        const bool skipped = parser == nullptr;
        if (skipped) {
            shelf = &state.plain();
            parser = state.take(*shelf, true);
        }
        Result<std::unique_ptr<Document>> outcome = parser->parse(source);
        state.give_back(*shelf, std::move(parser));
        if (skipped && outcome) {
            outcome.value()->state_->findings.emplace_back(
                "niet gevalideerd: alle validerende lezers waren bezet");
        }
        return outcome;
    } catch (const std::exception& exception) {
        return Problem{.kind = Problem::Kind::kInternal,
                       .sender_text = {},
                       .log_text = std::string("XML reader: ") + exception.what(),
                       .source = {}};
    }
}

}  // namespace veerpont::xml
