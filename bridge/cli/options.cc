#include "bridge/cli/options.h"

#include <getopt.h>

#include <charconv>

namespace veerpont::cli {

std::string Options::get(std::string_view name, std::string_view standard) const {
    const auto found = values.find(std::string(name));
    return found == values.end() ? std::string(standard) : found->second.back();
}

std::vector<std::string> Options::all(std::string_view name) const {
    const auto found = values.find(std::string(name));
    return found == values.end() ? std::vector<std::string>() : found->second;
}

std::optional<long> Options::number(std::string_view name, long standard, std::ostream& err) const {
    if (!has(name)) return standard;
    const std::string text = get(name);
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) {
        err << "--" << name << " wil een getal, geen \"" << text << "\".\n";
        return std::nullopt;
    }
    return value;
}

std::optional<Options> parse_options(const Arguments& arguments, const std::vector<OptionSpec>& known,
                                     std::ostream& err) {
    std::vector<std::string> names;
    names.reserve(known.size());
    for (const OptionSpec& spec : known)
        names.emplace_back(spec.name);
    std::vector<option> table;
    for (std::size_t i = 0; i < known.size(); ++i) {
        table.push_back(
            {names[i].c_str(), known[i].takes_value ? required_argument : no_argument, nullptr, 0});
    }
    table.push_back({nullptr, 0, nullptr, 0});

    std::vector<std::string> copy = arguments;
    std::string program = "veerpont";
    std::vector<char*> argv{program.data()};
    for (std::string& argument : copy)
        argv.push_back(argument.data());
    argv.push_back(nullptr);

    Options options;
    optind = 0;  // start anew (glibc)
    opterr = 0;
    int index = 0;
    for (int found = 0; (found = getopt_long(static_cast<int>(argv.size()) - 1, argv.data(), ":",
                                             table.data(), &index)) != -1;) {
        if (found == ':' || found == '?') {
            err << (found == ':' ? "Er ontbreekt een waarde bij " : "Onbekende optie ")
                << argv[static_cast<std::size_t>(optind - 1)] << ". Zie: veerpont help\n";
            return std::nullopt;
        }
        options.values[names[static_cast<std::size_t>(index)]].emplace_back(optarg == nullptr ? "" : optarg);
    }
    for (auto i = static_cast<std::size_t>(optind); i + 1 < argv.size(); ++i)
        options.rest.emplace_back(argv[i]);
    return options;
}

}  // namespace veerpont::cli
