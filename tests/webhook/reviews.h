#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "webhook/review_codec.h"

namespace portcullis::webhook {

// A body as a server holds it, with a NUL behind it and nothing else.
class Body {
 public:
  explicit Body(std::string_view text);

  std::span<char> bytes() { return std::span(bytes_).first(bytes_.size() - 1); }

 private:
  std::vector<char> bytes_;
};

Result<AdmissionRequest> Read(std::string_view text);

// A review of tests/webhook/testdata/, as the API server sends it.
std::string Review(const std::string& name);

}  // namespace portcullis::webhook
