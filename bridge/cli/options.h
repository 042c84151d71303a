// The options of one command, read by getopt_long of the C library: "--name value" or "--name=value", flags,
// and the rest. Not for use from several threads (getopt is not).
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace veerpont::cli {

using Arguments = std::vector<std::string>;

// Exit codes of every command.
inline constexpr int kOk = 0;
inline constexpr int kFindings = 1;
inline constexpr int kWrongUse = 2;

struct OptionSpec {
    std::string_view name;  // without "--"
    bool takes_value = false;
};

struct Options {
    std::map<std::string, std::vector<std::string>> values;  // a flag has one empty value
    Arguments rest;

    bool has(std::string_view name) const { return values.contains(std::string(name)); }
    // The last value given.
    std::string get(std::string_view name, std::string_view standard = {}) const;
    std::vector<std::string> all(std::string_view name) const;
    // A whole number; empty when it is not one (then `err` has been told).
    std::optional<long> number(std::string_view name, long standard, std::ostream& err) const;
};

// Empty when an option is unknown or lacks its value; `err` has been told which.
std::optional<Options> parse_options(const Arguments& arguments, const std::vector<OptionSpec>& known,
                                     std::ostream& err);

}  // namespace veerpont::cli
