#include "tests/json/render.h"

namespace portcullis::json {
namespace {

std::string Place(const Document& document, const Value& value) {
  const Position position = document.PositionOf(value);
  return std::to_string(position.line) + ':' + std::to_string(position.column);
}

std::string Render(const Document& document, const Value& value) {
  const std::string place = Place(document, value);
  const std::string text(value.Text());
  std::string out;
  switch (value.kind()) {
    case Value::Kind::kNull:
      return "null@" + place;
    case Value::Kind::kBool:
    case Value::Kind::kNumber:
      return text + '@' + place;
    case Value::Kind::kString:
      return '"' + text + "\"@" + place;
    case Value::Kind::kArray:
      out = '[' + place + ' ';
      for (const Value& element : value.Elements()) out += Render(document, element) + ' ';
      return out + ']';
    case Value::Kind::kObject:
      out = '{' + place + ' ';
      for (const Member& member : value.Members()) {
        out += std::string(member.key.Text()) + '@' + Place(document, member.key) + '=' +
               Render(document, member.value) + ' ';
      }
      return out + '}';
  }
  return out;
}

}  // namespace

std::string Render(const Document& document) { return Render(document, document.root()); }

std::string Render(const tl::expected<Document, ParseError>& parsed) {
  return parsed ? Render(*parsed) : ToString(parsed.error(), "f");
}

std::string Render(const tl::expected<std::vector<Document>, ParseError>& parsed) {
  if (!parsed) return ToString(parsed.error(), "f");
  std::string out;
  for (const Document& document : *parsed) {
    if (!out.empty()) out += " | ";
    out += Render(document);
  }
  return out;
}

}  // namespace portcullis::json
