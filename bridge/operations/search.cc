#include "bridge/operations/search.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/search_question.h"
#include "bridge/stuf/value.h"
#include "bridge/translate/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

using Keys = std::vector<rules::SortKey>;

// Fetches the pages of one call; more than `limit` is said in the words of a question.
Result<json> all_of(StepContext& context, const zgw::Call& call, int item, std::size_t limit) {
    const auto answer = context.run().calls->get_all(call, {context.step().name, item, false}, limit);
    if (answer.ok()) {
        return answer->json();
    }
    if (answer.failure().zgw.status == 404) {
        return json::array();
    }
    if (answer.failure().problem.kind == Problem::Kind::kTooLarge) {
        return Problem{Problem::Kind::kTooManyResults, "Maak de vraag nauwer.",
                       "step " + context.step().name + " finds more than " + std::to_string(limit),
                       context.step().source.text()};
    }
    return answer.failure().problem;
}

// What the register has for a question: the lists of its relations and of the objects, asked for side by side.
class Finder {
  public:
    Finder(StepContext& context, const rules::Search& search, const Question& question)
        : context_(context), search_(search), question_(question), referred_(question.relations.size()) {}

    Result<json> find() {
        const Result<zgw::Call> base =
            context_.run().calls->make(context_.step().call, context_.run().scope, json::object());
        if (!base.ok()) {
            return base.problem();
        }
        std::vector<zgw::Call> lists = narrowed(*base);
        const bool open = lists.empty();
        std::vector<std::function<void()>> tasks;
        std::vector<Result<json>> found(lists.size(), Result<json>(json::array()));
        for (std::size_t i = 0; i < lists.size(); ++i) {
            tasks.emplace_back(
                [&, i] { found[i] = all_of(context_, lists[i], static_cast<int>(i), search_.limit); });
        }
        std::vector<std::optional<Problem>> problems(question_.relations.size());
        for (std::size_t i = 0; i < question_.relations.size(); ++i) {
            tasks.emplace_back([&, i] {
                if (const Result<void> done = refer(i); !done.ok()) {
                    problems[i] = done.problem();
                }
            });
        }
        run(tasks);
        for (const auto& problem : problems) {
            if (problem) {
                return *problem;
            }
        }
        if (open) {
            found = one_by_one();
        }
        return chosen(found);
    }

    // Whether the relations that the question names lead to this object.
    bool referred(const json& object) const {
        const std::string url = text_property(object, "url");
        return std::all_of(referred_.begin(), referred_.end(),
                           [&](const std::set<std::string>& urls) { return urls.contains(url); });
    }

    Result<void> refer_all() {
        for (std::size_t i = 0; i < question_.relations.size(); ++i) {
            if (Result<void> done = refer(i); !done.ok()) {
                return done;
            }
        }
        return {};
    }

  private:
    void run(const std::vector<std::function<void()>>& tasks) {
        context_.run().engine.pool.run(tasks, context_.run().engine.settings.items_beside);
    }

    // The calls of the step with the parameters of the question: one per value where one may have several (the
    // versions of a zaaktype). None when no parameter makes the list smaller and relations say it all.
    std::vector<zgw::Call> narrowed(const zgw::Call& base) const {
        std::vector<zgw::Call> calls{base};
        std::set<std::string> used;
        bool several = false, narrower = false;
        const auto add = [&](const std::string& name, const std::vector<std::string>& values) {
            if (name.empty() || values.empty() || (several && values.size() > 1) ||
                !used.insert(name).second ||
                std::any_of(values.begin(), values.end(), [](const auto& one) { return one.empty(); })) {
                return;
            }
            several = several || values.size() > 1;
            narrower = true;
            std::vector<zgw::Call> made;
            for (const zgw::Call& call : calls) {
                for (const std::string& value : values) {
                    made.push_back(call);
                    made.back().query.emplace_back(name, value);
                }
            }
            calls = std::move(made);
        };
        for (const Wanted& one : question_.wanted) {
            std::vector<std::string> values;
            for (const std::string& value : one.values) {
                values.push_back(one.parameter_value(value));
            }
            if (one.is == Wanted::Is::kEmpty) {
                values.emplace_back("true");
            }
            add(one.parameter(), values);
        }
        for (const WantedRelation& relation : question_.relations) {
            const Wanted* const asked = relation.asked();
            add(asked->criterion->also, asked->values);
        }
        return narrower || question_.relations.empty() ? calls : std::vector<zgw::Call>();
    }

    // The objects to which the resources of a relation refer.
    Result<void> refer(std::size_t index) {
        const WantedRelation& relation = question_.relations[index];
        const Wanted* const asked = relation.asked();
        for (const std::string& value : asked->values) {
            Result<zgw::Call> call =
                context_.run().calls->make(relation.relation->call, context_.run().scope, json::object());
            if (!call.ok()) {
                return call.problem();
            }
            call->query.emplace_back(asked->parameter(), value);
            const Result<json> resources = all_of(context_, *call, static_cast<int>(index), search_.limit);
            if (!resources.ok()) {
                return resources.problem();
            }
            for (const json& resource : *resources) {
                if (relation.holds_for(resource)) {
                    referred_[index].insert(text_property(resource, relation.relation->refers.c_str()));
                }
            }
        }
        return {};
    }

    // The objects of the relations themselves.
    std::vector<Result<json>> one_by_one() {
        std::vector<std::string> urls;
        for (const std::string& url : referred_.front()) {
            if (std::all_of(referred_.begin(), referred_.end(),
                            [&](const auto& others) { return others.contains(url); })) {
                urls.push_back(url);
            }
        }
        if (urls.size() > context_.run().engine.settings.max_items) {
            return {Problem{Problem::Kind::kTooManyResults, "Maak de vraag nauwer.",
                            "relations refer to " + std::to_string(urls.size()) + " objects",
                            context_.step().source.text()}};
        }
        std::vector<Result<json>> found(urls.size(), Result<json>(json::array()));
        std::vector<std::function<void()>> tasks;
        for (std::size_t i = 0; i < urls.size(); ++i) {
            tasks.emplace_back([&, i] {
                const Result<zgw::Call> call = context_.run().calls->make("GET", urls[i]);
                if (!call.ok()) {
                    found[i] = call.problem();
                    return;
                }
                const auto answer = context_.get(*call, static_cast<int>(i));
                if (answer.ok()) {
                    found[i] = json::array({answer->json()});
                } else if (answer.failure().zgw.status != 404) {
                    found[i] = answer.failure().problem;
                }
            });
        }
        run(tasks);
        return found;
    }

    // Each object once, when it is what the question says.
    Result<json> chosen(const std::vector<Result<json>>& lists) const {
        json objects = json::array();
        std::set<std::string> seen;
        for (const Result<json>& list : lists) {
            if (!list.ok()) {
                return list.problem();
            }
            for (const json& object : *list) {
                if (seen.insert(text_property(object, "url")).second && referred(object)) {
                    objects.push_back(object);
                }
            }
        }
        return objects;
    }

    StepContext& context_;
    const rules::Search& search_;
    const Question& question_;
    std::vector<std::set<std::string>> referred_;  // per relation: URLs of objects
};

// An object with the values by which it is ordered; the identificatie is always the last of them.
struct Placed {
    std::vector<std::string> values;
    const json* object = nullptr;
};

bool before(const Placed& a, const Placed& b, const Keys& keys) {
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        if (const int order = a.values[i].compare(b.values[i]); order != 0) {
            return (order < 0) != (i < keys.size() && keys[i].descending);
        }
    }
    return false;
}

// The text at a path; through a URL it goes on in the catalogue.
Result<std::string> text_through(StepContext& context, const json& object, const rules::ZgwPath& path) {
    json at = object;
    for (const std::string& name : path.steps) {
        if (at.is_string()) {
            Result<json> item = context.catalogue_item(at.get<std::string>());
            if (!item.ok()) {
                return item.problem();
            }
            at = std::move(*item);
        }
        const auto found = at.is_object() ? at.find(name) : at.end();
        if (found == at.end()) {
            return std::string();
        }
        at = json(*found);
    }
    return std::string(trim(translate::text_of(at)));
}

Result<Placed> placed(StepContext& context, const json& object, const Keys& keys) {
    Placed made{{}, &object};
    for (const rules::SortKey& key : keys) {
        Result<std::string> text = text_through(context, object, key.zgw);
        if (!text.ok()) {
            return text.problem();
        }
        made.values.push_back(std::move(*text));
    }
    made.values.push_back(text_property(object, "identificatie"));
    return made;
}

// The order that the question wants. A number outside the range of the standard is none (T85).
Result<Keys> order_of(const stuf::Message& message, const rules::Search& search) {
    const std::string& asked = message.parameters().sortering;
    int number = 0;
    const auto parsed = std::from_chars(asked.data(), asked.data() + asked.size(), number);
    const auto found =
        parsed.ec == std::errc() ? search.order.find(std::to_string(number)) : search.order.end();
    if (found == search.order.end()) {
        return Keys();
    }
    if (found->second.empty()) {
        return Problem{Problem::Kind::kUnsupportedOrder, "Het gaat om sortering " + found->first + ".",
                       "sortering " + found->first, ""};
    }
    return found->second;
}

// After which object the answer goes on, as the question says itself.
class Continuation {
  public:
    Continuation(StepContext& context, const Keys& keys)
        : context_(context), keys_(keys), start_(context.run().message->start()) {}

    // The place of the last object of the answer before. What `start` does not repeat is taken from the object
    // itself: from the list, else from the register.
    Result<Placed> place(const std::vector<Placed>& objects) {
        const std::string identificatie(trim(start_.child("identificatie").text()));
        if (identificatie.empty()) {
            return incomplete("identificatie");
        }
        Placed made;
        for (const rules::SortKey& key : keys_) {
            const xml::Element element = translate::find(start_, key.stuf);
            if (!element) {
                return own(objects, identificatie, key.stuf.text);
            }
            const stuf::Value value = stuf::value_of(element);
            const Result<json> text =
                value.has_text() ? key.converter->to_zgw(value, {}) : Result<json>(json(""));
            if (!text.ok()) {
                return text.problem();
            }
            made.values.push_back(translate::text_of(*text));
        }
        made.values.push_back(identificatie);
        return made;
    }

  private:
    Problem incomplete(const std::string& path) const {
        return {Problem::Kind::kStartIncomplete, "Het gaat om " + path + ".", "start lacks " + path,
                context_.step().source.text()};
    }

    Result<Placed> own(const std::vector<Placed>& objects, const std::string& identificatie,
                       const std::string& lacking) {
        for (const Placed& one : objects) {
            if (one.values.back() == identificatie) {
                return one;
            }
        }
        if (context_.step().for_each) {
            return incomplete(lacking);
        }
        Result<zgw::Call> call =
            context_.run().calls->make(context_.step().call, context_.run().scope, json::object());
        if (!call.ok()) {
            return call.problem();
        }
        call->query.emplace_back("identificatie", identificatie);
        const Result<json> found = all_of(context_, *call, 0, 1);
        if (!found.ok()) {
            return found.problem();
        }
        if (found->empty()) {
            return incomplete(lacking);
        }
        Result<Placed> made = placed(context_, found->front(), keys_);
        if (made.ok()) {
            made->object = nullptr;
        }
        return made;
    }

    StepContext& context_;
    const Keys& keys_;
    const xml::Element start_;
};

}  // namespace

Result<json> run_search(StepContext& context, const json& list) {
    Run& run = context.run();
    const rules::Search& search = *context.step().search;
    const stuf::Parameters& parameters = run.message->parameters();
    const Result<Question> question = Question::read(context, search);
    if (!question.ok()) {
        return question.problem();
    }
    if (list.is_null() && question->wanted.empty() && question->relations.empty()) {
        return Problem{Problem::Kind::kMissingValue, "De vraag noemt geen gegeven om op te zoeken.",
                       "a question without a criterion", context.step().source.text()};
    }
    const Result<Keys> keys = order_of(*run.message, search);
    if (!keys.ok()) {
        return keys.problem();
    }
    if (parameters.indicator_vervolgvraag && !run.message->start()) {
        return Problem{Problem::Kind::kStartMissing, "Zet daarin het laatste object van het vorige antwoord.",
                       "no start", context.step().source.text()};
    }
    Result<json> found = json::array();
    Finder finder(context, search, *question);
    if (!question->impossible) {
        if (list.is_null()) {
            found = finder.find();
        } else if (const Result<void> done = finder.refer_all(); !done.ok()) {
            return done.problem();
        } else {
            found = list;
        }
    }
    if (!found.ok()) {
        return found.problem();
    }
    std::vector<Placed> objects;
    for (const json& object : *found) {
        if (finder.referred(object) &&
            std::all_of(question->wanted.begin(), question->wanted.end(),
                        [&](const Wanted& one) { return one.holds_for(object); })) {
            Result<Placed> one = placed(context, object, *keys);
            if (!one.ok()) {
                return one.problem();
            }
            objects.push_back(std::move(*one));
        }
    }
    std::sort(objects.begin(), objects.end(),
              [&](const Placed& a, const Placed& b) { return before(a, b, *keys); });
    auto first = objects.begin();
    if (parameters.indicator_vervolgvraag) {
        const Result<Placed> start = Continuation(context, *keys).place(objects);
        if (!start.ok()) {
            return start.problem();
        }
        first = std::find_if(objects.begin(), objects.end(),
                             [&](const Placed& one) { return before(*start, one, *keys); });
    }
    const std::size_t wanted = std::min(
        parameters.maximum_aantal ? static_cast<std::size_t>(*parameters.maximum_aantal) : search.standard,
        search.most);
    json answer = json::array();
    for (; first != objects.end() && answer.size() < wanted; ++first) {
        answer.push_back(*first->object);
    }
    run.selected.more = first != objects.end();
    run.selected.total = objects.size();
    if (answer.empty()) {
        run.empty_answer = true;
    }
    return answer;
}

}  // namespace veerpont::operations
