#include "json/source.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "json/value.h"

namespace portcullis::json {
namespace {

constexpr std::size_t kMarkDistance = 4096;
constexpr std::size_t kReadAhead = 16;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Where one stands after reading `text` from `start` on.
Position Advance(Position start, std::string_view text) {
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines != 0) {
    start = {start.line + lines, 1};
    text.remove_prefix(text.rfind('\n') + 1);
  }
  const auto code_points = text.size() - static_cast<std::size_t>(std::count_if(
                                             text.begin(), text.end(), IsContinuation));
  start.column += static_cast<std::uint32_t>(code_points);
  return start;
}

// The length of the code point at the front of `text`, 0 if it is malformed: RFC 3629 section 4.
std::size_t CodePointLength(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2   ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool beyond = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

bool IsForbidden(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

tl::unexpected<ParseError> Failure(std::string_view before, std::string message) {
  return tl::unexpected(ParseError{Advance({}, before), "", std::move(message)});
}

}  // namespace

std::size_t ValidUtf8Prefix(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint64_t eight = 0;
    if (text.size() - i >= sizeof(eight)) {
      std::memcpy(&eight, text.data() + i, sizeof(eight));
      if ((eight & 0x8080808080808080U) == 0) {
        i += sizeof(eight);
        continue;
      }
    }
    const std::size_t length = CodePointLength(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return i;
}

bool IsUtf8(std::string_view text) {
  // Looking for a byte beyond ASCII first is far cheaper than looking at each character.
  std::uint8_t bits = 0;
  for (const char c : text) bits |= static_cast<std::uint8_t>(c);
  return bits < 0x80 || ValidUtf8Prefix(text) == text.size();
}

tl::expected<Source, ParseError> Source::Make(std::string text) {
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  const std::string_view view = text;
  if (view.size() > Value::kMaxSize) return Failure({}, "the text is longer than 256 MiB");
  if (view.starts_with("\xFF\xFE") || view.starts_with("\xFE\xFF")) {
    return Failure({}, "the text is UTF-16; UTF-8 is needed");
  }
  const auto forbidden = std::find_if(view.begin(), view.end(), IsForbidden);
  const std::size_t clean =
      std::min(ValidUtf8Prefix(view), static_cast<std::size_t>(forbidden - view.begin()));
  if (clean == view.size()) return Source(std::move(text));
  return Failure(view.substr(0, clean), IsForbidden(view[clean])
                                            ? "a control character; write it as an escape in quotes"
                                            : "the text is not valid UTF-8 here");
}

Source::Source(std::string text) : text_(std::move(text)) {
  text_.reserve(text_.size() + kReadAhead);
  const std::string_view view = text_;
  marks_.reserve(view.size() / kMarkDistance + 1);
  marks_.emplace_back();
  for (std::size_t i = kMarkDistance; i <= view.size(); i += kMarkDistance) {
    marks_.push_back(Advance(marks_.back(), view.substr(i - kMarkDistance, kMarkDistance)));
  }
}

Position Source::PositionAt(std::size_t offset) const {
  const std::size_t mark = std::min(offset, text_.size()) / kMarkDistance;
  const std::size_t start = mark * kMarkDistance;
  return Advance(marks_[mark], std::string_view(text_).substr(start, offset - start));
}

}  // namespace portcullis::json
