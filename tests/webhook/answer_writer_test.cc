#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <string>
#include <string_view>

#include "webhook/review_codec.h"

namespace portcullis::webhook {
namespace {

using namespace std::string_literals;

TEST_CASE("answers") {
  struct Case { std::string name; AdmissionResponse response; std::string want; };
  const Case cases[] = {
      {"allowed without a word", {"u-1", {}, {}, {}},
       R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",)"
       R"("response":{"uid":"u-1","allowed":true}})"},
      {"allowed with warnings", {"u-1", {}, {"a: b; c", "d"}, {{"decision", "warn"}}},
       R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",)"
       R"("response":{"uid":"u-1","allowed":true,"warnings":["a: b; c","d"],)"
       R"("auditAnnotations":{"decision":"warn"}}})"},
      {"denied",
       {"u-1", Denial{"one\ntwo", {{"nodeport-overexposed", "one", "spec.ports[0].nodePort"},
                                   {"x", "two", ""}}},
        {"w"}, {{"decision", "deny"}, {"findings", "x,y"}}},
       R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",)"
       R"("response":{"uid":"u-1","allowed":false,)"
       R"("status":{"metadata":{},"status":"Failure","reason":"Forbidden","code":403,)"
       R"("message":"one\ntwo","details":{"causes":[)"
       R"({"reason":"nodeport-overexposed","message":"one","field":"spec.ports[0].nodePort"},)"
       R"({"reason":"x","message":"two"}]}},"warnings":["w"],)"
       R"("auditAnnotations":{"decision":"deny","findings":"x,y"}}})"},
      {"denied without causes", {"u-1", Denial{"no", {}}, {}, {}},
       R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",)"
       R"("response":{"uid":"u-1","allowed":false,"status":{"metadata":{},"status":"Failure",)"
       R"("reason":"Forbidden","code":403,"message":"no"}}})"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(WriteAnswer(c.response) == c.want); }
  }
}

TEST_CASE("any text is written so that a JSON parser reads it back") {
  struct Case { std::string name; std::string text; std::string want; };
  std::string ascii;
  for (char c = 0; c < 0x7F; ++c) ascii += c;
  const Case cases[] = {
      {"all of ASCII", ascii + '\x7F', ascii + '\x7F'},
      {"other scripts", "端口 é 😀", "端口 é 😀"},
      {"what is no UTF-8", "a\xFF\xC3(\xED\xA0\x80z\xE7", "a\uFFFD\uFFFD(\uFFFD\uFFFD\uFFFDz\uFFFD"},
      {"empty", "", ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      rapidjson::Document answer;
      answer.Parse<rapidjson::kParseValidateEncodingFlag>(
          WriteAnswer({"u", {}, {c.text}, {}}));
      REQUIRE_FALSE(answer.HasParseError());
      const rapidjson::Value& read = answer;
      const rapidjson::Value& warning = read["response"]["warnings"][0];
      CHECK(std::string(warning.GetString(), warning.GetStringLength()) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::webhook
