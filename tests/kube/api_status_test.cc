#include "kube/api_status.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::kube {
namespace {

std::string TextOf(const ApiError& error) {
  std::string text = std::to_string(error.code) + " [" + error.reason + "] " + error.message;
  for (const std::string& field : error.fields) text += " {" + field + "}";
  return text;
}

TEST_CASE("errors of the API server") {
  struct Case {
    std::string name;
    int status;
    std::string body;
    std::string want;
  };
  const Case cases[] = {
      {"a conflict", 409,
       R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"changed meanwhile",)"
       R"("reason":"Conflict","details":{"name":"a"},"code":409})",
       "409 [Conflict] changed meanwhile"},
      {"causes", 422,
       R"({"kind":"Status","message":"invalid","reason":"Invalid","details":{"causes":[)"
       R"({"reason":"FieldValueInvalid","message":"m","field":"involvedObject.namespace"},)"
       R"({"message":"n"}]}})",
       "422 [Invalid] invalid {involvedObject.namespace}"},
      {"the status line's code counts", 503, R"({"kind":"Status","code":200})",
       "503 [] HTTP status 503"},
      {"fields of other types", 500, R"({"kind":"Status","reason":[1],"message":{},"details":"d"})",
       "500 [] HTTP status 500"},
      {"text", 502, "Bad Gateway\n", "502 [] HTTP status 502: \"Bad Gateway\\n\""},
      {"other JSON", 404, R"({"kind":"Service"})",
       "404 [] HTTP status 404: \"{\\\"kind\\\":\\\"Service\\\"}\""},
      {"nothing", 401, "", "401 [] HTTP status 401"},
      {"a redirect", 307, "", "307 [] HTTP status 307"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(TextOf(ReadApiStatus(c.status, c.body)) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis::kube
