#include "bridge/xml/content_cutter.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace veerpont::xml {

namespace {

constexpr std::size_t kStage = 32U << 10;
constexpr std::size_t kContents = 200;  // content elements in one message
constexpr std::size_t kReference = 12;  // "&#x0010FFFF;"

bool white(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

// The character that "#13" or "#xD" means; 0 when it is none that base64 could hold.
char referred(std::string_view body) {
    if (!body.starts_with('#')) return 0;
    body.remove_prefix(1);
    const bool hexadecimal = body.starts_with('x');
    if (hexadecimal) body.remove_prefix(1);
    unsigned code = 0;
    const auto read = std::from_chars(body.data(), body.data() + body.size(), code, hexadecimal ? 16 : 10);
    if (body.empty() || read.ec != std::errc() || read.ptr != body.data() + body.size()) return 0;
    return code < 0x80 ? static_cast<char>(code) : '\0';
}

}  // namespace

ContentCutter::ContentCutter(Utf8Source& source, const ReaderPool::Options& options)
    : source_(source), options_(options), memory_left_(options.spool.memory_limit) {}

void ContentCutter::refuse(Problem::Kind kind, std::string sender_text, std::string log_text) {
    if (!problem_) {
        problem_ = Problem{.kind = kind,
                           .sender_text = std::move(sender_text),
                           .log_text = std::move(log_text),
                           .source = {}};
    }
}

bool ContentCutter::refill() {
    begin_ = 0;
    end_ = source_.read(buffer_.data(), buffer_.size());
    return end_ > 0;
}

bool ContentCutter::outside(std::size_t count) {
    outside_bytes_ += count;
    if (outside_bytes_ <= options_.limits.bytes_outside_content) return true;
    refuse(Problem::Kind::kTooLarge,
           "Het bericht is, zonder de inhoud van documenten, groter dan is toegestaan.",
           "message over the limit outside content");
    return false;
}

std::size_t ContentCutter::read(char* out, std::size_t capacity) {
    std::size_t produced = 0;
    while (produced < capacity && !problem_) {
        if (pending_at_ < pending_.size()) {
            const std::size_t count = std::min(capacity - produced, pending_.size() - pending_at_);
            std::memcpy(out + produced, pending_.data() + pending_at_, count);
            pending_at_ += count;
            produced += count;
            continue;
        }
        pending_.clear();
        pending_at_ = 0;
        if (begin_ == end_) {
            if (produced > 0 || !refill()) break;
        }
        step(out, capacity, produced);
    }
    return problem_ ? 0 : produced;
}

void ContentCutter::step(char* out, std::size_t capacity, std::size_t& produced) {
    switch (state_) {
        case State::kText:
            copy_text(out, capacity, produced);
            return;
        case State::kTag:
            copy_tag(out, capacity, produced);
            return;
        case State::kContent:
            take_content();
            return;
        case State::kContentReference:
            take_reference(buffer_[begin_++]);
            return;
        case State::kContentCdata:
            take_cdata(buffer_[begin_++]);
            return;
        case State::kMarkup:
            markup_.push_back(buffer_[begin_++]);
            decide_markup();
            return;
        default:
            break;
    }
    const char byte = buffer_[begin_++];
    out[produced++] = byte;
    if (!outside(1)) return;
    if (state_ != State::kCdata && ++markup_bytes_ > options_.limits.markup_bytes) {
        refuse(Problem::Kind::kTooLarge,
               "Het bericht bevat een te lang commentaar of een te lange instructie.",
               "comment or processing instruction too long");
        return;
    }
    const bool ends = byte == '>' && ((state_ == State::kComment && last_[0] == '-' && last_[1] == '-') ||
                                      (state_ == State::kCdata && last_[0] == ']' && last_[1] == ']') ||
                                      (state_ == State::kInstruction && last_[1] == '?'));
    last_ = {last_[1], byte};
    if (ends) state_ = in_content_ ? State::kContent : State::kText;
}

void ContentCutter::copy_text(char* out, std::size_t capacity, std::size_t& produced) {
    const char* const from = buffer_.data() + begin_;
    const auto* const open = static_cast<const char*>(std::memchr(from, '<', end_ - begin_));
    const std::size_t here = open != nullptr ? static_cast<std::size_t>(open - from) : end_ - begin_;
    const std::size_t count = std::min(here, capacity - produced);
    std::memcpy(out + produced, from, count);
    produced += count;
    begin_ += count;
    if (!outside(count)) return;
    if (open != nullptr && count == here) {
        ++begin_;
        markup_ = "<";
        state_ = State::kMarkup;
    }
}

void ContentCutter::decide_markup() {
    static constexpr std::string_view kCommentOpen = "<!--";
    static constexpr std::string_view kCdataOpen = "<![CDATA[";
    const char second = markup_[1];
    last_ = {};
    markup_bytes_ = markup_.size();
    if (second == '!') {
        if (markup_ == kCommentOpen) {
            state_ = State::kComment;
        } else if (markup_ == kCdataOpen) {
            brackets_ = 0;
            state_ = in_content_ ? State::kContentCdata : State::kCdata;
            if (in_content_) return;  // the parser sees nothing of it
        } else if (kCommentOpen.starts_with(markup_) || kCdataOpen.starts_with(markup_)) {
            return;  // not yet known
        } else {
            refuse(Problem::Kind::kMalformedXml, "Het bericht bevat een DOCTYPE; dat is niet toegestaan.",
                   "DOCTYPE or other declaration refused");
            return;
        }
    } else if (second == '?') {
        state_ = State::kInstruction;
    } else {
        if (in_content_) end_content();
        state_ = State::kTag;
        closing_ = second == '/';
        name_.clear();
        name_done_ = false;
        quote_ = 0;
        attributes_ = 0;
        previous_ = second;
        if (!closing_) {
            // The second character is part of the name; handing it to copy_tag treats "<>" like any other
            // tag.
            pending_ = "<";
            if (!outside(1)) return;
            --begin_;
            return;
        }
    }
    pending_ = markup_;
    outside(markup_.size());
}

// As much of a tag as there is: most bytes of a small message are in tags, so no byte is looked at twice.
void ContentCutter::copy_tag(char* out, std::size_t capacity, std::size_t& produced) {
    const char* const from = buffer_.data() + begin_;
    const char* const stop = from + std::min(end_ - begin_, capacity - produced);
    const char* at = from;
    bool ended = false;
    while (at < stop && !ended) {
        if (quote_ != 0) {
            const auto* const close =
                static_cast<const char*>(std::memchr(at, quote_, static_cast<std::size_t>(stop - at)));
            if (close != nullptr) quote_ = 0;
            at = close != nullptr ? close + 1 : stop;
            continue;
        }
        const char byte = *at++;
        if (byte == '>') {
            ended = true;
        } else if (byte == '"' || byte == '\'') {
            quote_ = byte;
            ++attributes_;
        } else if (!name_done_) {
            name_done_ = white(byte) || byte == '/';
            if (!name_done_) name_.push_back(byte);
        }
    }
    const auto count = static_cast<std::size_t>(at - from);
    if (count > (ended ? 1U : 0U)) previous_ = *(at - (ended ? 2 : 1));
    std::memcpy(out + produced, from, count);
    produced += count;
    begin_ += count;
    markup_bytes_ += count;
    if (attributes_ > options_.limits.attributes) {
        refuse(Problem::Kind::kTooLarge, "Het bericht bevat een element met te veel attributen.",
               "too many attributes");
    } else if (markup_bytes_ > options_.limits.markup_bytes) {
        refuse(Problem::Kind::kTooLarge, "Het bericht bevat een element met te lange attributen.",
               "tag too long");
    } else if (outside(count) && ended) {
        end_tag();
    }
}

void ContentCutter::end_tag() {
    state_ = State::kText;
    if (closing_) return;
    const std::size_t colon = name_.find(':');
    const std::string_view local = std::string_view(name_).substr(colon == std::string::npos ? 0 : colon + 1);
    const auto& names = options_.content_elements;
    if (std::find(names.begin(), names.end(), local) == names.end()) return;
    if (contents_.size() == kContents) {
        refuse(Problem::Kind::kTooLarge, "Het bericht bevat te veel documenten.",
               "too many content elements");
        return;
    }
    contents_.emplace_back();
    if (previous_ != '/') begin_content();
}

void ContentCutter::begin_content() {
    in_content_ = true;
    state_ = State::kContent;
}

void ContentCutter::end_content() {
    in_content_ = false;
    flush();
    const std::shared_ptr<Spool>& spool = contents_.back().spool;
    if (!spool) return;
    if (const Result<void> finished = spool->finish(); !finished) {
        problem_ = finished.problem();
        return;
    }
    if (spool->in_memory()) memory_left_ -= std::min<std::size_t>(memory_left_, spool->size());
}

void ContentCutter::take_content() {
    const char* const from = buffer_.data() + begin_;
    const auto* const open = static_cast<const char*>(std::memchr(from, '<', end_ - begin_));
    std::string_view text(from, open != nullptr ? static_cast<std::size_t>(open - from) : end_ - begin_);
    const std::size_t reference = text.find('&');
    if (reference != std::string_view::npos) text = text.substr(0, reference);
    keep(text);
    begin_ += text.size();
    if (reference != std::string_view::npos) {
        ++begin_;
        reference_.clear();
        state_ = State::kContentReference;
    } else if (open != nullptr) {
        ++begin_;
        markup_ = "<";
        state_ = State::kMarkup;
    }
}

// Some XML writers send line ends as &#13; or &#xD;. What is no character reference cannot be base64.
void ContentCutter::take_reference(char byte) {
    if (byte != ';') {
        reference_.push_back(byte);
        if (reference_.size() <= kReference) return;
    }
    const char character = byte == ';' ? referred(reference_) : '\0';
    if (character == 0) {
        refuse(Problem::Kind::kMalformedXml, "De inhoud van een document is geen geldige base64-tekst.",
               "reference inside content that is not base64");
        return;
    }
    keep(std::string_view(&character, 1));
    state_ = State::kContent;
}

void ContentCutter::take_cdata(char byte) {
    if (byte == ']') {
        ++brackets_;
        return;
    }
    if (byte == '>' && brackets_ >= 2) {
        state_ = State::kContent;
        return;
    }
    for (; brackets_ > 0; --brackets_)
        keep("]");
    keep(std::string_view(&byte, 1));
}

void ContentCutter::keep(std::string_view text) {
    Content& content = contents_.back();
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t run = at;
        while (at < text.size() && !white(text[at]))
            ++at;
        staged_.append(text.data() + run, at - run);
        while (at < text.size() && white(text[at])) {
            if (text[at] == '\n') ++content.lines;
            ++at;
        }
        if (staged_.size() >= kStage) flush();
    }
}

void ContentCutter::flush() {
    if (staged_.empty() || problem_) return;
    std::shared_ptr<Spool>& spool = contents_.back().spool;
    if (!spool) {
        Spool::Options options = options_.spool;
        options.memory_limit = std::min(options.memory_limit, memory_left_);
        spool = std::make_shared<Spool>(std::move(options));
    }
    if (const Result<void> stored = spool->append(staged_); !stored) problem_ = stored.problem();
    staged_.clear();
}

}  // namespace veerpont::xml
