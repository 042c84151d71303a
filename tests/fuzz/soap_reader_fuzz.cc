// Feeds bytes to everything that reads a message of a sender: HTTP headers, character set, XML, SOAP, MTOM
// and StUF, and builds an answer from what was understood. The first byte chooses the Content-Type.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/base/clock.h"
#include "bridge/soap/content_type.h"
#include "bridge/soap/envelope.h"
#include "bridge/stuf/message.h"
#include "bridge/stuf/reply.h"
#include "bridge/stuf/value.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/writer.h"

namespace {

using namespace veerpont;  // NOLINT: one program, one file

constexpr std::array<std::string_view, 5> kContentTypes{
    "text/xml; charset=utf-8",
    "application/soap+xml",
    "text/xml; charset=\"iso-8859-1\"",
    "multipart/related; type=\"application/xop+xml\"; boundary=\"b\"; start=\"<r>\"",
    "multipart/related; boundary=b",
};

const xml::ReaderPool& pool() {
    static const xml::ReaderPool instance = [] {
        xml::ReaderPool::Options options;
        options.limits.total_bytes = 1U << 20;
        return xml::ReaderPool(std::move(options));
    }();
    return instance;
}

void walk(xml::Element element) {
    static_cast<void>(stuf::value_of(element));
    static_cast<void>(stuf::verwerkingssoort(element));
    if (const Spool* const content = element.content()) static_cast<void>(decoded_size(*content));
    for (const xml::Element child : element.children())
        walk(child);
}

// What we write must be readable for ourselves.
void expect_readable(const xml::Node& answer) {
    const std::string text = xml::to_string(answer);
    if (text.size() != xml::written_length(answer)) std::abort();
    std::istringstream in(text);
    if (!pool().read(in).ok()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const soap::Headers headers{.content_type = std::string(kContentTypes[data[0] % kContentTypes.size()]),
                                .soap_action = bytes.substr(0, 60)};
    std::istringstream body(bytes);
    soap::Reading reading;
    Result<soap::Envelope> envelope = soap::read_envelope(pool(), body, headers, reading);
    const stuf::ReplyStyle style;
    stuf::ReplyContext context{
        .request = nullptr,
        .clock = system_clock(),
        .own = {.organisatie = {}, .applicatie = "Veerpont", .administratie = {}, .gebruiker = {}},
        .referentienummer = "1",
        .style = style};
    if (!envelope) {
        expect_readable(
            stuf::fault_envelope(context, envelope.problem(), reading, stuf::RequestKind::kAsynchroon));
        return 0;
    }
    const stuf::Message message{std::move(envelope).value()};
    walk(message.root());
    static_cast<void>(message.message_hash());
    static_cast<void>(message.object_hash("x"));
    static_cast<void>(message.in_scope("heeftAls*/gerelateerde"));
    context.request = &message;
    expect_readable(stuf::reply_envelope(context, stuf::bv03(context)));
    expect_readable(stuf::reply_envelope(context, stuf::la01(context, {})));
    expect_readable(stuf::reply_envelope(context, stuf::du02(context, {})));
    if (message.problem()) expect_readable(stuf::fault_envelope(context, *message.problem()));
    return 0;
}
