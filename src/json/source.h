#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "json/parse_error.h"

namespace portcullis::json {

// The length of the longest valid UTF-8 prefix of `text` (RFC 3629: shortest forms only, no
// surrogates); the whole length when all of it is valid.
std::size_t ValidUtf8Prefix(std::string_view text);

// Whether all of it is valid. Quick for ASCII.
bool IsUtf8(std::string_view text);

// A text that documents are read from. It keeps the line and column of every 4 KiB, so that a value
// needs to remember only its offset and a position costs the reading of at most that much, even
// when the whole file is one line. Immutable; a move keeps what text() points at.
class Source {
 public:
  // Drops a byte-order mark. Fails for text that is not UTF-8, has control characters other than
  // tab, LF and CR, which neither JSON nor YAML allows, or is longer than Value::kMaxSize.
  static tl::expected<Source, ParseError> Make(std::string text);

  Source(Source&&) = default;
  Source& operator=(Source&&) = delete;

  // Followed by a NUL and by 16 bytes that may be read, whatever they hold: RapidJSON looks at 16
  // bytes at a time.
  const std::string& text() const { return text_; }

  Position PositionAt(std::size_t offset) const;

 private:
  explicit Source(std::string text);

  std::string text_;
  std::vector<Position> marks_;
};

}  // namespace portcullis::json
