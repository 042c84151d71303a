// What placeholders mean during one translation: layers of JSON objects, searched from first to last, and the
// conditions that look at them. Internal to translate; borrowed pointers, one thread.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/rules/plan.h"
#include "bridge/xml/document.h"
#include "bridge/xml/node.h"

namespace veerpont::translate {

class Scope {
  public:
    explicit Scope(std::vector<const nlohmann::json*> layers) : layers_(std::move(layers)) {}

    // JSON null when it does not exist. "*" is every item of a list: the answer is the list of what was
    // found.
    nlohmann::json at(const std::vector<std::string>& path) const;
    std::string fill(const rules::Template& text) const;
    nlohmann::json fill_value(const rules::Template& text) const;

  private:
    std::vector<const nlohmann::json*> layers_;
};

bool is_empty(const nlohmann::json& value);  // null, "", [], {}
std::string text_of(const nlohmann::json& value);

// StUF paths of the condition are looked up in `root`.
bool holds(const rules::Condition& condition, xml::Element root, const Scope& scope);
// On the way to StUF: what a condition says about the message is not known there and never stops a rule.
bool may_hold(const rules::Condition& condition, const Scope& scope);
// The same as holds on an element that is being made.
bool holds(const rules::Condition& condition, const xml::Node& node, const Scope& scope);

}  // namespace veerpont::translate
