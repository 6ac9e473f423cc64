#include "policy/label_selector.h"

#include <algorithm>

namespace portcullis::policy {
namespace {

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<LabelSelector> LabelSelector::Parse(std::string_view text) {
  LabelSelector selector;
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    const std::string_view item = Trim(rest.substr(0, comma));
    Term term{Operator::kExists, "", ""};
    const auto equals = item.find('=');
    if (equals == std::string_view::npos) {
      const bool absent = item.starts_with('!');
      term.op = absent ? Operator::kAbsent : Operator::kExists;
      term.key = Trim(absent ? item.substr(1) : item);
    } else {
      const bool differs = equals > 0 && item[equals - 1] == '!';
      const bool doubled = equals + 1 < item.size() && item[equals + 1] == '=';
      term.op = differs ? Operator::kDiffers : Operator::kEquals;
      term.key = Trim(item.substr(0, differs ? equals - 1 : equals));
      term.value = Trim(item.substr(equals + (doubled ? 2 : 1)));
    }
    const bool readable = !term.key.empty() && term.key.find_first_of(" ()!=") == std::string::npos &&
                          term.value.find_first_of(" ()!=") == std::string::npos;
    if (!readable) {
      return InvalidArgument("\"" + std::string(text) +
                             "\" is no label selector; use key=value, key!=value, key or !key, "
                             "joined by commas");
    }
    selector.terms_.push_back(std::move(term));
    if (comma == std::string_view::npos) return selector;
    rest.remove_prefix(comma + 1);
  }
}

bool LabelSelector::Matches(const cluster::StringMap& labels) const {
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
    const std::string* value = cluster::Find(labels, term.key);
    switch (term.op) {
      case Operator::kExists: return value != nullptr;
      case Operator::kAbsent: return value == nullptr;
      case Operator::kEquals: return value != nullptr && *value == term.value;
      case Operator::kDiffers: return value == nullptr || *value != term.value;
    }
    return false;
  });
}

}  // namespace portcullis::policy
