#pragma once

#include <cstddef>
#include <string_view>

namespace portcullis {
namespace message {
class Sentence;
}
consteval message::Sentence operator""_msg(const char* text, std::size_t size);

namespace message {

// A sentence for people, in English, with named places: "{port} dropped on {nodes}"_msg. It is also the
// key under which message/table.cc has it in the other languages; a test finds those that are missing
// there by the suffix, which is the only way to make a Sentence.
class Sentence {
 public:
  constexpr Sentence() = default;

  constexpr bool empty() const { return english_.empty(); }
  constexpr std::string_view english() const { return english_; }

 private:
  friend consteval Sentence portcullis::operator""_msg(const char* text, std::size_t size);
  explicit constexpr Sentence(std::string_view english) : english_(english) {}

  std::string_view english_;
};

}  // namespace message

consteval message::Sentence operator""_msg(const char* text, std::size_t size) {
  return message::Sentence(std::string_view(text, size));
}

}  // namespace portcullis
