#include "tests/kube/object_text.h"

#include <rapidjson/reader.h>

#include <optional>
#include <stdexcept>

#include "kube/object_reader.h"

namespace portcullis::kube {
namespace {

// Counts values, so that each has a position.
class Events : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Events>,
               public PositionSource {
 public:
  cluster::SourcePosition Current() const override { return {values_, depth_}; }
  ObjectReader& reader() { return reader_; }

  bool Null() { return Count(), reader_.Null(), true; }
  bool Bool(bool value) { return Count(), reader_.Bool(value), true; }
  bool Int(int value) { return Count(), reader_.Number(value), true; }
  bool Uint(unsigned value) { return Count(), reader_.Number(value), true; }
  bool Int64(std::int64_t value) { return Count(), reader_.Number(value), true; }
  bool Uint64(std::uint64_t) { return Count(), reader_.Number(std::nullopt), true; }
  bool Double(double) { return Count(), reader_.Number(std::nullopt), true; }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return Count(), reader_.String({text, length}), true;
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    return reader_.Key({text, length}), true;
  }
  bool StartObject() { return Count(), reader_.StartObject(), ++depth_, true; }
  bool StartArray() { return Count(), reader_.StartArray(), ++depth_, true; }
  bool EndObject(rapidjson::SizeType) { return reader_.EndObject(), --depth_, true; }
  bool EndArray(rapidjson::SizeType) { return reader_.EndArray(), --depth_, true; }

 private:
  void Count() { ++values_; }

  std::uint32_t values_ = 0;
  std::uint32_t depth_ = 1;
  ObjectReader reader_{this};
};

template <typename Take>
auto Read(std::string_view json, const Take& take) {
  std::string text(json);
  text.reserve(text.size() + 16);  // RapidJSON looks at 16 bytes at a time
  rapidjson::InsituStringStream stream(text.data());
  Events events;
  rapidjson::Reader reader;
  if (reader.Parse<rapidjson::kParseInsituFlag>(stream, events).IsError()) {
    throw std::invalid_argument("no JSON: " + std::string(json));
  }
  return take(events.reader());
}

class Line {
 public:
  explicit Line(std::string start) : text_(std::move(start)) {}

  void Add(std::string_view word) { text_.append(" ").append(word); }
  void AddIf(bool condition, std::string_view word) {
    if (condition) Add(word);
  }
  void AddList(std::string_view name, const std::vector<std::string>& list) {
    if (list.empty()) return;
    Add(name);
    char separator = '=';
    for (const std::string& item : list) {
      text_ += separator + item;
      separator = ',';
    }
  }
  void AddMap(std::string_view name, const cluster::StringMap& map) {
    for (const auto& [key, value] : map) {
      Add(name);
      text_ += '[' + key + "]=" + value;
    }
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string Qualified(std::string_view space, std::string_view name) {
  return std::string(space) + (space.empty() ? "" : "/") + std::string(name);
}

std::string_view TypeText(cluster::ServiceType type) {
  switch (type) {
    case cluster::ServiceType::kClusterIP: return "ClusterIP";
    case cluster::ServiceType::kNodePort: return "NodePort";
    case cluster::ServiceType::kLoadBalancer: return "LoadBalancer";
    case cluster::ServiceType::kExternalName: return "ExternalName";
  }
  return "?";
}

std::string PortText(const cluster::ServicePort& port) {
  std::string text = std::string(port.name) + ':' + std::string(ToString(port.protocol)) + ':' +
                     std::to_string(port.port);
  if (port.node_port != 0) text += "->" + std::to_string(port.node_port);
  if (port.node_port_owned) text += "(owned)";
  return text;
}

template <typename T>
std::string TextOf(const tl::expected<T, FieldError>& object) {
  return object ? ToText(*object) : object.error().Sentence();
}

}  // namespace

std::string ToText(const cluster::Service& service) {
  Line line(Qualified(service.namespace_name, service.name));
  line.Add(TypeText(service.type));
  for (const auto& port : service.ports) line.Add(PortText(port));
  line.AddList("external", service.external_ips);
  line.AddIf(service.external_traffic_local, "local");
  line.AddIf(service.health_check_node_port != 0,
             "health=" + std::to_string(service.health_check_node_port) +
                 (service.health_check_node_port_owned ? "(owned)" : ""));
  line.AddIf(!service.allocate_load_balancer_node_ports, "no-node-ports");
  line.AddIf(!service.load_balancer_class.empty(), "class=" + service.load_balancer_class);
  line.AddList("ranges", service.load_balancer_source_ranges);
  for (const auto family : service.ip_families) {
    line.Add(family == secgroup::Family::kIPv4 ? "IPv4" : "IPv6");
  }
  line.AddList("ingress", service.load_balancer_ips);
  line.AddIf(service.being_deleted, "deleted");
  line.AddIf(service.has_managed_fields, "managed");
  line.AddMap("annotation", service.annotations);
  return line.text();
}

std::string ToText(const cluster::Node& node) {
  Line line(node.name);
  line.AddIf(!node.provider_id.empty(), "provider=" + node.provider_id);
  line.AddList("internal", node.internal_ips);
  line.AddIf(node.being_deleted, "deleted");
  line.AddMap("label", node.labels);
  line.AddMap("annotation", node.annotations);
  return line.text();
}

std::string ServiceText(std::string_view json) {
  return Read(json, [](ObjectReader& reader) { return TextOf(reader.TakeService()); });
}

std::string NodeText(std::string_view json) {
  return Read(json, [](ObjectReader& reader) { return TextOf(reader.TakeNode()); });
}

std::string KindText(std::string_view json) {
  return Read(json,
              [](ObjectReader& reader) { return Qualified(reader.api_version(), reader.kind()); });
}

tl::expected<cluster::Service, FieldError> ServiceWithPositions(std::string_view json) {
  return Read(json, [](ObjectReader& reader) { return reader.TakeService(); });
}

}  // namespace portcullis::kube
