// Feeds texts, XML fragments and JSON of anybody to every converter and code table: nothing may crash, and
// what a converter writes to ZGW it must be able to read again without changing it. The first byte chooses
// the converter.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/rules/converter.h"
#include "bridge/xml/reader.h"

namespace {

using namespace veerpont;  // NOLINT: one program, one file

const xml::ReaderPool& pool() {
    static const xml::ReaderPool instance = [] {
        xml::ReaderPool::Options options;
        options.limits.total_bytes = 1U << 16;
        return xml::ReaderPool(std::move(options));
    }();
    return instance;
}

void check_element(const rules::Converter& converter, const std::string& fragment) {
    std::istringstream in("<lokatie>" + fragment + "</lokatie>");
    const auto document = pool().read(in);
    if (!document) return;
    const auto there = converter.element_to_zgw((*document)->root());
    if (there && !converter.element_to_stuf(*there) && converter.name() == "geometry") std::abort();
}

void check_text(const rules::Converter& converter, const std::string& text) {
    for (const rules::Partial partial : {rules::Partial::kRefuse, rules::Partial::kFirstDay}) {
        for (const char incomplete : {'V', 'J', 'M', 'D'}) {
            stuf::Value value;
            value.text = text;
            const auto there = converter.to_zgw(value, {partial, incomplete});
            if (!there) continue;
            const auto back = converter.to_stuf(*there);
            if (!back || !back->text) continue;
            // What came back is canonical: it goes to the same value again.
            const auto again = converter.to_zgw(*back, {});
            if (!back->text->empty() && (!again || *again != *there)) std::abort();
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto& all = rules::all_converters();
    const rules::Converter& converter = *all[data[0] % all.size()];
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    if (converter.takes_element()) {
        check_element(converter, text);
    } else {
        check_text(converter, text);
    }
    const auto value = nlohmann::json::parse(text, nullptr, false);
    if (!value.is_discarded()) {
        (void)converter.to_stuf(value);
        (void)converter.element_to_stuf(value);
    }
    return 0;
}
