#include "tests/webhook/reviews.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace portcullis::webhook {

Body::Body(std::string_view text) : bytes_(text.size() + 1) {
  std::copy(text.begin(), text.end(), bytes_.begin());
}

Result<AdmissionRequest> Read(std::string_view text) {
  Body body(text);
  return ReadReview(body.bytes());
}

std::string Review(const std::string& name) {
  std::ifstream file(std::string(PORTCULLIS_REVIEWS) + '/' + name + ".json", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace portcullis::webhook
