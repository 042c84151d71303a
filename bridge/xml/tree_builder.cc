#include "bridge/xml/tree_builder.h"

#include <algorithm>

#include <xercesc/sax2/Attributes.hpp>

#include "bridge/base/text.h"
#include "bridge/xml/xerces.h"

namespace veerpont::xml {

namespace {

constexpr std::size_t kFindings = 25;
constexpr std::size_t kFindingLength = 400;
constexpr std::size_t kMappings = 2000;

Problem too_large(std::string sender_text, std::string log_text) {
    return {.kind = Problem::Kind::kTooLarge,
            .sender_text = std::move(sender_text),
            .log_text = std::move(log_text),
            .source = {}};
}

}  // namespace

void TreeBuilder::begin(const ContentCutter& cutter, std::size_t lines_dropped) {
    cutter_ = &cutter;
    document_ = std::make_unique<Document>();
    state_ = document_->state_.get();
    state_->nodes.reserve(128);
    state_->arena.reserve(4096);
    current_ = 0;
    depth_ = 0;
    line_shift_ = lines_dropped;
    contents_.clear();
    open_contents_.clear();
    namespaces_.clear();
    problem_.reset();
}

std::unique_ptr<Document> TreeBuilder::take() {
    const std::vector<ContentCutter::Content>& cut = cutter_->contents();
    for (const auto& [node, position] : contents_) {
        if (position >= cut.size() || !cut[position].spool) continue;
        state_->nodes[node].content = static_cast<std::int32_t>(state_->contents.size());
        state_->contents.push_back(cut[position].spool);
    }
    return std::move(document_);
}

void TreeBuilder::abort(Problem problem) {
    problem_ = std::move(problem);
    throw ReadAborted();
}

std::string TreeBuilder::position(std::uint64_t line) const {
    std::string path;
    int steps = 0;
    for (std::uint32_t node = current_; node != 0 && steps < 3; node = state_->nodes[node].parent, ++steps) {
        const NodeRecord& record = state_->nodes[node];
        const std::string_view local =
            record.name != kUnknownName ? record.interned : state_->view(record.local);
        if (!path.empty()) path.insert(0, "/");
        path.insert(0, local);
    }
    return "regel " + std::to_string(line + line_shift_) + (path.empty() ? "" : " (" + path + ")");
}

void TreeBuilder::finding(std::uint64_t line, std::string_view text) {
    if (state_->findings.size() >= kFindings) return;
    state_->findings.push_back(position(line) + ": " + std::string(utf8_prefix(text, kFindingLength)));
}

std::uint32_t TreeBuilder::namespace_index(const XMLCh* uri) {
    if (uri == nullptr || *uri == 0) return 0;
    const auto known = namespaces_.find(uri);
    if (known != namespaces_.end()) return known->second;
    state_->namespaces.push_back(to_utf8(uri));
    const auto index = static_cast<std::uint32_t>(state_->namespaces.size() - 1);
    namespaces_.emplace(uri, index);
    return index;
}

void TreeBuilder::set_name(NodeRecord& node, const XMLCh* local) {
    key_.assign(local, length_of(local));
    const auto known = known_.find(key_);
    if (known != known_.end()) {
        node.name = known->second.name;
        node.interned = known->second.text;
        return;
    }
    node.local = store(local);
    const Name name = find_name(state_->view(node.local));
    if (name == kUnknownName) return;
    node.name = name;
    node.interned = name_text(name);
    known_.emplace(key_, Known{name, node.interned});
}

Piece TreeBuilder::store(const XMLCh* text) {
    const auto offset = static_cast<std::uint32_t>(state_->arena.size());
    append_utf8(state_->arena, text, length_of(text));
    return {offset, static_cast<std::uint32_t>(state_->arena.size()) - offset};
}

void TreeBuilder::add_attributes(NodeRecord& node, const xercesc::Attributes& attributes) {
    node.attributes_first = static_cast<std::uint32_t>(state_->attributes.size());
    for (XMLSize_t i = 0; i < attributes.getLength(); ++i) {
        const XMLCh* const uri = attributes.getURI(i);
        const XMLCh* const qname = attributes.getQName(i);
        const bool qualified = uri != nullptr && *uri != 0;
        // An attribute with a namespace but no prefix was not sent: it is a default that the schema filled
        // in.
        if (qualified && std::find(qname, qname + length_of(qname), u':') == qname + length_of(qname))
            continue;
        const AttributeRecord record{store(attributes.getLocalName(i)), store(attributes.getValue(i))};
        state_->attributes.push_back(record);
        ++node.attributes_count;
        if (qualified && state_->view(record.local) == "nil" &&
            state_->namespaces[namespace_index(uri)] == kXsi) {
            const std::string_view value = trim(state_->view(record.value));
            node.nil = value == "true" || value == "1";
        }
    }
}

void TreeBuilder::startElement(const XMLCh* uri, const XMLCh* local, const XMLCh* /*qname*/,
                               const xercesc::Attributes& attributes) {
    if (++depth_ > options_.limits.depth) {
        abort(too_large("Het bericht is te diep genest.", "elements nested too deep"));
    }
    if (state_->nodes.size() > options_.limits.elements) {
        abort(too_large("Het bericht bevat te veel elementen.", "too many elements"));
    }
    if (current_ != 0) {
        // Text between elements is no value (T20): give its room back.
        NodeRecord& parent = state_->nodes[current_];
        if (parent.first == 0 && parent.text.offset + parent.text.length == state_->arena.size()) {
            state_->arena.resize(parent.text.offset);
        }
        parent.text = Piece();
    }
    const auto index = static_cast<std::uint32_t>(state_->nodes.size());
    NodeRecord node;
    node.parent = current_;
    node.ns = namespace_index(uri);
    if (locator_ != nullptr) node.line = static_cast<std::uint32_t>(locator_->getLineNumber() + line_shift_);
    set_name(node, local);
    add_attributes(node, attributes);
    node.text.offset = static_cast<std::uint32_t>(state_->arena.size());
    if (current_ != 0) {
        NodeRecord& parent = state_->nodes[current_];
        if (parent.last != 0) {
            state_->nodes[parent.last].next = index;
        } else {
            parent.first = index;
        }
        parent.last = index;
    }
    const std::string_view name = node.name != kUnknownName ? node.interned : state_->view(node.local);
    if (std::find(options_.content_elements.begin(), options_.content_elements.end(), name) !=
        options_.content_elements.end()) {
        open_contents_.emplace_back(index, contents_.size());
        contents_.emplace_back(index, contents_.size());
    }
    state_->nodes.push_back(node);
    current_ = index;
}

void TreeBuilder::endElement(const XMLCh* /*uri*/, const XMLCh* /*local*/, const XMLCh* /*qname*/) {
    NodeRecord& node = state_->nodes[current_];
    if (!open_contents_.empty() && open_contents_.back().first == current_) {
        const std::size_t position = open_contents_.back().second;
        if (position < cutter_->contents().size()) line_shift_ += cutter_->contents()[position].lines;
        open_contents_.pop_back();
        node.text = Piece();
    }
    if (node.first != 0) {
        node.text = Piece();
    } else {
        const std::string_view sent = state_->view(node.text);
        const std::string_view trimmed = trim(sent);
        if (!trimmed.empty()) node.text.offset += static_cast<std::uint32_t>(trimmed.data() - sent.data());
        node.text.length = static_cast<std::uint32_t>(trimmed.size());
    }
    current_ = node.parent;
    --depth_;
}

void TreeBuilder::characters(const XMLCh* text, XMLSize_t length) {
    if (current_ == 0) return;
    NodeRecord& node = state_->nodes[current_];
    if (node.first != 0) return;
    append_utf8(state_->arena, text, length);
    node.text.length = static_cast<std::uint32_t>(state_->arena.size()) - node.text.offset;
    if (node.text.length > options_.limits.text_bytes) {
        abort(too_large("Het bericht bevat een veld met te veel tekst.", "text of a field too long"));
    }
}

void TreeBuilder::startPrefixMapping(const XMLCh* prefix, const XMLCh* uri) {
    key_.assign(prefix, length_of(prefix));
    key_.push_back(u'|');
    key_.append(uri, length_of(uri));
    if (mappings_.contains(key_)) return;
    foreign_bytes_ += key_.size();
    if (mappings_.size() < kMappings) mappings_.emplace(key_, true);
}

xercesc::InputSource* TreeBuilder::resolveEntity(const XMLCh* /*public_id*/, const XMLCh* /*system_id*/) {
    abort({.kind = Problem::Kind::kMalformedXml,
           .sender_text = "Het bericht verwijst naar een extern bestand; dat is niet toegestaan.",
           .log_text = "external entity refused",
           .source = {}});
}

void TreeBuilder::startDTD(const XMLCh* /*name*/, const XMLCh* /*public_id*/, const XMLCh* /*system_id*/) {
    abort({.kind = Problem::Kind::kMalformedXml,
           .sender_text = "Het bericht bevat een DOCTYPE; dat is niet toegestaan.",
           .log_text = "DOCTYPE refused",
           .source = {}});
}

}  // namespace veerpont::xml
