#include "controller/packed_node.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace portcullis::controller {
namespace {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void Number(std::size_t number) {
    const auto small = static_cast<std::uint32_t>(number);
    char bytes[sizeof(small)];
    std::memcpy(bytes, &small, sizeof(small));
    out_.append(bytes, sizeof(bytes));
  }
  void Text(std::string_view text) {
    Number(text.size());
    out_ += text;
  }
  void Map(const cluster::StringMap& map) {
    Number(map.size());
    for (const auto& [key, value] : map) {
      Text(key);
      Text(value);
    }
  }

 private:
  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}

  std::size_t Number() {
    std::uint32_t small = 0;
    std::memcpy(&small, in_.data(), sizeof(small));
    in_.remove_prefix(sizeof(small));
    return small;
  }
  std::string_view Text() {
    const std::size_t size = Number();
    const std::string_view text = in_.substr(0, size);
    in_.remove_prefix(size);
    return text;
  }
  cluster::StringMap Map() {
    cluster::StringMap map;
    for (std::size_t count = Number(); count != 0; --count) {
      const std::string_view key = Text();
      map.emplace_hint(map.end(), key, Text());
    }
    return map;
  }

 private:
  std::string_view in_;
};

}  // namespace

PackedNode::PackedNode(const cluster::Node& node, std::string_view uid) {
  Writer writer(text_);
  writer.Text(node.name);
  writer.Text(uid);
  writer.Map(node.labels);
  writer.Map(node.annotations);
  writer.Number(node.being_deleted ? 1 : 0);
  writer.Text(node.provider_id);
  writer.Number(node.internal_ips.size());
  for (const std::string& ip : node.internal_ips) writer.Text(ip);
  text_.shrink_to_fit();
}

kube::ObjectName PackedNode::name() const { return {"", Reader(text_).Text()}; }

std::string_view PackedNode::uid() const {
  Reader reader(text_);
  reader.Text();
  return reader.Text();
}

cluster::Node PackedNode::Unpack() const {
  Reader reader(text_);
  cluster::Node node;
  node.name = reader.Text();
  reader.Text();  // the uid
  node.labels = reader.Map();
  node.annotations = reader.Map();
  node.being_deleted = reader.Number() != 0;
  node.provider_id = reader.Text();
  node.internal_ips.resize(reader.Number());
  for (std::string& ip : node.internal_ips) ip = reader.Text();
  return node;
}

}  // namespace portcullis::controller
