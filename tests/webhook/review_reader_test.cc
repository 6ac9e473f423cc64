#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "tests/webhook/reviews.h"
#include "webhook/review_codec.h"

namespace portcullis::webhook {
namespace {

std::string Envelope(const std::string& request) {
  return R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":)" + request +
         '}';
}

const std::string kService = R"("resource":{"group":"","version":"v1","resource":"services"})";
const std::string kNode = R"("resource":{"group":"","version":"v1","resource":"nodes"})";

std::string MessageOf(const std::string& body) {
  const auto request = Read(body);
  if (request) return "a request";
  CHECK(request.error().code == Error::Code::kInvalidArgument);
  return request.error().message;
}

TEST_CASE("an update of a Service") {
  const auto request = Read(Review("service-update"));
  REQUIRE(request.has_value());
  CHECK(request->uid == "705ab4f5-6393-11e8-b7cc-42010a800002");
  CHECK(request->operation == Operation::kUpdate);
  CHECK(request->resource == Resource{"", "v1", "services"});
  CHECK(request->sub_resource.empty());
  CHECK(request->username == "alice@example.com");
  CHECK(request->groups == std::vector<std::string>{"system:authenticated"});
  CHECK_FALSE(request->dry_run);
  CHECK(request->spec_changed);

  const auto& service = std::get<cluster::Service>(request->object);
  CHECK(service.namespace_name == "shop");
  CHECK(service.name == "storefront");
  CHECK(service.type == cluster::ServiceType::kLoadBalancer);
  REQUIRE(service.ports.size() == 3);
  CHECK(service.ports[0].node_port == 30080);
  CHECK(service.ports[0].node_port_owned);
  CHECK(service.ports[1].node_port == 31877);
  CHECK_FALSE(service.ports[1].node_port_owned);
  CHECK(service.ports[2].protocol == cluster::ServiceProtocol::kUdp);
  CHECK(service.health_check_node_port == 31990);
  CHECK_FALSE(service.health_check_node_port_owned);
  CHECK(service.has_managed_fields);
  CHECK(service.external_traffic_local);
  CHECK(service.load_balancer_source_ranges ==
        std::vector<std::string>{"198.51.100.0/24", "203.0.113.0/24"});
  CHECK(service.load_balancer_ips == std::vector<std::string>{"198.51.100.77"});
  CHECK(service.annotations.size() == 2);
  CHECK(*cluster::Find(service.annotations, cluster::kPassToTarget) == "false");
  CHECK(std::get<cluster::Service>(request->old_object).ports.size() == 2);
}

TEST_CASE("a dry run says which ports somebody asked for") {
  const auto request = Read(Review("service-create-dry-run"));
  REQUIRE(request.has_value());
  CHECK(request->operation == Operation::kCreate);
  CHECK(request->dry_run);
  CHECK(request->spec_changed);
  CHECK(std::holds_alternative<std::monostate>(request->old_object));
  const auto& service = std::get<cluster::Service>(request->object);
  REQUIRE(service.ports.size() == 3);
  CHECK(service.ports[0].node_port_owned);
  CHECK_FALSE(service.ports[1].node_port_owned);
  CHECK(service.ports[1].node_port == 30081);
  CHECK_FALSE(service.ports[2].node_port_owned);
}

TEST_CASE("a cordoned Node") {
  const auto request = Read(Review("node-update-cordon"));
  REQUIRE(request.has_value());
  CHECK(request->resource == Resource{"", "v1", "nodes"});
  CHECK(request->groups ==
        std::vector<std::string>{"system:masters", "system:authenticated"});
  CHECK(request->spec_changed);
  const auto& node = std::get<cluster::Node>(request->object);
  CHECK(node.name == "10.0.1.5");
  CHECK(node.provider_id == "qcloud:///100003/ins-a1b2c3d4");
  CHECK(node.internal_ips == std::vector<std::string>{"10.0.1.5", "fd00::5"});
  CHECK(node.labels.size() == 12);
  CHECK(*cluster::Find(node.labels, cluster::kNodePoolId) == "np-3f2kx9ab");
  CHECK(node.annotations.size() == 1);
  CHECK(std::get<cluster::Node>(request->old_object).name == "10.0.1.5");
}

TEST_CASE("the order of the fields does not matter") {
  const auto request = Read(
      R"({"request":{"dryRun":true,"oldObject":{"metadata":{"name":"b"}},"object":{"spec":{"type":
      "NodePort"},"metadata":{"name":"a"}},"userInfo":{"groups":["system:nodes"],"username":"u"},
      "subResource":"","resource":{"resource":"services","version":"v1"},"operation":"UPDATE",
      "uid":"1"},"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"})");
  REQUIRE(request.has_value());
  CHECK(request->dry_run);
  CHECK(request->groups == std::vector<std::string>{"system:nodes"});
  CHECK(std::get<cluster::Service>(request->object).type == cluster::ServiceType::kNodePort);
  CHECK(std::get<cluster::Service>(request->old_object).name == "b");
}

TEST_CASE("whether spec changed") {
  struct Case { std::string name; std::string objects; bool want; };
  const Case cases[] = {
      {"equal", R"("object":{"spec":{"a":"x\ny"}},"oldObject":{"spec":{"a":"x\ny"}})", false},
      {"equal, and what is around it differs",
       R"("oldObject":{"spec":{"a":[{"b":{}}],"c":1},"status":{"spec":2}},
          "object":{"metadata":{"name":"long enough to shift"},"spec":{"a":[{"b":{}}],"c":1}})",
       false},
      {"a nested spec differs", R"("object":{"x":{"spec":{"a":1}},"spec":{"a":0}},
                                   "oldObject":{"x":{"spec":{"a":2}},"spec":{"a":0}})", false},
      {"a value differs", R"("object":{"spec":{"a":1}},"oldObject":{"spec":{"a":2}})", true},
      {"the last value differs",
       R"("object":{"spec":{"a":[{}],"b":{"c":[1]}}},"oldObject":{"spec":{"a":[{}],"b":{"c":[2]}}})",
       true},
      {"one has more", R"("object":{"spec":{"a":1}},"oldObject":{"spec":{"a":1,"b":2}})", true},
      {"only one has any", R"("object":{"spec":{}},"oldObject":{})", true},
      {"none has any", R"("object":{},"oldObject":{"spec":null})", false},
      {"no old object", R"("object":{"spec":{"a":1}},"oldObject":null)", true},
      {"no new object", R"("oldObject":{"spec":{"a":1}})", true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto request = Read(Envelope(R"({"uid":"1",)" + c.objects + "}"));
      REQUIRE(request.has_value());
      CHECK(request->spec_changed == c.want);
    }
  }
}

TEST_CASE("objects that are not ours need nothing but an envelope") {
  struct Case { std::string name; std::string request; };
  const Case cases[] = {
      {"a Deployment", R"({"uid":"1","resource":{"group":"apps","version":"v1","resource":
          "deployments"},"object":{"spec":{"type":1,"ports":"x"},"metadata":{"name":[]}}})"},
      {"an object before its resource", R"({"uid":"1","object":{"spec":{"ports":[{"port":"x"}]}},
          "resource":{"group":"example.com","version":"v1","resource":"services"}})"},
      {"another version", R"({"uid":"1","resource":{"group":"","version":"v2","resource":
          "services"},"operation":"CREATE","object":{"spec":4}})"},
      {"a subresource", R"({"uid":"1",)" + kNode + R"(,"subResource":"proxy",
          "operation":"CONNECT","object":{"spec":4}})"},
      {"nothing but a uid", R"({"uid":"1"})"},
      {"nulls", R"({"uid":"1","operation":null,"resource":null,"subResource":null,"userInfo":null,
          "dryRun":null,"object":null,"oldObject":null})"},
      {"a deletion", R"({"uid":"1",)" + kService + R"(,"operation":"DELETE","object":null})"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto request = Read(Envelope(c.request));
      REQUIRE(request.has_value());
      CHECK(std::holds_alternative<std::monostate>(request->object));
    }
  }
}

TEST_CASE("what is no review, and why") {
  struct Case { std::string body; std::string want; };
  const std::string version =
      "apiVersion and kind must be admission.k8s.io/v1 and AdmissionReview";
  const Case cases[] = {
      {"", "the body is not JSON: at byte 0: The document is empty."},
      {" \n", "the body is not JSON: at byte 2: The document is empty."},
      {"{", "the body is not JSON: at byte 1: Missing a name for object member."},
      {"[]", "the document must be an object"},
      {"null", version},
      {"{}", version},
      {R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1"})", version},
      {R"({"kind":"Status","apiVersion":"admission.k8s.io/v1"})", version},
      {R"({"kind":1})", "kind must be a string"},
      {Envelope("null"), "request must be given"},
      {Envelope("[]"), "request must be an object"},
      {Envelope("{}"), "request.uid must be given"},
      {Envelope(R"({"uid":""})"), "request.uid must be given"},
      {Envelope(R"({"uid":5})"), "request.uid must be a string"},
      {Envelope(R"({"uid":"\udc00"})"), "request.uid must be valid Unicode"},
      {Envelope(R"({"uid":"1","uid":"2"})"), "request.uid is given twice"},
      {Envelope(R"({"uid":"1","dryRun":"false"})"), "request.dryRun must be true or false"},
      {Envelope(R"({"uid":"1","operation":{}})"), "request.operation must be a string"},
      {Envelope(R"({"uid":"1","resource":"services"})"), "request.resource must be an object"},
      {Envelope(R"({"uid":"1","resource":{"group":null,"version":1}})"),
       "request.resource.version must be a string"},
      {Envelope(R"({"uid":"1","userInfo":{"groups":["a",false]}})"),
       "request.userInfo.groups[1] must be a string"},
      {Envelope(R"({"uid":"1","object":"x"})"), "request.object must be an object"},
      {Envelope(R"({"uid":"1","oldObject":[]})"), "request.oldObject must be an object"},
      {Envelope(R"({"uid":"1","object":{},"object":{}})"), "request.object is given twice"},
      {Envelope(R"({"uid":"1",)" + kService + R"(,"operation":"CREATE"})"),
       "request.object must be given"},
      {Envelope(R"({"uid":"1",)" + kNode + R"(,"operation":"UPDATE","object":null})"),
       "request.object must be given"},
      {Envelope(R"({"uid":"1","object":{"spec":{"ports":[{"nodePort":"x"}]}},)" + kService + "}"),
       "request.object.spec.ports[0].nodePort must be a whole number from 0 to 65535"},
      {Envelope(R"({"uid":"1",)" + kNode + R"(,"object":{},"oldObject":{"metadata":1}})"),
       "request.oldObject.metadata must be an object"},
      {Envelope(R"({"uid":"1"})") + "x",
       "the body is not JSON: at byte 83: The document root must not be followed by other values."},
      {Envelope(R"({"uid":"1"})") + std::string(1, '\0') + "x",
       "the body has text behind the review"},
      {Envelope("{\"uid\":\"\x1B\"}"),
       "the body is not JSON: at byte 79: Invalid escape character in string."},
      {Envelope("{\"uid\":\"more than 16 \\n characters\x1F\"}"),
       "the body is not JSON: at byte 105: Invalid escape character in string."},
      {Envelope("{\"uid\":\"\x01\"}"),
       "the body is not JSON: at byte 79: Invalid escape character in string."},
      {Envelope("{\"uid\":\"1\",\"name\":\"\xC3\x28\"}"), "the body is not valid UTF-8"},
      {"\xEF\xBB\xBF" + Envelope(R"({"uid":"1"})"),
       "the body is not JSON: at byte 0: Invalid value."},
  };
  for (const Case& c : cases) {
    SUBCASE(c.body.c_str()) { CHECK(MessageOf(c.body) == c.want); }
  }
}

TEST_CASE("a string ends at its quote and has no control characters, wherever they stand") {
  for (std::size_t offset = 0; offset <= 24; ++offset) {
    for (char c = 1; c < 0x7F; ++c) {
      CAPTURE(offset);
      CAPTURE(static_cast<int>(c));
      std::string uid(24, 'x');
      uid.insert(offset, c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c});
      const auto request = Read(Envelope(R"({"uid":")" + uid + R"(","name":"n"})"));
      REQUIRE(request.has_value() == (c >= ' '));
      if (request) REQUIRE(request->uid == std::string(24, 'x').insert(offset, 1, c));
    }
  }
}

TEST_CASE("other scripts are fine") {
  const auto request = Read(Envelope(R"({"uid":"端口 é","userInfo":{"username":"\u7aef"}})"));
  REQUIRE(request.has_value());
  CHECK(request->uid == "端口 é");
  CHECK(request->username == "端");
}

TEST_CASE("of groups those of Kubernetes are kept, and not more than 64") {
  std::string groups = R"("developers")";
  for (int i = 0; i < 100; ++i) groups += R"(,"system:)" + std::to_string(i) + '"';
  const auto request = Read(Envelope(R"({"uid":"1","userInfo":{"groups":[)" + groups + "]}}"));
  REQUIRE(request.has_value());
  REQUIRE(request->groups.size() == 64);
  CHECK(request->groups.front() == "system:0");
}

TEST_CASE("nesting ends at 100 levels, wherever it is") {
  const auto nested = [](const std::string& before, std::size_t levels, const std::string& after) {
    return before + std::string(levels, '[') + std::string(levels, ']') + after;
  };
  const std::string too_deep = "the body is nested deeper than 100 levels";
  const std::string in_request = R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1",)"
                                 R"("request":{"uid":"1","options":)";
  CHECK(MessageOf(nested(in_request, 98, "}}")) == "a request");
  CHECK(MessageOf(nested(in_request, 99, "}}")) == too_deep);
  CHECK(MessageOf(nested(R"({"request":{"object":{"spec":{"ports":)", 100000, "}}}}")) == too_deep);
  CHECK(MessageOf(nested("", 100000, "")) == too_deep);
  CHECK(MessageOf(std::string(100000, '[')) == too_deep);
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += R"({"a":)";
  CHECK(MessageOf(objects) == too_deep);
}

TEST_CASE("no part of a review is one") {
  for (const std::string name : {"service-update", "service-create-dry-run", "node-update-cordon"}) {
    std::string review = Review(name);
    REQUIRE(review.ends_with("}\n"));
    review.pop_back();
    REQUIRE(Read(review).has_value());
    for (std::size_t length = 0; length < review.size(); ++length) {
      CAPTURE(length);
      REQUIRE_FALSE(Read(std::string_view(review).substr(0, length)).has_value());
    }
  }
}

TEST_CASE("a review reads the same wherever in memory it begins") {
  const std::string review = Review("service-update");
  for (std::size_t offset = 0; offset < 16; ++offset) {
    CAPTURE(offset);
    std::vector<char> bytes(offset + review.size() + 1);
    std::copy(review.begin(), review.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
    const auto request = ReadReview(std::span(bytes).subspan(offset, review.size()));
    REQUIRE(request.has_value());
    CHECK(std::get<cluster::Service>(request->object).ports ==
          std::get<cluster::Service>(Read(review)->object).ports);
  }
}

}  // namespace
}  // namespace portcullis::webhook
