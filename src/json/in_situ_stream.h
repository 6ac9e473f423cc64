#pragma once

#include <rapidjson/stream.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace portcullis::json {

// The stream through which RapidJSON parses a text in place, as its InsituStringStream but for two
// things. It goes over the plain start of a string, which is nearly always the whole string, eight
// bytes at a time whatever their alignment: strings of the Kubernetes API are short, and RapidJSON's
// own scan goes byte by byte to the next multiple of 16. And it looks at nothing behind the NUL that
// ends the text, and at every control character, where that scan (1.1.0 with SSE2) reads up to 15 bytes
// more and overlooks U+001A to U+001F.
class InSituStream {
 public:
  using Ch = char;

  // REQUIRES: a NUL stands behind the text, which outlives the stream.
  explicit InSituStream(std::span<char> text)
      : begin_(text.data()), end_(text.data() + text.size()), read_(text.data()) {}

  // For the parser, which tells the end by the NUL.
  char Peek() const { return *read_; }
  char Take() { return *read_++; }
  std::size_t Tell() const { return static_cast<std::size_t>(read_ - begin_); }

  // Between these the parser writes a string over the bytes that it reads it from.
  char* PutBegin() {
    char* const string = read_;
    read_ = write_ = PlainEnd(read_);
    return string;
  }
  void Put(char c) { *write_++ = c; }
  std::size_t PutEnd(char* string) { return static_cast<std::size_t>(write_ - string); }
  void Flush() {}

  // What the parser reads next.
  const char* next() const { return read_; }

 private:
  static_assert(std::endian::native == std::endian::little);

  // The first byte that is a quote, a backslash, a control character or the end.
  char* PlainEnd(char* from) const {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHighBits = 0x80 * kOnes;
    for (; end_ - from >= 8; from += 8) {
      std::uint64_t bytes;
      std::memcpy(&bytes, from, sizeof(bytes));
      // Subtracting borrows out of bytes that are too small. That may mark bytes behind the first
      // one that is meant, never before it.
      const std::uint64_t quotes = bytes ^ ('"' * kOnes);
      const std::uint64_t backslashes = bytes ^ ('\\' * kOnes);
      const std::uint64_t found =
          (((quotes - kOnes) & ~quotes) | ((backslashes - kOnes) & ~backslashes) |
           ((bytes - ' ' * kOnes) & ~bytes)) &
          kHighBits;
      if (found != 0) return from + std::countr_zero(found) / 8;
    }
    while (from != end_ && *from != '"' && *from != '\\' &&
           static_cast<unsigned char>(*from) >= ' ') {
      ++from;
    }
    return from;
  }

  const char* begin_;
  char* end_;
  char* read_;
  char* write_ = nullptr;
};

}  // namespace portcullis::json

// The parser works on a local copy of the stream, which the compiler can keep in registers.
template <>
struct rapidjson::StreamTraits<portcullis::json::InSituStream> {
  enum { copyOptimization = 1 };
};
