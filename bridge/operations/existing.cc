#include "bridge/operations/existing.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bridge/base/crypto.h"
#include "bridge/operations/compare.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

Problem conflict(const Run& run, const std::string& why) {
    const bool document = run.plan->correlate_kind == "document";
    return {Problem::Kind::kConflict,
            (document ? "Er bestaat al een document met identificatie "
                      : "Er bestaat al een zaak met identificatie ") +
                run.identificatie + " en een andere inhoud.",
            run.plan->correlate_kind + " exists with other content: " + why, ""};
}

std::chrono::milliseconds time_left(const Run& run) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(run.deadline -
                                                                            std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds{0});
}

// The items that a creating step wants, as bodies.
Result<std::vector<json>> wanted_items(Run& run, StepContext& context, const rules::Step& step) {
    std::vector<json> bodies;
    const rules::ForEach& each = *step.for_each;
    if (!each.list.empty()) {
        return bodies;
    }
    const bool named = each.elements != nullptr || !each.element_names.empty();
    const xml::Element first = translate::find(run.message->root(), each.of);
    const xml::Element parent = named ? first : first.parent();
    for (const xml::Element child : parent.children()) {
        const bool fits =
            named ? (each.elements != nullptr &&
                     std::any_of(each.elements->pairs.begin(), each.elements->pairs.end(),
                                 [&](const auto& pair) { return pair.first == child.local(); })) ||
                        std::find(each.element_names.begin(), each.element_names.end(), child.local()) !=
                            each.element_names.end()
                  : child.local() == first.local();
        if (!fits || child.nil()) {
            continue;
        }
        Result<json> body =
            context.to_zgw(*step.body.entity, child, context.fill_with(step.body.with, json::object()), true);
        if (!body.ok()) {
            return body.problem();
        }
        if (!body->is_null()) {
            bodies.push_back(std::move(*body));
        }
    }
    return bodies;
}

// What a step would create under this object is in the register; `any`: whether there is anything of that
// kind at all.
Result<bool> items_exist(Run& run, const rules::Step& step, const std::string& url, bool& any) {
    StepContext context(run, step);
    Result<std::vector<json>> bodies = wanted_items(run, context, step);
    if (!bodies.ok()) {
        return bodies.problem();
    }
    if (bodies->empty()) {
        return true;
    }
    Result<zgw::Call> call = run.calls->make(step.call, run.scope, json::object());
    if (!call.ok()) {
        return call.problem();
    }
    call->method = "GET";
    if (call->target.starts_with('/')) {
        call->query = {{"zaak", url}};
    }
    const auto answer = context.get_all(*call);
    if (!answer.ok()) {
        return answer.failure().problem;
    }
    any = any || !answer->json().empty();
    return std::all_of(bodies->begin(), bodies->end(), [&](const json& body) {
        return std::any_of(answer->json().begin(), answer->json().end(),
                           [&](const json& one) { return holds_content(one, body); });
    });
}

// True when the content of the document in the register is that of the message.
Result<bool> same_document_content(Run& run, const rules::Step& step, const json& document,
                                   xml::Element element) {
    const Spool* content = element.child(step.body.content).content();
    if (content == nullptr) {
        return true;
    }
    const auto size = decoded_size(*content);
    if (!size || document.value("bestandsomvang", json()) != json(*size)) {
        return false;
    }
    Result<zgw::Call> call = run.calls->make("GET", as_text(document.value("inhoud", json())));
    if (!call.ok()) {
        return call.problem();
    }
    Sha256 hash;
    std::string carry;
    const auto answer = run.calls->download(*call, {step.name, 0, false}, [&](std::string_view piece) {
        carry += piece;
        const std::size_t whole = carry.size() / 3 * 3;
        hash.update(base64_encode(std::string_view(carry).substr(0, whole)));
        carry.erase(0, whole);
        return true;
    });
    if (!answer.ok()) {
        return answer.failure().problem;
    }
    hash.update(base64_encode(carry));
    return hash.hex() == content->sha256();
}

Result<Creation> compare(Run& run, const json& found) {
    const rules::Step& creating = *run.creating_step();
    StepContext context(run, creating);
    const xml::Element element = translate::find(run.message->root(), creating.body.of);
    Result<json> body = context.to_zgw(*creating.body.entity, element,
                                       context.fill_with(creating.body.with, json::object()), true);
    if (!body.ok()) {
        return body.problem();
    }
    body->erase(creating.body.content);
    if (!holds_content(found, *body)) {
        return conflict(run, "its own properties differ");
    }
    run.scope[creating.name] = found;
    const std::string url = found.value("url", "");
    if (run.plan->correlate_kind == "document") {
        const Result<bool> same = same_document_content(run, creating, found, element);
        if (!same.ok()) {
            return same.problem();
        }
        return *same ? Result<Creation>(Creation::kContinue) : conflict(run, "its content differs");
    }
    bool any = false;
    bool complete = true;
    for (const rules::Step& step : run.plan->steps) {
        if (&step == &creating || step.action != rules::Step::Action::kCall || step.call.method != "POST" ||
            !step.for_each || step.body.entity == nullptr) {
            continue;
        }
        const Result<bool> exist = items_exist(run, step, url, any);
        if (!exist.ok()) {
            return exist.problem();
        }
        complete = complete && *exist;
    }
    if (complete) {
        return Creation::kSame;
    }
    const auto status = found.find("status");
    if (!any && (status == found.end() || status->is_null() || *status == "")) {
        return Creation::kContinue;
    }
    return conflict(run, "roles, objects or properties differ");
}

// What the register has under the identificatie; null when there is nothing.
Result<json> in_register(Run& run) {
    const rules::Step& creating = *run.creating_step();
    StepContext context(run, creating);
    zgw::Call call;
    call.api = zgw::parse_api_name(creating.call.api).value_or(zgw::Api::kZaken);
    call.target = std::string(collection_of(run.plan->correlate_kind));
    call.query = {{"identificatie", run.identificatie},
                  {run.plan->correlate_kind == "besluit" ? "verantwoordelijkeOrganisatie" : "bronorganisatie",
                   run.context.organisatie.rsin}};
    const auto answer = context.get_all(call);
    if (!answer.ok()) {
        return answer.failure().problem;
    }
    return answer->json().empty() ? json() : answer->json().front();
}

// A correlation says that the object exists.
Result<Creation> decide(Run& run, const store::Correlation& held, bool& gone) {
    Result<zgw::Call> call = run.calls->make("GET", held.url);
    if (!call.ok()) {
        return call.problem();
    }
    const auto answer = run.calls->call(*call, {"bestaat al", 0, false});
    if (!answer.ok()) {
        const int status = answer.failure().zgw.status;
        if (status != 404 && status != 410) {
            return answer.failure().problem;
        }
        gone = true;
        const Result<void> removed =
            run.engine.store().remove(held.kind, held.organisatie, held.identificatie);
        return removed.ok() ? Result<Creation>(Creation::kGoOn) : removed.problem();
    }
    if (!held.object_hash.empty() && held.object_hash == run.object_hash) {
        return Creation::kSame;
    }
    Result<Creation> compared = compare(run, answer->json());
    if (compared.ok() && *compared == Creation::kContinue && run.plan->correlate_kind == "zaak") {
        return conflict(run, "the message that made it asked for something else");
    }
    return compared;
}

}  // namespace

std::optional<store::Correlation> identification_to_take(const Run& run) {
    if (run.creating_step() == nullptr || run.identificatie.empty()) {
        return std::nullopt;
    }
    store::Correlation own;
    own.kind = run.plan->correlate_kind;
    own.organisatie = run.context.organisatie.rsin;
    own.identificatie = run.identificatie;
    own.object_hash = run.object_hash;
    own.message = run.context.message_id;
    own.referentienummer = run.message->stuurgegevens().referentienummer;
    return own;
}

Result<Creation> look_at_identification(Run& run, std::optional<store::Correlation> holder) {
    const std::optional<store::Correlation> own = identification_to_take(run);
    for (;;) {
        if (!own || !holder) {
            return Creation::kGoOn;
        }
        const store::Correlation& row = *holder;
        if (!row.url.empty()) {
            bool gone = false;
            Result<Creation> decided = decide(run, row, gone);
            if (!decided.ok() || !gone) {
                return decided;
            }
        } else {
            const auto ended = run.engine.store().await(row.message, time_left(run));
            if (!ended.ok()) {
                return ended.problem();
            }
            const bool busy = ended->has_value() && ((*ended)->state == store::MessageState::kRunning ||
                                                     (*ended)->state == store::MessageState::kUndoing);
            if (busy || time_left(run).count() == 0) {
                return Problem{Problem::Kind::kBusy,
                               "Een ander bericht met deze identificatie wordt nog verwerkt.",
                               "identificatie is held by message " + row.message, ""};
            }
        }
        auto held = run.engine.store().reserve(*own);
        if (!held.ok()) {
            return held.problem();
        }
        holder = std::move(*held);
    }
}

Result<Creation> compare_with_register(Run& run) {
    Result<json> found = in_register(run);
    if (!found.ok()) {
        return found.problem();
    }
    if (found->is_null()) {
        return conflict(run, "the register holds it but does not show it");
    }
    return compare(run, *found);
}

}  // namespace veerpont::operations
