#include "policy/exemption.h"

#include <optional>

#include "base/rfc3339.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kUntil = "until=";
constexpr std::string_view kForm = "\"[until=YYYY-MM-DD; ]reason\"";

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Exemption ParseExemption(std::string_view value, std::chrono::system_clock::time_point now) {
  Exemption exemption;
  std::string_view rest = Trim(value);
  if (rest.starts_with(kUntil)) {
    const auto semicolon = rest.find(';');
    const std::string_view date = Trim(rest.substr(kUntil.size(), semicolon == std::string_view::npos
                                                                      ? std::string_view::npos
                                                                      : semicolon - kUntil.size()));
    rest = semicolon == std::string_view::npos ? std::string_view()
                                               : Trim(rest.substr(semicolon + 1));
    exemption.until = date;
    const auto last_day = ParseDay(date);
    if (!last_day) {
      exemption.problem = {"exemption has no date YYYY-MM-DD after until="_msg, {}};
      // In days, as the clock's nanoseconds end in 2262.
    } else if (std::chrono::floor<std::chrono::days>(now) > *last_day) {
      exemption.problem = {"exemption ended {date}"_msg, {{"date", exemption.until}}};
    }
  }
  exemption.reason = rest;
  if (exemption.problem.empty() && exemption.reason.empty()) {
    exemption.problem = {"exemption gives no reason; use {form}"_msg, {{"form", std::string(kForm)}}};
  }
  return exemption;
}

}  // namespace portcullis::policy
