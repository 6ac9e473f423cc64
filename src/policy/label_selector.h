#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/annotations.h"

namespace portcullis::policy {

// An equality-based label selector: `key`, `!key`, `key=value`, `key==value` and `key!=value`, joined by
// commas, all of which have to hold. Source: Kubernetes documentation, "Labels and Selectors".
class LabelSelector {
 public:
  static Result<LabelSelector> Parse(std::string_view text);

  bool Matches(const cluster::StringMap& labels) const;

 private:
  enum class Operator { kExists, kAbsent, kEquals, kDiffers };
  struct Term {
    Operator op;
    std::string key;
    std::string value;
  };

  std::vector<Term> terms_;
};

}  // namespace portcullis::policy
