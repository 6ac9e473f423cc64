#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstddef>
#include <istream>
#include <memory>
#include <optional>
#include <span>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/reader.h"
#include "json/storage.h"
#include "json/tree_builder.h"

namespace portcullis::json {
namespace {

constexpr std::string_view kNoAliases = "aliases (*name) are not accepted; write the value out";

bool IsOneOf(std::string_view text, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// YAML 1.2.2 section 10.3.2, "Tag Resolution" of the core schema.
class PlainScalar {
 public:
  static Value::Kind Resolve(std::string_view text) {
    static constexpr std::string_view kBooleans[] = {"true",  "True",  "TRUE",
                                                     "false", "False", "FALSE"};
    if (IsOneOf(text, kBooleans)) return Value::Kind::kBool;
    return PlainScalar(text).IsNumber() ? Value::Kind::kNumber : Value::Kind::kString;
  }

 private:
  static constexpr std::string_view kDecimal = "0123456789";
  static constexpr std::string_view kOctal = "01234567";
  static constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";

  explicit PlainScalar(std::string_view text) : rest_(text) {}

  bool IsNumber() {
    static constexpr std::string_view kNotANumber[] = {".nan", ".NaN", ".NAN"};
    static constexpr std::string_view kInfinity[] = {".inf", ".Inf", ".INF"};
    if (IsOneOf(rest_, kNotANumber)) return true;
    if (Skip("0x")) return SkipDigits(kHexadecimal) && rest_.empty();
    if (Skip("0o")) return SkipDigits(kOctal) && rest_.empty();
    SkipSign();
    if (IsOneOf(rest_, kInfinity)) return true;
    const bool whole = SkipDigits(kDecimal);
    const bool fraction = Skip(".") && SkipDigits(kDecimal);
    if (!whole && !fraction) return false;
    if (Skip("e") || Skip("E")) {
      SkipSign();
      if (!SkipDigits(kDecimal)) return false;
    }
    return rest_.empty();
  }

  bool Skip(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  void SkipSign() {
    if (!Skip("-")) Skip("+");
  }

  bool SkipDigits(std::string_view digits) {
    const std::size_t count = std::min(rest_.find_first_not_of(digits), rest_.size());
    rest_.remove_prefix(count);
    return count != 0;
  }

  std::string_view rest_;
};

// Behind tags and anchors, where the scalar that has them begins.
std::size_t SkipProperties(std::string_view source, std::size_t at) {
  while (at < source.size() && (source[at] == '!' || source[at] == '&')) {
    at = std::min(source.find_first_of(" \t\r\n", at), source.size());
    at = std::min(source.find_first_not_of(" \t\r\n", at), source.size());
  }
  return at;
}

// Behind the quote that closes the one at `at`; npos if none does.
std::size_t EndOfQuotes(std::string_view source, std::size_t at) {
  const char quote = source[at];
  for (std::size_t i = at + 1; i < source.size(); ++i) {
    if (source[i] == quote) return i + 1;
    if (source[i] == '\\' && quote == '"') ++i;
  }
  return std::string_view::npos;
}

// Takes yaml-cpp's events, whose marks count bytes (behind a byte-order mark), and makes documents
// of them. What is refused is thrown as a TreeBuilder::Failure, since nothing else stops yaml-cpp,
// which would recurse as deep as the text tells it.
class YamlEvents : public YAML::EventHandler {
 public:
  explicit YamlEvents(std::shared_ptr<Storage> storage)
      : storage_(std::move(storage)), source_(storage_->source.text()) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    // yaml-cpp begins a new document at whatever does not continue the last one.
    if (last_ && !source_.substr(Offset(mark)).starts_with("---")) {
      throw TreeBuilder::Failure{
          Offset(mark),
          "unexpected text behind the document; check the indentation and the "
          "spaces behind colons and dashes, or begin a new document with ---"};
    }
    last_ = Offset(mark);
    builder_.emplace(*storage_);
  }

  void OnDocumentEnd() override {
    const std::optional<Value> root = builder_->root();
    if (root && root->kind() != Value::Kind::kNull) documents_.emplace_back(storage_, *root);
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    RequireNoKey(mark);
    if (builder_->ExpectsValue()) RequireColon();
    last_ = NullOffset(mark);
    builder_->Scalar(Value::Kind::kNull, {}, *last_);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw TreeBuilder::Failure{Offset(mark), std::string(kNoAliases)};
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& text) override {
    // yaml-cpp says ! for quoted, literal and folded scalars and ? for plain ones.
    const bool is_string = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (!is_string) RequireNoTag(mark, tag);
    const std::size_t start = SkipProperties(source_, Offset(mark));
    const bool quoted = start < source_.size() && (source_[start] == '"' || source_[start] == '\'');
    const std::size_t end = quoted ? EndOfQuotes(source_, start) : start + text.size();
    // Before a line break at the end of the text yaml-cpp does not miss the quote.
    if (end == std::string_view::npos) {
      throw TreeBuilder::Failure{start, "the quotes that open here are never closed"};
    }
    if (builder_->ExpectsKey()) key_end_ = end;
    const std::string_view kept = builder_->Keep(text, quoted ? start + 1 : start);
    const bool keep_as_text = is_string || builder_->ExpectsKey();
    last_ = Offset(mark);
    builder_->Scalar(keep_as_text ? Value::Kind::kString : PlainScalar::Resolve(text), kept,
                     *last_);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    RequireNoTag(mark, tag);
    RequireNoKey(mark);
    last_ = Offset(mark);
    Require(builder_->StartArray(*last_));
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    RequireNoTag(mark, tag);
    RequireNoKey(mark);
    last_ = Offset(mark);
    Require(builder_->StartObject(*last_));
  }

  void OnSequenceEnd() override { Require(builder_->End()); }
  void OnMapEnd() override { Require(builder_->End()); }

  std::vector<Document> TakeDocuments() { return std::move(documents_); }

 private:
  static std::size_t Offset(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.pos); }

  void Require(bool accepted) const {
    if (!accepted) throw TreeBuilder::Failure(*builder_->failure());
  }

  static void RequireNoTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?") return;
    throw TreeBuilder::Failure{Offset(mark), "tags other than !!str are not accepted"};
  }

  // REQUIRES: the event is no scalar.
  void RequireNoKey(const YAML::Mark& mark) const {
    if (!builder_->ExpectsKey()) return;
    throw TreeBuilder::Failure{Offset(mark), "a key must be text; are all brackets closed?"};
  }

  // REQUIRES: the last event was a key. yaml-cpp takes any word for a key that has no value.
  void RequireColon() const {
    const std::size_t next = source_.find_first_not_of(" \t\r\n", key_end_);
    if (next != std::string_view::npos && source_[next] == ':') return;
    throw TreeBuilder::Failure{*last_,
                               "a colon is needed behind this key, or brackets are not closed"};
  }

  // The mark of a null that is not written is that of the next token, which may be somebody else's
  // key.
  std::size_t NullOffset(const YAML::Mark& mark) const {
    if (!builder_->ExpectsElement()) return *last_;
    return std::max(*last_, source_.find_last_not_of(" \t\r\n", Offset(mark) - 1));
  }

  std::shared_ptr<Storage> storage_;
  std::string_view source_;
  std::optional<TreeBuilder> builder_;
  std::optional<std::size_t> last_;  // offset of the last event of any document
  std::size_t key_end_ = 0;          // behind the last key
  std::vector<Document> documents_;
};

// A std::istream of a text, without a copy of it.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(const std::string& text) {
    char* begin = const_cast<char*>(text.data());  // the type asks for it; nothing is written
    setg(begin, begin, begin + text.size());
  }
};

// What yaml-cpp finds wrong, in words that say what to do.
std::string Message(const std::string& message) {
  struct Wording {
    std::string_view yaml_cpp;
    std::string_view ours;
  };
  static constexpr std::string_view kBadEscape = "no valid escape in double quotes";
  static const Wording kWordings[] = {
      {YAML::ErrorMsg::UNKNOWN_ANCHOR, kNoAliases},
      {YAML::ErrorMsg::MAP_VALUE,
       "a colon is unexpected here; check the indentation, or put the text into quotes"},
      {YAML::ErrorMsg::BLOCK_ENTRY,
       "a dash is unexpected here; put it on a line of its own, indented by spaces"},
      {YAML::ErrorMsg::END_OF_MAP,
       "this is no key of the map before it; check the indentation and the quotes"},
      {YAML::ErrorMsg::END_OF_SEQ,
       "this is no item of the list before it; check the indentation and the dashes"},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, "a comma or } is needed here, or brackets are not closed"},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a comma or ] is needed here, or brackets are not closed"},
      {YAML::ErrorMsg::FLOW_END, "no bracket of this kind is open here"},
      {YAML::ErrorMsg::TAB_IN_INDENTATION, "the line is indented by a tab; use spaces"},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, "text cannot begin like this; put it into quotes"},
      {YAML::ErrorMsg::EOF_IN_SCALAR, "the text ends inside quotes"},
      {YAML::ErrorMsg::DOC_IN_SCALAR, "the document ends inside quotes"},
      {YAML::ErrorMsg::INVALID_HEX, kBadEscape},
      {YAML::ErrorMsg::INVALID_UNICODE, kBadEscape},
      {YAML::ErrorMsg::INVALID_ESCAPE, kBadEscape},
  };
  for (const Wording& wording : kWordings) {
    if (message.starts_with(wording.yaml_cpp)) return std::string(wording.ours);
  }
  return message;
}

}  // namespace

tl::expected<std::vector<Document>, ParseError> ParseYaml(std::string text) {
  return Source::Make(std::move(text))
      .and_then([](Source&& from) -> tl::expected<std::vector<Document>, ParseError> {
        const auto storage = std::make_shared<Storage>(std::move(from));
        const Source& source = storage->source;
        const auto failed = [&source](std::size_t offset, std::string message) {
          return tl::unexpected(ParseError{source.PositionAt(offset), "", std::move(message)});
        };
        try {
          TextBuffer buffer(source.text());
          std::istream stream(&buffer);
          YAML::Parser parser(stream);
          YamlEvents events(storage);
          while (parser.HandleNextDocument(events)) {
          }
          return events.TakeDocuments();
        } catch (const TreeBuilder::Failure& failure) {
          return failed(failure.offset, failure.message);
        } catch (const YAML::Exception& exception) {
          const int at = std::max(exception.mark.pos, 0);
          return failed(static_cast<std::size_t>(at), Message(exception.msg));
        }
      });
}

}  // namespace portcullis::json
