#include <rapidjson/reader.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "json/reader.h"
#include "json/storage.h"
#include "json/tree_builder.h"

namespace portcullis::json {
namespace {

constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag;

// Takes RapidJSON's events, which carry no positions, and finds each token in the source itself:
// behind the last one, after spaces, commas and colons.
class JsonEvents : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, JsonEvents> {
 public:
  JsonEvents(std::string_view source, TreeBuilder& builder) : source_(source), builder_(builder) {}

  bool Null() {
    const std::size_t start = Take(std::string_view("null").size());
    builder_.Scalar(Value::Kind::kNull, {}, start);
    return true;
  }

  bool Bool(bool value) {
    const std::size_t length = std::string_view(value ? "true" : "false").size();
    const std::size_t start = Take(length);
    builder_.Scalar(Value::Kind::kBool, source_.substr(start, length), start);
    return true;
  }

  bool RawNumber(const char*, rapidjson::SizeType, bool) {
    const std::size_t start = Take(0);
    next_ = source_.find_first_not_of("+-.0123456789Ee", start);
    if (next_ == std::string_view::npos) next_ = source_.size();
    builder_.Scalar(Value::Kind::kNumber, source_.substr(start, next_ - start), start);
    return true;
  }

  bool String(const char* text, rapidjson::SizeType length, bool) {
    const std::size_t start = Take(1);
    const std::size_t content = next_;
    while (source_[next_] != '"') next_ += source_[next_] == '\\' ? 2 : 1;
    // An escape is always longer than what it stands for.
    const bool has_escapes = next_ - content != length;
    ++next_;
    // RapidJSON lets \udc00 pass, half of a surrogate pair.
    if (has_escapes && ValidUtf8Prefix({text, length}) != length) {
      failure_ = {start, "the string has an escape for half of a surrogate pair"};
      return false;
    }
    const std::string_view kept =
        has_escapes ? builder_.Copy({text, length}) : source_.substr(content, length);
    builder_.Scalar(Value::Kind::kString, kept, start);
    return true;
  }

  bool Key(const char* text, rapidjson::SizeType length, bool copy) {
    return String(text, length, copy);
  }

  bool StartObject() { return builder_.StartObject(Take(1)); }
  bool StartArray() { return builder_.StartArray(Take(1)); }
  bool EndObject(rapidjson::SizeType) { return End(); }
  bool EndArray(rapidjson::SizeType) { return End(); }

  const std::optional<TreeBuilder::Failure>& failure() const {
    return failure_ ? failure_ : builder_.failure();
  }

 private:
  // Goes to the next token and over its first `length` bytes; returns where it starts.
  std::size_t Take(std::size_t length) {
    const std::size_t start = source_.find_first_not_of(" \t\r\n,:", next_);
    next_ = start + length;
    return start;
  }

  bool End() {
    Take(1);
    return builder_.End();
  }

  std::string_view source_;
  TreeBuilder& builder_;
  std::size_t next_ = 0;
  std::optional<TreeBuilder::Failure> failure_;
};

std::string Message(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return "the text is empty; a JSON value is needed";
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return "unexpected text behind the JSON value";
    case rapidjson::kParseErrorObjectMissName:
      return "a key in double quotes is needed here";
    case rapidjson::kParseErrorObjectMissColon:
      return "a colon is needed behind the key";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return "a comma or } is needed here";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return "a comma or ] is needed here";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return "\\u needs four hexadecimal digits";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return "an escape for half of a surrogate pair";
    case rapidjson::kParseErrorStringEscapeInvalid:
      return "no valid escape, or a line break or tab inside quotes";
    case rapidjson::kParseErrorStringMissQuotationMark:
      return "the text ends inside quotes";
    case rapidjson::kParseErrorNumberTooBig:
      return "the number is too big";
    case rapidjson::kParseErrorNumberMissFraction:
      return "a digit is needed behind the decimal point";
    case rapidjson::kParseErrorNumberMissExponent:
      return "a digit is needed in the exponent";
    default:
      return "a JSON value is needed here";
  }
}

}  // namespace

tl::expected<Document, ParseError> ParseJson(std::string text) {
  return Source::Make(std::move(text))
      .and_then([](Source&& from) -> tl::expected<Document, ParseError> {
        const auto storage = std::make_shared<Storage>(std::move(from));
        const Source& source = storage->source;
        TreeBuilder builder(*storage);
        JsonEvents events(source.text(), builder);
        rapidjson::StringStream stream(source.text().c_str());
        rapidjson::Reader reader;
        const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, events);
        if (!result.IsError()) return Document(storage, *builder.root());
        if (const auto& failure = events.failure()) {
          return tl::unexpected(
              ParseError{source.PositionAt(failure->offset), "", failure->message});
        }
        return tl::unexpected(
            ParseError{source.PositionAt(result.Offset()), "", Message(result.Code())});
      });
}

}  // namespace portcullis::json
