#include "kube/object_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/kube/object_text.h"

namespace portcullis::kube {
namespace {

TEST_CASE("what checks read of a Service") {
  struct Case { std::string name; std::string json; std::string want; };
  const Case cases[] = {
      {"defaults", R"({})", " ClusterIP IPv4"},
      {"nulls are absent fields",
       R"({"metadata":{"name":null,"annotations":null,"managedFields":null,"deletionTimestamp":null},
           "spec":{"type":null,"ports":[null],"externalIPs":null,"ipFamilies":null,
                   "allocateLoadBalancerNodePorts":null,"healthCheckNodePort":null},"status":null})",
       " ClusterIP IPv4"},
      {"name and namespace", R"({"metadata":{"name":"web","namespace":"shop"}})",
       "shop/web ClusterIP IPv4"},
      {"deleted", R"({"metadata":{"deletionTimestamp":"2026-11-20T08:00:00Z"}})",
       " ClusterIP IPv4 deleted"},
      {"type NodePort", R"({"spec":{"type":"NodePort"}})", " NodePort IPv4"},
      {"type ExternalName", R"({"spec":{"type":"ExternalName"}})", " ExternalName IPv4"},
      {"a type that Kubernetes may add", R"({"spec":{"type":"Teleport"}})", " ClusterIP IPv4"},
      {"ports",
       R"({"spec":{"type":"NodePort","ports":[
            {"name":"http","protocol":"TCP","port":80,"targetPort":"http","nodePort":30080},
            {"port":53,"protocol":"UDP","targetPort":53},
            {"nodePort":65535,"port":0,"protocol":"SCTP"}]}})",
       " NodePort http:TCP:80->30080 :UDP:53 :SCTP:0->65535 IPv4"},
      {"a protocol that Kubernetes may add",
       R"({"spec":{"ports":[{"port":1,"protocol":"QUIC"},{"port":2}]}})",
       " ClusterIP :TCP:2 IPv4"},
      {"load balancer",
       R"({"spec":{"type":"LoadBalancer","externalTrafficPolicy":"Local","healthCheckNodePort":32000,
                   "allocateLoadBalancerNodePorts":false,"loadBalancerClass":"example.com/lb",
                   "loadBalancerSourceRanges":["10.0.0.0/8","::/0"],"externalIPs":["192.0.2.1"]},
           "status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.7","ports":[{"port":1}]},
                                                {"hostname":"lb.example.com"},{"ip":"::1"}]}}})",
       " LoadBalancer external=192.0.2.1 local health=32000 no-node-ports class=example.com/lb "
       "ranges=10.0.0.0/8,::/0 IPv4 ingress=198.51.100.7,::1"},
      {"traffic policy Cluster", R"({"spec":{"externalTrafficPolicy":"Cluster"}})",
       " ClusterIP IPv4"},
      {"families", R"({"spec":{"ipFamilies":["IPv6","IPv4"]}})", " ClusterIP IPv6 IPv4"},
      {"no families", R"({"spec":{"ipFamilies":[]}})", " ClusterIP IPv4"},
      {"a family twice, and one that Kubernetes may add",
       R"({"spec":{"ipFamilies":["IPv6","IPv7","IPv6"]}})", " ClusterIP IPv6"},
      {"only the annotations that checks read",
       R"({"metadata":{"annotations":{"a":"1","service.cloud.tencent.com/pass-to-target":"true",
            "":"2","ignore.portcullis.dev/foo":"x\ty","kubectl.kubernetes.io/last-applied":"{\"a\":1}"}}})",
       " ClusterIP IPv4 annotation[ignore.portcullis.dev/foo]=x\ty "
       "annotation[service.cloud.tencent.com/pass-to-target]=true"},
      {"the fields of other kinds are none of its business",
       R"({"metadata":{"labels":[]},"spec":{"providerID":1},"status":{"addresses":"x"}})",
       " ClusterIP IPv4"},
      {"fields of the same names elsewhere",
       R"({"name":"x","type":"NodePort","ports":1,"spec":{"name":"y","spec":{"type":"NodePort"},
           "selector":{"type":"NodePort","ports":"1"}},"status":{"ports":[{"port":1}]}})",
       " ClusterIP IPv4"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(ServiceText(c.json) == c.want); }
  }
}

// The managedFields before `spec`, as the API server writes them.
std::string Managed(const std::string& fields) {
  return R"({"metadata":{"managedFields":[{"manager":"kubectl","operation":"Update","fieldsV1":)" +
         fields + R"(}]},"spec":{"ports":[{"port":80,"nodePort":1},)" +
         R"({"port":80,"protocol":"UDP","nodePort":2}],"healthCheckNodePort":3}})";
}

TEST_CASE("managedFields tell who wrote a node port") {
  struct Case { std::string name; std::string json; std::string want; };
  const Case cases[] = {
      {"nobody", Managed(R"({"f:spec":{"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":
          {".":{},"f:port":{}}}}})"),
       " ClusterIP :TCP:80->1 :UDP:80->2 health=3 IPv4 managed"},
      {"the TCP port", Managed(R"({"f:spec":{"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":
          {".":{},"f:nodePort":{},"f:port":{}}}}})"),
       " ClusterIP :TCP:80->1(owned) :UDP:80->2 health=3 IPv4 managed"},
      {"the UDP port", Managed(R"({"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"UDP\"}":
          {"f:nodePort":{}}}}})"),
       " ClusterIP :TCP:80->1 :UDP:80->2(owned) health=3 IPv4 managed"},
      {"the key without protocol", Managed(R"({"f:spec":{"f:ports":{"k:{\"port\":80}":
          {"f:nodePort":{}}}}})"),
       " ClusterIP :TCP:80->1(owned) :UDP:80->2 health=3 IPv4 managed"},
      {"another port", Managed(R"({"f:spec":{"f:ports":{"k:{\"port\":8,\"protocol\":\"TCP\"}":
          {"f:nodePort":{}}}}})"),
       " ClusterIP :TCP:80->1 :UDP:80->2 health=3 IPv4 managed"},
      {"keys that are none", Managed(R"({"f:spec":{"f:ports":{"f:nodePort":{},"k:{\"port\":80":
          {"f:nodePort":{}},"k:{\"port\":99999,\"protocol\":\"TCP\"}":{"f:nodePort":{}},
          "k:{\"port\":80,\"protocol\":\"QUIC\"}":{"f:nodePort":{}},"k:{}":{"f:nodePort":{}}}}})"),
       " ClusterIP :TCP:80->1 :UDP:80->2 health=3 IPv4 managed"},
      {"the health check port", Managed(R"({"f:spec":{"f:healthCheckNodePort":{}}})"),
       " ClusterIP :TCP:80->1 :UDP:80->2 health=3(owned) IPv4 managed"},
      {"of several managers one",
       R"({"spec":{"ports":[{"port":80,"nodePort":1}]},"metadata":{"managedFields":[
           {"manager":"a","fieldsV1":{"f:metadata":{"f:labels":{}}}},
           {"manager":"b","operation":"Apply","fieldsV1":{"f:spec":{"f:ports":
             {"k:{\"port\":80,\"protocol\":\"TCP\"}":{"f:nodePort":{}}}}}},
           {"manager":"c","subresource":"status","fieldsV1":{"f:status":{"f:ports":{}}}}]}})",
       " ClusterIP :TCP:80->1(owned) IPv4 managed"},
      {"an empty list", R"({"metadata":{"managedFields":[]}})", " ClusterIP IPv4"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(ServiceText(c.json) == c.want); }
  }
}

TEST_CASE("what checks read of a Node") {
  struct Case { std::string name; std::string json; std::string want; };
  const Case cases[] = {
      {"empty", R"({})", ""},
      {"all", R"({"metadata":{"name":"10.0.1.5","deletionTimestamp":"2026-11-20T08:00:00Z",
            "labels":{"role":"db","node-role.kubernetes.io/master":""},
            "annotations":{"x":"y","tke.cloud.tencent.com/disable-node-eni-security-groups":"true"}},
          "spec":{"providerID":"qcloud:///100003/ins-a","taints":[{"key":"k"}]}})",
       "10.0.1.5 provider=qcloud:///100003/ins-a deleted label[node-role.kubernetes.io/master]= "
       "label[role]=db annotation[tke.cloud.tencent.com/disable-node-eni-security-groups]=true"},
      {"addresses in either order of their fields",
       R"({"status":{"addresses":[{"type":"InternalIP","address":"10.0.1.5"},
            {"address":"fd00::5","type":"InternalIP"},{"type":"ExternalIP","address":"1.2.3.4"},
            {"address":"10.9.9.9"},{"type":"Hostname","address":"n"}]}})",
       " internal=10.0.1.5,fd00::5"},
      {"the fields of other kinds are none of its business",
       R"({"metadata":{"managedFields":1,"namespace":[]},"spec":{"ports":{},"type":4},
           "status":{"loadBalancer":false}})",
       ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(NodeText(c.json) == c.want); }
  }
}

TEST_CASE("a wrong type is an error that names the field") {
  struct Case { std::string json; std::string want; };
  const Case cases[] = {
      {R"([])", "the document must be an object"},
      {R"("x")", "the document must be an object"},
      {R"({"apiVersion":1})", "apiVersion must be a string"},
      {R"({"metadata":[]})", "metadata must be an object"},
      {R"({"metadata":{"name":1}})", "metadata.name must be a string"},
      {R"({"metadata":{"annotations":{"a/b":1}}})", "metadata.annotations[a/b] must be a string"},
      {R"({"metadata":{"deletionTimestamp":true}})",
       "metadata.deletionTimestamp must be a string"},
      {R"({"metadata":{"managedFields":{}}})", "metadata.managedFields must be a list"},
      {R"({"metadata":{"managedFields":[{},{"fieldsV1":""}]}})",
       "metadata.managedFields[1].fieldsV1 must be an object"},
      {R"({"spec":1})", "spec must be an object"},
      {R"({"spec":{"type":{}}})", "spec.type must be a string"},
      {R"({"spec":{"ports":{}}})", "spec.ports must be a list"},
      {R"({"spec":{"ports":[1]}})", "spec.ports[0] must be an object"},
      {R"({"spec":{"ports":[null,{},{"name":[]}]}})", "spec.ports[2].name must be a string"},
      {R"({"spec":{"ports":[{},{"nodePort":"30080"}]}})",
       "spec.ports[1].nodePort must be a whole number from 0 to 65535"},
      {R"({"spec":{"ports":[{"port":65536}]}})",
       "spec.ports[0].port must be a whole number from 0 to 65535"},
      {R"({"spec":{"ports":[{"port":-1}]}})",
       "spec.ports[0].port must be a whole number from 0 to 65535"},
      {R"({"spec":{"ports":[{"port":80.5}]}})",
       "spec.ports[0].port must be a whole number from 0 to 65535"},
      {R"({"spec":{"ports":[{"port":18446744073709551615}]}})",
       "spec.ports[0].port must be a whole number from 0 to 65535"},
      {R"({"spec":{"ports":[{"port":99999999999999999999999}]}})",
       "spec.ports[0].port must be a whole number from 0 to 65535"},
      {R"({"spec":{"ports":[{"port":{}}]}})",
       "spec.ports[0].port must be a whole number from 0 to 65535"},
      {R"({"spec":{"externalIPs":["a",["b"]]}})", "spec.externalIPs[1] must be a string"},
      {R"({"spec":{"allocateLoadBalancerNodePorts":"no"}})",
       "spec.allocateLoadBalancerNodePorts must be true or false"},
      {R"({"spec":{"loadBalancerSourceRanges":"0.0.0.0/0"}})",
       "spec.loadBalancerSourceRanges must be a list"},
      {R"({"status":{"loadBalancer":{"ingress":[{"ip":4}]}}})",
       "status.loadBalancer.ingress[0].ip must be a string"},
      {R"({"spec":{"type":"NodePort","ports":[],"type":"ClusterIP"}})",
       "spec.type is given twice"},
      {R"({"spec":{},"spec":null})", "spec is given twice"},
      {R"({"metadata":{"annotations":{"ignore.portcullis.dev/a":"","ignore.portcullis.dev/a":""}}})",
       "metadata.annotations[ignore.portcullis.dev/a] is given twice"},
      {R"({"spec":{"type":1,"ports":1}})", "spec.type must be a string"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.json.c_str()) { CHECK(ServiceText(c.json) == c.want); }
  }
}

TEST_CASE("a wrong type in a Node") {
  CHECK(NodeText(R"({"metadata":{"labels":{"a":true}}})") ==
        "metadata.labels[a] must be a string");
  CHECK(NodeText(R"({"metadata":{"labels":{"a":"1","a":"2"}}})") ==
        "metadata.labels[a] is given twice");
  CHECK(NodeText(R"({"spec":{"providerID":7}})") == "spec.providerID must be a string");
  CHECK(NodeText(R"({"status":{"addresses":[{"type":"InternalIP"},{"address":null,"type":5}]}})") ==
        "status.addresses[1].type must be a string");
}

TEST_CASE("an error is a sentence about where the object stands") {
  const FieldError of_a_field{"spec.type", "must be a string", {}};
  const FieldError of_the_root{"", "must be an object", {}};
  CHECK(of_a_field.Sentence("request.object") == "request.object.spec.type must be a string");
  CHECK(of_the_root.Sentence("request.object") == "request.object must be an object");
}

TEST_CASE("the kind is known whatever else is wrong") {
  CHECK(KindText(R"({"spec":4,"kind":"Deployment","apiVersion":"apps/v1"})") ==
        "apps/v1/Deployment");
  CHECK(KindText(R"({"metadata":{"kind":"x"}})") == "");
}

std::string Repeated(const std::string& item, std::size_t count) {
  std::string list = item;
  for (std::size_t i = 1; i < count; ++i) list += ',' + item;
  return list;
}

TEST_CASE("lists are bounded") {
  const auto service = [](std::size_t count) {
    return ServiceText(R"({"spec":{"externalIPs":[)" + Repeated(R"("")", count) + "]}}");
  };
  CHECK(service(FieldCursor::kMaxElements).starts_with(" ClusterIP external="));
  CHECK(service(FieldCursor::kMaxElements + 1) ==
        "spec.externalIPs[4096] is one element too many; a list may have 4096");
  CHECK(ServiceText(R"({"spec":{"unknown":[)" + Repeated("1", 5000) + "]}}") ==
        " ClusterIP IPv4");
}

TEST_CASE("of countless labels and annotations those that checks name are kept") {
  std::string labels;
  std::string annotations;
  for (std::size_t i = 0; i < 2 * ObjectReader::kMaxEntries; ++i) {
    const std::string number = std::to_string(i);
    labels += "\"l" + number + "\":\"\",";
    annotations += "\"ignore.portcullis.dev/" + number + "\":\"\",";
  }
  const std::string json = R"({"metadata":{"labels":{)" + labels +
                           R"("cloud.tencent.com/node-instance-id":"ins-a"},"annotations":{)" +
                           annotations + R"("service.cloud.tencent.com/direct-access":"true"}}})";
  const std::string node = NodeText(json);
  CHECK(node.find(" label[cloud.tencent.com/node-instance-id]=ins-a") != std::string::npos);
  CHECK(node.find(" label[l1023]=") != std::string::npos);
  CHECK(node.find(" label[l1024]=") == std::string::npos);
  const std::string service = ServiceText(json);
  CHECK(service.find(" annotation[service.cloud.tencent.com/direct-access]=true") !=
        std::string::npos);
  CHECK(service.find(" annotation[ignore.portcullis.dev/1023]=") != std::string::npos);
  CHECK(service.find(" annotation[ignore.portcullis.dev/1024]=") == std::string::npos);
}

TEST_CASE("positions are those of the object, its ports and its external IPs") {
  const auto service = ServiceWithPositions(
      R"({"kind":"Service","spec":{"x":[1,2],"ports":[{"port":1},{"port":2}],"externalIPs":["a"]}})");
  REQUIRE(service.has_value());
  const auto at = [](std::uint32_t line, std::uint32_t column) {
    return cluster::SourcePosition{line, column};
  };
  CHECK(service->position == at(1, 1));
  CHECK(service->ports[0].position == at(8, 4));
  CHECK(service->ports[1].position == at(10, 4));
  CHECK(service->external_ips_position == at(12, 3));

  const auto error = ServiceWithPositions(R"({"kind":"Service","spec":{"ports":[{},{"port":"x"}]}})");
  REQUIRE_FALSE(error.has_value());
  CHECK(error.error().position == at(7, 5));
}

}  // namespace
}  // namespace portcullis::kube
