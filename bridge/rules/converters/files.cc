// Converters for documents: media type, file name, link.
#include <array>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/rules/converters/all.h"

namespace veerpont::rules::converters {

namespace {

using nlohmann::json;

// Extensions of municipal documents and their registered media types (IANA).
constexpr std::array<std::pair<std::string_view, std::string_view>, 58> kTypes{{
    {"pdf", "application/pdf"},
    {"doc", "application/msword"},
    {"dot", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"docm", "application/vnd.ms-word.document.macroEnabled.12"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"odg", "application/vnd.oasis.opendocument.graphics"},
    {"rtf", "application/rtf"},
    {"txt", "text/plain"},
    {"text", "text/plain"},
    {"log", "text/plain"},
    {"csv", "text/csv"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"xhtml", "application/xhtml+xml"},
    {"css", "text/css"},
    {"md", "text/markdown"},
    {"xml", "application/xml"},
    {"gml", "application/gml+xml"},
    {"json", "application/json"},
    {"geojson", "application/geo+json"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"jpe", "image/jpeg"},
    {"png", "image/png"},
    {"gif", "image/gif"},
    {"bmp", "image/bmp"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"svg", "image/svg+xml"},
    {"webp", "image/webp"},
    {"heic", "image/heic"},
    {"heif", "image/heif"},
    {"ico", "image/vnd.microsoft.icon"},
    {"dwg", "image/vnd.dwg"},
    {"dxf", "image/vnd.dxf"},
    {"mp3", "audio/mpeg"},
    {"wav", "audio/wav"},
    {"m4a", "audio/mp4"},
    {"mp4", "video/mp4"},
    {"mov", "video/quicktime"},
    {"avi", "video/x-msvideo"},
    {"mpg", "video/mpeg"},
    {"mpeg", "video/mpeg"},
    {"wmv", "video/x-ms-wmv"},
    {"zip", "application/zip"},
    {"7z", "application/x-7z-compressed"},
    {"eml", "message/rfc822"},
    {"msg", "application/vnd.ms-outlook"},
    {"word", "application/msword"},
    {"excel", "application/vnd.ms-excel"},
}};

constexpr std::size_t kLongestName = 255;

bool is_token(std::string_view text) {
    for (const char c : text) {
        const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
        if (!fine) return false;
    }
    return !text.empty();
}

class Mime final : public Converter {
  public:
    std::string_view name() const override { return "mime"; }
    std::string_view description() const override {
        return "Bestandsformaat: een MIME-type, extensie (pdf, .pdf) of bestandsnaam wordt een MIME-type.";
    }
    bool fits_stuf(std::string_view) const override { return true; }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }

    // "application/pdf; charset=x" -> "application/pdf"; "PDF", ".pdf", "brief.pdf" -> "application/pdf"
    // (T73).
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        std::string_view text = value.text ? trim(*value.text) : std::string_view();
        if (const auto slash = text.find('/'); slash != std::string_view::npos) {
            const std::string_view type = text.substr(0, slash);
            const std::string_view subtype = trim(text.substr(slash + 1, text.find(';') - slash - 1));
            if (is_token(type) && is_token(subtype) && text.find('/', slash + 1) >= text.find(';')) {
                return json(registered_spelling(to_lower(type) + "/" + std::string(subtype)));
            }
        }
        if (const auto dot = text.rfind('.'); dot != std::string_view::npos) text = text.substr(dot + 1);
        const std::string extension = to_lower(text);
        for (const auto& [known, type] : kTypes) {
            if (known == extension) return json(std::string(type));
        }
        return refuse("Het formaat is geen bekend bestandsformaat.",
                      "neither a media type nor a known extension");
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (!value.is_string()) return refuse("Het formaat is geen tekst.", "not a text");
        return said(value.get<std::string>());
    }
    std::vector<std::string> examples() const override {
        return {"application/pdf", "image/png",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"};
    }

  private:
    // Media types are case-insensitive; the ones of the table are written as registered, others in lower
    // case.
    static std::string registered_spelling(const std::string& type) {
        for (const auto& entry : kTypes) {
            if (iequals(entry.second, type)) return std::string(entry.second);
        }
        return to_lower(type);
    }
};

class FileName final : public Converter {
  public:
    std::string_view name() const override { return "file-name"; }
    std::string_view description() const override {
        return "Bestandsnaam zonder map, stuurtekens en tekens die in bestandsnamen niet mogen.";
    }
    bool fits_stuf(std::string_view) const override { return true; }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        std::string_view text = value.text ? trim(*value.text) : std::string_view();
        if (const auto folder = text.find_last_of("/\\"); folder != std::string_view::npos)
            text = trim(text.substr(folder + 1));
        std::string out;
        for (const char c : text) {
            const bool forbidden = static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
                                   std::string_view("\"*:<>?|").find(c) != std::string_view::npos;
            out += forbidden ? '_' : c;
        }
        if (utf8_length(out) > kLongestName) out = std::string(trim(shorten(out)));
        if (out.empty() || out.find_first_not_of('.') == std::string::npos) {
            return refuse("De bestandsnaam is leeg.", "empty file name");
        }
        return json(out);
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (!value.is_string()) return refuse("De bestandsnaam is geen tekst.", "not a text");
        return said(value.get<std::string>());
    }
    std::vector<std::string> examples() const override {
        return {"open-forms-inzending.pdf", "foto café €.png", "bestandsnaam"};
    }

  private:
    // Cuts before the extension, so that the file still opens.
    static std::string shorten(const std::string& name) {
        const auto dot = name.rfind('.');
        const std::string extension =
            dot != std::string::npos && name.size() - dot <= 12 ? name.substr(dot) : std::string();
        return std::string(utf8_prefix(name, kLongestName - utf8_length(extension))) + extension;
    }
};

class WebLink final : public Converter {
  public:
    std::string_view name() const override { return "url"; }
    std::string_view description() const override {
        return "Webadres (http, https of ftp); een andere tekst wordt geweigerd.";
    }
    bool fits_stuf(std::string_view) const override { return true; }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string_view text = value.text ? trim(*value.text) : std::string_view();
        const std::string lower = to_lower(text);
        for (const std::string_view scheme : {"https://", "http://", "ftp://"}) {
            if (!lower.starts_with(scheme) || lower.size() == scheme.size()) continue;
            if (text.find_first_of(" \t\r\n<>\"{}|\\^`") == std::string_view::npos)
                return json(std::string(text));
        }
        return refuse("De link is geen webadres.", "not a web address");
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (!value.is_string()) return refuse("De link is geen tekst.", "not a text");
        return said(value.get<std::string>());
    }
    std::vector<std::string> examples() const override { return {"https://example.com/document?id=1"}; }
};

}  // namespace

const Converter& mime() {
    static const Mime converter;
    return converter;
}
const Converter& file_name() {
    static const FileName converter;
    return converter;
}
const Converter& web_link() {
    static const WebLink converter;
    return converter;
}

}  // namespace veerpont::rules::converters
