#include "kube/value_splitter.h"

#include <algorithm>

#include "base/quoted.h"

namespace portcullis::kube {
namespace {

// What is kept of the memory of a large object. Most are smaller.
constexpr std::size_t kKeptBytes = 64 * 1024;

constexpr std::string_view kWhiteSpace = " \t\r\n";

}  // namespace

Result<std::optional<std::span<char>>> ValueSplitter::Next(std::string_view& bytes) {
  if (depth_ == 0) {
    value_.clear();
    if (value_.capacity() > kKeptBytes) value_.shrink_to_fit();
    bytes.remove_prefix(std::min(bytes.find_first_not_of(kWhiteSpace), bytes.size()));
    if (bytes.empty()) return std::nullopt;
    if (bytes.front() != '{') {
      return InvalidArgument("a JSON object must begin, not " + Quoted(bytes));
    }
  }
  const std::size_t length = Scan(bytes);
  if (length > max_bytes_ - value_.size()) {
    return InvalidArgument("an object is longer than " + std::to_string(max_bytes_) + " bytes");
  }
  value_.append(bytes.substr(0, length));
  bytes.remove_prefix(length);
  if (depth_ != 0) return std::nullopt;
  return std::span<char>(value_);
}

std::size_t ValueSplitter::Scan(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      return i + 1;
    }
  }
  return bytes.size();
}

}  // namespace portcullis::kube
