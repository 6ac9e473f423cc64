#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "message/text.h"

namespace portcullis::policy {

// The value of an `ignore.portcullis.dev/<check-id>` annotation: "[until=YYYY-MM-DD; ]reason".
struct Exemption {
  std::string reason;
  std::string until;  // "YYYY-MM-DD", or empty: without end

  // Why the annotation does not exempt, for the finding to say; empty if it does.
  message::Text problem;
};

// Reads an annotation's value. It exempts if the reason is not empty and its last day, in UTC, is not
// over at `now`.
Exemption ParseExemption(std::string_view value, std::chrono::system_clock::time_point now);

}  // namespace portcullis::policy
