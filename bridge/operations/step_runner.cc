// One step that is a call: which items, in scope or not, translation, the call, what its answer means.
#include <algorithm>
#include <functional>
#include <istream>
#include <utility>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/search.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/strategy.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;
using rules::Step;

struct Item {
    xml::Element element;  // of the message
    json value;            // or of a list
};

Problem not_found(const Step& step) {
    const std::string what = step.of_what.empty() ? step.name : step.of_what;
    const bool het = what == "document" || what == "besluit";
    return {Problem::Kind::kNotFound, (het ? "Het " : "De ") + what + " is niet gevonden.",
            "step " + step.name + " found nothing", step.source.text()};
}

// True when the question asked for one of the names of `in-scope`.
bool asked(const Run& run, const Step& step) {
    if (!run.takes(step.name)) {
        return false;
    }
    return step.in_scope.empty() ||
           std::any_of(step.in_scope.begin(), step.in_scope.end(), [&](const std::string& name) {
               return step.by_name ? run.message->named_in_scope(name) : run.message->in_scope(name);
           });
}

Result<std::vector<Item>> items_of(const Run& run, const Step& step) {
    std::vector<Item> items;
    const rules::ForEach& each = *step.for_each;
    if (!each.list.empty()) {
        const json list = fill_value(each.list, run.scope, json::object());
        for (const json& one : list.is_array() ? list : json::array()) {
            items.push_back({{}, one});
        }
    } else if (each.elements != nullptr || !each.element_names.empty()) {
        const xml::Element parent =
            each.of.empty() ? run.message->root() : translate::find(run.message->root(), each.of);
        for (const xml::Element child : parent.children()) {
            if (includes(each, child) && !child.nil()) {
                items.push_back({child, {}});
            }
        }
    } else if (const xml::Element first = translate::find(run.message->root(), each.of)) {
        for (const xml::Element sibling : first.parent().children()) {
            if (sibling.local() == first.local() && !sibling.nil()) {
                items.push_back({sibling, {}});
            }
        }
    }
    if (!each.order_by.empty()) {
        std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
            return a.element.find(each.order_by).text() < b.element.find(each.order_by).text();
        });
    }
    if (items.size() > run.engine.settings.max_items) {
        return Problem{Problem::Kind::kTooLarge, "Het bericht heeft te veel onderdelen van één soort.",
                       "step " + step.name + ": " + std::to_string(items.size()) + " items",
                       step.source.text()};
    }
    return items;
}

const Spool* content_below(xml::Element element, const std::string& property) {
    for (const xml::Element child : element.children()) {
        if (child.local() == property && child.content() != nullptr) {
            return child.content();
        }
    }
    return nullptr;
}

// The undo of a step as the journal keeps it: with {url} for what the call is still going to make.
std::string undo_text(const Step& step, const json& scope, const json& extra) {
    if (step.undo.kind != rules::Undo::Kind::kCall) {
        return "";
    }
    const std::vector<std::string> own{step.name, "url"};
    const rules::Template& path = step.undo.call.path;
    std::string text = step.undo.call.method + " ";
    for (const rules::Template::Part& part : path.parts) {
        if (part.path == own) {
            text += "{url}";
        } else {
            rules::Template one;
            one.parts.push_back(part);
            text += fill(one, scope, extra);
        }
    }
    return text;
}

// The change for one item; none when its body came out incomplete.
Result<std::optional<StepContext::Change>> prepare(StepContext& context, const Item& item) {
    Run& run = context.run();
    const Step& step = context.step();
    json extra = json::object();
    if (!item.value.is_null()) {
        extra["item"] = item.value;
    }
    StepContext::Change change;

    if (step.body.entity != nullptr) {
        xml::Element element = item.element;
        if (!element) {
            element = step.body.of.empty() ? run.message->root()
                                           : translate::find(run.message->root(), step.body.of);
        }
        Result<json> body = context.to_zgw(
            *step.body.entity, element, context.fill_with(step.body.with, extra), step.call.method == "POST");
        if (!body.ok()) {
            return body.problem();
        }
        if (body->is_null()) {
            return std::optional<StepContext::Change>();
        }
        change.body = std::move(*body);
        if (!step.body.content.empty()) {
            change.content_property = step.body.content;
            const bool wanted = !step.body.content_when ||
                                translate::holds(*step.body.content_when, run.message->root(), run.scope);
            change.content = wanted ? content_below(element, step.body.content) : nullptr;
            if (change.content == nullptr) {
                change.body[step.body.content] = nullptr;
                change.body["bestandsomvang"] = nullptr;
            } else {
                const std::optional<std::uint64_t> size = decoded_size(*change.content);
                if (!size) {
                    return Problem{Problem::Kind::kUntranslatable,
                                   "De inhoud van het document is geen geldige base64.",
                                   "content is not base64", step.source.text()};
                }
                change.body.erase(step.body.content);
                change.body["bestandsomvang"] = *size;
            }
        }
    } else if (!step.body.with.empty()) {
        change.body = json::object();
        for (const auto& [name, text] : step.body.with) {
            change.body[name] = fill_value(text, run.scope, extra);
        }
    }
    Result<zgw::Call> call = run.calls->make(step.call, run.scope, extra);
    if (!call.ok()) {
        return call.problem();
    }
    change.call = *call;
    change.undo = undo_text(step, run.scope, extra);
    if (step.undo.kind == rules::Undo::Kind::kRestore) {
        const Result<zgw::Call> look = run.calls->make("GET", run.calls->url_of(change.call));
        if (!look.ok()) {
            return look.problem();
        }
        const auto before = context.get(*look);
        if (!before.ok()) {
            return before.failure().problem;
        }
        change.undo = "restore " + run.calls->url_of(change.call);
        change.undo_body = json::object();
        for (const auto& [name, value] : change.body.items()) {
            change.undo_body[name] = before->json().contains(name) ? before->json()[name] : json();
        }
    }
    return std::optional<StepContext::Change>(std::move(change));
}

// What a GET of one thing gave: the thing, null when there is none.
Result<json> one_of(const json& answer, const Step& step) {
    const json* list = nullptr;
    if (answer.is_array()) {
        list = &answer;
    } else if (answer.is_object() && answer.contains("results") && answer["results"].is_array()) {
        list = &answer["results"];
    } else {
        return answer;
    }
    if (list->size() > 1) {
        return Problem{Problem::Kind::kAmbiguous,
                       "Er is meer dan één " + step.of_what + " met deze identificatie.",
                       "step " + step.name + " found " + std::to_string(list->size()), step.source.text()};
    }
    return list->empty() ? json() : list->front();
}

// A question for one thing whose identificatie came out empty would find any.
bool asks_for_nothing(const Step& step, const zgw::Call& call) {
    const auto named = [](const auto& one) { return one.first == "identificatie"; };
    return step.expect == Step::Expect::kOne &&
           std::any_of(step.call.query.begin(), step.call.query.end(), named) &&
           std::none_of(call.query.begin(), call.query.end(), named);
}

// The object, when the correlation store may answer and knows it.
std::optional<json> from_correlation(StepContext& context, const zgw::Call& call) {
    const Step& step = context.step();
    const auto identificatie = std::find_if(call.query.begin(), call.query.end(),
                                            [](const auto& one) { return one.first == "identificatie"; });
    if (step.correlation.empty() || step.expect != Step::Expect::kOne || identificatie == call.query.end()) {
        return std::nullopt;
    }
    return context.known_object(step.correlation, identificatie->second);
}

Result<json> download(StepContext& context, const zgw::Call& call) {
    Run& run = context.run();
    Spool::Options options;
    options.directory = run.engine.settings.spool_directory;
    auto spool = std::make_shared<Spool>(options);
    std::string carry;  // up to two bytes that do not fill a group of three yet
    std::optional<Problem> problem;
    const auto store = [&](std::string_view bytes) {
        const Result<void> appended = spool->append(base64_encode(bytes));
        if (!appended.ok()) {
            problem = appended.problem();
        }
        return appended.ok();
    };
    const auto answer =
        run.calls->download(call, {context.step().name, 0, false}, [&](std::string_view piece) -> bool {
            carry += piece;
            const std::size_t whole = carry.size() / 3 * 3;
            const bool stored = whole == 0 || store(std::string_view(carry).substr(0, whole));
            carry.erase(0, whole);
            return stored;
        });
    if (problem) {
        return *problem;
    }
    if (!answer.ok()) {
        return answer.failure().problem;
    }
    if (!carry.empty() && !store(carry)) {
        return *problem;
    }
    const Result<void> finished = spool->finish();
    if (!finished.ok()) {
        return finished.problem();
    }
    const std::uint64_t size = spool->size();
    const std::lock_guard lock(run.mutex);
    run.downloads[context.step().name] = std::move(spool);
    return json{{"size", size}};
}

// What an earlier step got whole under this URL: a list holds its items as they are. Null when none did.
json read_before(Run& run, const zgw::Call& call) {
    if (!call.query.empty() || call.target.starts_with('/')) {
        return nullptr;
    }
    {
        const std::lock_guard lock(run.mutex);
        if (std::find(run.shortcuts.begin(), run.shortcuts.end(), call.target) != run.shortcuts.end()) {
            return nullptr;  // only its number and type are known
        }
    }
    const auto same = [&](const json& one) {
        return one.is_object() && text_property(one, "url") == call.target;
    };
    for (const json& answer : run.scope) {
        if (same(answer)) {
            return answer;
        }
        const auto found =
            answer.is_array() ? std::find_if(answer.begin(), answer.end(), same) : answer.end();
        if (answer.is_array() && found != answer.end()) {
            return *found;
        }
    }
    return nullptr;
}

// One reading call; null: nothing found and that is no failure.
Result<json> read_item(StepContext& context, const Item& item, int index) {
    Run& run = context.run();
    const Step& step = context.step();
    json extra = json::object();
    if (!item.value.is_null()) {
        extra["item"] = item.value;
    }
    if (!step.expand.empty() && fill(step.call.path, run.scope, extra).empty()) {
        return json();  // this item refers to nothing
    }
    Result<zgw::Call> call = run.calls->make(step.call, run.scope, extra);
    if (!call.ok()) {
        return call.problem();
    }
    if (json known = read_before(run, *call); !step.download && !known.is_null()) {
        return known;
    }
    if (step.download) {
        return download(context, *call);
    }
    if (call->api == zgw::Api::kCatalogi && !call->target.starts_with('/') && call->query.empty()) {
        return context.catalogue_item(call->target);
    }
    if (asks_for_nothing(step, *call)) {
        return Problem{Problem::Kind::kMissingValue, "De identificatie ontbreekt.",
                       "step " + step.name + " has no identificatie to look for", step.source.text()};
    }
    if (std::optional<json> known = from_correlation(context, *call)) {
        return *std::move(known);
    }
    const auto answer =
        step.expect == Step::Expect::kMany ? context.get_all(*call, index) : context.get(*call, index);
    if (!answer.ok() && answer.failure().zgw.status != 404) {
        return answer.failure().problem;
    }
    if (step.expect == Step::Expect::kMany) {
        return answer.ok() ? answer->json() : json::array();
    }
    Result<json> found = answer.ok() ? one_of(answer->json(), step) : Result<json>(json());
    if (!found.ok() || !found->is_null() || step.expect == Step::Expect::kNothing) {
        return found;
    }
    if (step.not_found == Step::NotFound::kFailure || (step.not_found == Step::NotFound::kEmptyAnswer &&
                                                       run.client_setting("not-found", "") == "failure")) {
        return not_found(step);
    }
    if (step.not_found == Step::NotFound::kEmptyAnswer) {
        run.empty_answer = true;
    }
    return json();
}

Result<json> run_changes(StepContext& context, const std::vector<Item>& items) {
    const Step& step = context.step();
    std::vector<StepContext::Change> changes;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Result<std::optional<StepContext::Change>> change = prepare(context, items[i]);
        if (!change.ok()) {
            return change.problem();
        }
        if (*change) {
            changes.push_back(std::move(**change));
        }
    }
    Result<std::vector<json>> answers = context.change(std::move(changes), step.items_beside);
    if (!answers.ok()) {
        return answers.problem();
    }
    if (step.for_each) {
        return json(std::move(*answers));
    }
    return answers->empty() ? json() : std::move(answers->front());
}

Result<json> run_reads(StepContext& context, const std::vector<Item>& items) {
    Run& run = context.run();
    const Step& step = context.step();
    if (!step.for_each) {
        return read_item(context, Item{}, 0);
    }
    std::vector<json> answers(items.size());
    std::vector<std::optional<Problem>> problems(items.size());
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < items.size(); ++i) {
        tasks.emplace_back([&, i] {
            Result<json> answer = read_item(context, items[i], static_cast<int>(i));
            if (answer.ok()) {
                answers[i] = std::move(*answer);
            } else {
                problems[i] = answer.problem();
            }
        });
    }
    run.engine.pool.run(tasks, step.items_beside ? run.engine.settings.items_beside : 1);
    for (const auto& problem : problems) {
        if (problem) {
            return *problem;
        }
    }
    json list = json::array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!step.expand.empty()) {
            json item = items[i].value;
            if (item.is_object() && !answers[i].is_null()) {
                item[step.expand] = std::move(answers[i]);
            }
            list.push_back(std::move(item));
        } else if (!answers[i].is_null()) {
            list.push_back(std::move(answers[i]));
        }
    }
    return list;
}

Result<json> run_call(StepContext& context) {
    const Step& step = context.step();
    if (step.search && !step.for_each) {
        return run_search(context, json());
    }
    std::vector<Item> items;
    if (step.for_each) {
        Result<std::vector<Item>> found = items_of(context.run(), step);
        if (!found.ok()) {
            return found.problem();
        }
        items = std::move(*found);
    } else {
        items.emplace_back();
    }
    if (step.changes()) {
        return run_changes(context, items);
    }
    const Result<json> read = run_reads(context, items);
    return read.ok() && step.search ? run_search(context, *read) : read;
}

}  // namespace

bool includes(const rules::ForEach& each, xml::Element element) {
    if (each.elements != nullptr) {
        return std::any_of(each.elements->pairs.begin(), each.elements->pairs.end(),
                           [&](const auto& pair) { return pair.first == element.local(); });
    }
    return std::any_of(each.element_names.begin(), each.element_names.end(),
                       [&](const std::string& name) { return name == element.local(); });
}

bool has_work(const Run& run, const Step& step) {
    if (!asked(run, step) || (step.when && !translate::holds(*step.when, run.message->root(), run.scope))) {
        return false;
    }
    if (step.action != Step::Action::kCall || !step.for_each) {
        return true;
    }
    const Result<std::vector<Item>> items = items_of(run, step);
    return !items.ok() || !items->empty();
}

Result<json> run_step(Run& run, const Step& step) {
    if (!asked(run, step)) {
        run.note(step, StepResult::kSkipped, "niet gevraagd");
        return json();
    }
    if (step.when && !translate::holds(*step.when, run.message->root(), run.scope)) {
        run.note(step, StepResult::kSkipped, "voorwaarde geldt niet");
        return json();
    }
    StepContext context(run, step);
    Result<json> answer = json();
    if (step.action == Step::Action::kStrategy) {
        const Strategy* strategy = find_strategy(step.strategy);
        answer = strategy == nullptr
                     ? Result<json>(Problem{Problem::Kind::kInternal, "", "unknown strategy " + step.strategy,
                                            step.source.text()})
                     : strategy->run(context);
    } else if (step.action == Step::Action::kLike) {
        answer = run_like(context);
    } else if (step.action == Step::Action::kSend) {
        answer = Problem{Problem::Kind::kInternal, "", "no sender of StUF messages is configured",
                         step.source.text()};
    } else {
        answer = run_call(context);
    }
    run.note(step, answer.ok() ? StepResult::kDone : StepResult::kFailed,
             answer.ok() ? "" : answer.problem().log_text);
    return answer;
}

}  // namespace veerpont::operations
