#include "bridge/xml/document.h"

#include "bridge/xml/document_state.h"

namespace veerpont::xml {

Document::Document() : state_(std::make_unique<State>()) {}
Document::~Document() = default;

Element Document::root() const {
    return state_->nodes.size() > 1 ? Element(this, 1) : Element();
}

std::vector<std::shared_ptr<Spool>>& Document::contents() {
    return state_->contents;
}

const std::vector<std::shared_ptr<Spool>>& Document::contents() const {
    return state_->contents;
}

void Document::attach_content(Element element, std::shared_ptr<Spool> content) {
    state_->nodes[element.index_].content = static_cast<std::int32_t>(state_->contents.size());
    state_->contents.push_back(std::move(content));
}

const std::string& Document::skeleton() const {
    return state_->skeleton;
}

const std::vector<std::string>& Document::schema_findings() const {
    return state_->findings;
}

std::string_view Element::ns() const {
    if (document_ == nullptr) return {};
    const Document::State& state = *document_->state_;
    return state.namespaces[state.nodes[index_].ns];
}

std::string_view Element::local() const {
    if (document_ == nullptr) return {};
    const NodeRecord& node = document_->state_->nodes[index_];
    return node.name != kUnknownName ? node.interned : document_->state_->view(node.local);
}

Name Element::name() const {
    return document_ == nullptr ? kUnknownName : document_->state_->nodes[index_].name;
}

std::string_view Element::text() const {
    if (document_ == nullptr) return {};
    const NodeRecord& node = document_->state_->nodes[index_];
    return node.first != 0 ? std::string_view() : document_->state_->view(node.text);
}

bool Element::has_attribute(std::string_view local) const {
    if (document_ == nullptr) return false;
    const Document::State& state = *document_->state_;
    const NodeRecord& node = state.nodes[index_];
    for (std::uint32_t i = 0; i < node.attributes_count; ++i) {
        if (state.view(state.attributes[node.attributes_first + i].local) == local) return true;
    }
    return false;
}

std::string_view Element::attribute(std::string_view local) const {
    if (document_ == nullptr) return {};
    const Document::State& state = *document_->state_;
    const NodeRecord& node = state.nodes[index_];
    for (std::uint32_t i = 0; i < node.attributes_count; ++i) {
        const AttributeRecord& attribute = state.attributes[node.attributes_first + i];
        if (state.view(attribute.local) == local) return state.view(attribute.value);
    }
    return {};
}

std::vector<std::pair<std::string_view, std::string_view>> Element::attributes() const {
    std::vector<std::pair<std::string_view, std::string_view>> all;
    if (document_ == nullptr) return all;
    const Document::State& state = *document_->state_;
    const NodeRecord& node = state.nodes[index_];
    for (std::uint32_t i = 0; i < node.attributes_count; ++i) {
        const AttributeRecord& attribute = state.attributes[node.attributes_first + i];
        all.emplace_back(state.view(attribute.local), state.view(attribute.value));
    }
    return all;
}

bool Element::nil() const {
    return document_ != nullptr && document_->state_->nodes[index_].nil;
}

Element Element::parent() const {
    if (document_ == nullptr) return {};
    const std::uint32_t parent = document_->state_->nodes[index_].parent;
    return parent != 0 ? Element(document_, parent) : Element();
}

Element Element::first_child() const {
    if (document_ == nullptr) return {};
    const std::uint32_t first = document_->state_->nodes[index_].first;
    return first != 0 ? Element(document_, first) : Element();
}

Element Element::next_sibling() const {
    if (document_ == nullptr) return {};
    const std::uint32_t next = document_->state_->nodes[index_].next;
    return next != 0 ? Element(document_, next) : Element();
}

Element Element::child(Name name) const {
    if (name == kUnknownName) return {};
    for (const Element candidate : children()) {
        if (candidate.name() == name) return candidate;
    }
    return {};
}

Element Element::child(std::string_view local) const {
    for (const Element candidate : children()) {
        if (candidate.local() == local) return candidate;
    }
    return {};
}

Element Element::find(std::string_view path) const {
    Element at = *this;
    while (at && !path.empty()) {
        const std::size_t slash = path.find('/');
        at = at.child(path.substr(0, slash));
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    }
    return at;
}

const Spool* Element::content() const {
    if (document_ == nullptr) return nullptr;
    const std::int32_t content = document_->state_->nodes[index_].content;
    return content < 0 ? nullptr : document_->state_->contents[static_cast<std::size_t>(content)].get();
}

int Element::line() const {
    return document_ == nullptr ? 0 : static_cast<int>(document_->state_->nodes[index_].line);
}

}  // namespace veerpont::xml
