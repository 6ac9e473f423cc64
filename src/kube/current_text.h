#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.h"
#include "kube/cluster_access.h"

namespace portcullis::kube {

// A whole file of at most a megabyte, which is more than credentials need. kNotFound: it is not
// there; kUnavailable: it cannot be read.
Result<std::string> ReadSmallFile(const std::string& path);

// What a TextSource leads to now. A file is read again when its last reading is a minute old; while
// that fails, what was read before holds. External synchronisation.
class CurrentText {
 public:
  // client-go's figures: a minute, of which ten seconds are left for a token to arrive in.
  static constexpr std::chrono::seconds kMaxAge{50};

  explicit CurrentText(TextSource source);

  Result<std::string> Get(std::chrono::steady_clock::time_point now);

  // Has the file read at the next Get.
  void Expire() { read_at_.reset(); }

 private:
  TextSource source_;
  std::optional<std::chrono::steady_clock::time_point> read_at_;
};

}  // namespace portcullis::kube
