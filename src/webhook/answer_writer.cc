#include <array>
#include <cstddef>
#include <string_view>

#include "json/source.h"
#include "webhook/review_codec.h"

namespace portcullis::webhook {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// Bytes that stand in a JSON string as they are.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < plain.size(); ++byte) {
    plain[byte] = byte != '"' && byte != '\\';
  }
  return plain;
}();

void AppendEscape(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else {
    out += "\\u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 0xF];
  }
}

// REQUIRES: UTF-8.
void AppendEscaped(std::string& out, std::string_view text) {
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kPlain[static_cast<unsigned char>(text[i])]) continue;
    out += text.substr(written, i - written);
    AppendEscape(out, text[i]);
    written = i + 1;
  }
  out += text.substr(written);
}

void AppendString(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const std::size_t valid = json::ValidUtf8Prefix(text);
    AppendEscaped(out, text.substr(0, valid));
    if (valid == text.size()) break;
    out += kReplacement;
    text.remove_prefix(valid + 1);
  }
  out += '"';
}

// `name` with its comma, colon and quotes as they stand in the answer.
void AppendMember(std::string& out, std::string_view name, std::string_view text) {
  out += name;
  AppendString(out, text);
}

void AppendDenial(std::string& out, const Denial& denial) {
  AppendMember(out,
               R"(,"status":{"metadata":{},"status":"Failure","reason":"Forbidden","code":403,)"
               R"("message":)",
               denial.message);
  if (!denial.causes.empty()) {
    std::string_view separator = R"(,"details":{"causes":[)";
    for (const Cause& cause : denial.causes) {
      out += separator;
      AppendMember(out, R"({"reason":)", cause.reason);
      AppendMember(out, R"(,"message":)", cause.message);
      if (!cause.field.empty()) AppendMember(out, R"(,"field":)", cause.field);
      out += '}';
      separator = ",";
    }
    out += "]}";
  }
  out += '}';
}

}  // namespace

std::string WriteAnswer(const AdmissionResponse& response) {
  std::string out;
  out.reserve(512);
  AppendMember(out,
               R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":)",
               response.uid);
  out += response.denial ? R"(,"allowed":false)" : R"(,"allowed":true)";
  if (response.denial) AppendDenial(out, *response.denial);

  std::string_view separator = R"(,"warnings":[)";
  for (const std::string& warning : response.warnings) {
    AppendMember(out, separator, warning);
    separator = ",";
  }
  if (!response.warnings.empty()) out += ']';

  separator = R"(,"auditAnnotations":{)";
  for (const auto& [key, value] : response.audit_annotations) {
    AppendMember(out, separator, key);
    AppendMember(out, ":", value);
    separator = ",";
  }
  if (!response.audit_annotations.empty()) out += '}';

  out += "}}";
  return out;
}

}  // namespace portcullis::webhook
