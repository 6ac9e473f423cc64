#include "json/field.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "json/reader.h"

namespace portcullis::json {
namespace {

// A document to read fields from, and what is wrong with it.
struct Reading {
  explicit Reading(const std::string& yaml) : document(ParseYaml(yaml)->front()) {}

  Field root() { return Field(document, errors); }

  // Everything reported, a line each.
  std::string Reported() const {
    const Status status = errors.ToStatus("f");
    return status ? "" : status.error().message;
  }

  Document document;
  Errors errors;
};

TEST_CASE("a field reads what is there") {
  Reading reading(
      "name: web\nport: 80\nquoted: \"80\"\non: true\nlist: [a, b]\nlabels: {x: 1, y.z/a: q}\n");
  const Field root = reading.root();
  CHECK((root["name"].Text() == "web"));
  CHECK((root["port"].Text() == "80"));
  CHECK((root["on"].Text() == "true"));
  CHECK((root["port"].Int(1, 65535) == 80));
  CHECK((root["quoted"].Int(1, 65535) == 80));
  CHECK((root["on"].Bool() == true));
  REQUIRE(root["list"].Elements().size() == 2);
  CHECK((root["list"].Elements()[1].Text() == "b"));
  CHECK(root["list"].Elements()[1].path() == "list[1]");
  REQUIRE(root["labels"].Members().size() == 2);
  CHECK(root["labels"].Members()[1].key() == "y.z/a");
  CHECK(root["labels"].Members()[1].path() == "labels[y.z/a]");
  CHECK((root["labels"].position() == Position{6, 9}));
  CHECK(root["name"].Require());
  CHECK(reading.Reported().empty());
}

TEST_CASE("missing, null and empty text are absent, without an error") {
  Reading reading("tilde: ~\n\"empty\": \"\"\nblank:\n");
  for (const std::string key : {"missing", "tilde", "empty", "blank"}) {
    CAPTURE(key);
    const Field field = reading.root()[key];
    CHECK(field.absent());
    CHECK_FALSE(field.Text());
    CHECK_FALSE(field.Int(0, 1));
    CHECK_FALSE(field.Bool());
    CHECK(field.Elements().empty());
    CHECK(field.Members().empty());
    CHECK(field["deeper"].absent());
    CHECK((field.value() == nullptr) == (key == "missing"));
    field.AllowOnly({});
  }
  CHECK(reading.Reported().empty());
}

TEST_CASE("zero, false and empty lists are not absent") {
  Reading reading("a: 0\nb: false\nc: []\nd: {}\n");
  for (const std::string key : {"a", "b", "c", "d"}) CHECK_FALSE(reading.root()[key].absent());
}

TEST_CASE("what is wrong has position, path and what would be right") {
  struct Case {
    std::string name;
    std::string yaml;
    void (*read)(const Field& root);
    std::string want;
  };
  const Case cases[] = {
      {"text", "a:\n  b: [x]\n", [](const Field& root) { root["a"]["b"].Text(); },
       "f:2:6: a.b: must be text, not a list"},
      {"text of an object", "a: {}\n", [](const Field& root) { root["a"].Text(); },
       "f:1:4: a: must be text, not an object"},
      {"number", "a: x\n", [](const Field& root) { root["a"].Int(1, 9); },
       "f:1:4: a: \"x\" is no whole number from 1 to 9"},
      {"number with a fraction", "a: 1.5\n", [](const Field& root) { root["a"].Int(1, 9); },
       "f:1:4: a: 1.5 is no whole number from 1 to 9"},
      {"number out of range", "a: 10\n", [](const Field& root) { root["a"].Int(1, 9); },
       "f:1:4: a: 10 is no whole number from 1 to 9"},
      {"number of a list", "a: [1]\n", [](const Field& root) { root["a"].Int(1, 9); },
       "f:1:4: a: must be a whole number from 1 to 9, not a list"},
      {"boolean", "a: \"yes\"\n", [](const Field& root) { root["a"].Bool(); },
       "f:1:4: a: must be true or false, not text"},
      {"list", "a: x\n", [](const Field& root) { root["a"].Elements(); },
       "f:1:4: a: must be a list, not text"},
      {"object", "a: 1\n", [](const Field& root) { root["a"].Members(); },
       "f:1:4: a: must be an object, not a number"},
      {"key of a list, whatever is asked of it", "a: [1]\n",
       [](const Field& root) {
         root["a"]["b"]["c"].Require();
         root["a"]["d"].Text();
       },
       "f:1:4: a: must be an object, not a list"},
      {"root", "- a\n", [](const Field& root) { root["a"].Text(); },
       "f:1:1: must be an object, not a list"},
      {"required", "a:\n  b: 1\n", [](const Field& root) { root["a"]["c"].Require(); },
       "f:2:3: a.c: is required"},
      {"required and empty", "a:\n  b: \"\"\n", [](const Field& root) { root["a"]["b"].Require(); },
       "f:2:6: a.b: is required"},
      {"required far below", "a: 1\n", [](const Field& root) { root["b"]["c d"]["e"].Require(); },
       "f:1:1: b[c d].e: is required"},
      {"required in an empty object", "a:\nb: 1\n",
       [](const Field& root) { root["a"]["c"].Require(); }, "f:1:1: a.c: is required"},
      {"own", "a: [{b: 90-80}]\n",
       [](const Field& root) {
         root["a"].Elements()[0]["b"].AddError("\"90-80\" is no port range");
       },
       "f:1:9: a[0].b: \"90-80\" is no port range"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Reading reading(c.yaml);
      c.read(reading.root());
      CHECK(reading.Reported() == c.want);
    }
  }
}

TEST_CASE("AllowOnly: other keys are errors at the key, with what was meant") {
  static constexpr std::string_view kKnown[] = {"mode", "containerCidrs"};
  Reading reading("network:\n  mode: x\n  containerCidr: []\n  colour: red\n");
  reading.root()["network"].AllowOnly(kKnown);
  CHECK(reading.Reported() ==
        "f:3:3: network.containerCidr: is not a field; did you mean containerCidrs?\n"
        "f:4:3: network.colour: is not a field; known are mode, containerCidrs");
}

TEST_CASE("errors come in the order of the text, each once") {
  Reading reading("a: x\nb: x\n");
  reading.root()["b"].Int(0, 9);
  reading.root()["a"].Int(0, 9);
  reading.root()["b"].Int(0, 9);
  CHECK(reading.Reported() ==
        "f:1:4: a: \"x\" is no whole number from 0 to 9\n"
        "f:2:4: b: \"x\" is no whole number from 0 to 9");
  const Status status = reading.errors.ToStatus("f");
  REQUIRE_FALSE(status);
  CHECK(status.error().code == Error::Code::kInvalidArgument);
}

TEST_CASE("a hundred errors are listed, the others counted") {
  std::string yaml;
  for (int i = 0; i < 102; ++i) yaml += "- x\n";
  Reading reading(yaml);
  for (const Field& element : reading.root().Elements()) element.Int(0, 9);
  const std::string reported = reading.Reported();
  CHECK(reported.find("f:100:3:") != std::string::npos);
  CHECK(reported.find("f:101:3:") == std::string::npos);
  CHECK(reported.ends_with("\nf: 2 more errors"));
}

}  // namespace
}  // namespace portcullis::json
