// Compares what a test case expects with what happened. "*" stands for any value. Pure functions; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bridge/xml/document.h"

namespace veerpont::cli {

// Each gives the differences as Dutch lines, none when equal.

// {"changes": [...], "reads": [...]}: changes in this order, those of an array inside it in any order; reads
// in any order, not looked at when the word is absent.
std::vector<std::string> compare_calls(const nlohmann::json& expected,
                                       const std::vector<nlohmann::json>& changes,
                                       const std::vector<nlohmann::json>& reads);

// What a register holds against what it should hold.
std::vector<std::string> compare_contents(const nlohmann::json& expected, const nlohmann::json& actual);

// By local names, namespaces, attributes, text and order; not by prefixes and white space.
std::vector<std::string> compare_replies(xml::Element expected, xml::Element actual);

// What happened as the content of a calls.json: calls that rules make beside each other stand in an array.
nlohmann::json written_calls(const std::vector<nlohmann::json>& changes, std::vector<nlohmann::json> reads);

}  // namespace veerpont::cli
