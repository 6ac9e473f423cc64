#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "cluster/node.h"
#include "cluster/service.h"
#include "kube/field_cursor.h"

namespace portcullis::kube {

// Reads one object of the Kubernetes API, given as JSON events, as what checks read of a Service
// and of a Node (core/v1) at once: what kind it is may be known only at the end, and the two do not
// get in each other's way. It keeps only what it looks at and skips the rest, managedFields and
// status for the most part, without allocating.
//
// - A wrong type, or a key given twice, is an error where the kind asked for is read there, and
//   nowhere else: an object of another kind reads without error until it is asked for as a Service.
// - null is taken for an absent field; fields that are not known here are skipped.
// - Values that Kubernetes may add one day are no errors: an unknown spec.type reads as ClusterIP
//   (no node ports that we would know of), an unknown traffic policy as Cluster; a port of an
//   unknown protocol and an unknown IP family are left out.
// - Of annotations those are kept that checks read, of a Node's labels all, of each at most
//   kMaxEntries besides those that cluster/annotations.h names.
//
// REQUIRES: the events make one JSON value; text stays valid until the object is taken. Not
// thread-safe.
class ObjectReader {
 public:
  static constexpr std::size_t kMaxEntries = 1024;

  // Without `positions`, which must outlive the reader, positions are 0:0.
  explicit ObjectReader(const PositionSource* positions = nullptr);

  void Null() { cursor_.Null(); }
  void Bool(bool value) {
    if (const FieldId field = cursor_.Bool(); field != FieldCursor::kNone) ReadBool(field, value);
  }
  // `integer` is nothing for a number that is not whole or does not fit.
  void Number(std::optional<std::int64_t> integer) {
    const FieldId field = cursor_.Number(integer);
    if (field != FieldCursor::kNone && integer) {
      ReadPort(field, static_cast<std::uint16_t>(*integer));
    }
  }
  void String(std::string_view text) {
    if (const FieldId field = cursor_.Text(); field != FieldCursor::kNone) ReadText(field, text);
  }
  void Key(std::string_view key) { cursor_.Key(key); }
  // Whether anything in it is looked at; if not, the events up to its end may be left out.
  bool StartObject() { return Start(cursor_.StartObject()); }
  bool StartArray() { return Start(cursor_.StartArray()); }
  void EndObject() { End(cursor_.End()); }
  void EndArray() { End(cursor_.End()); }

  // "" where the object does not say it, as in lists.
  std::string_view api_version() const { return api_version_; }
  std::string_view kind() const { return kind_; }

  // Of metadata; "" where it does not say it. Two resource versions are equal or not, no more.
  std::string_view namespace_name() const { return namespace_; }
  std::string_view name() const { return name_; }
  std::string_view uid() const { return uid_; }
  std::string_view resource_version() const { return resource_version_; }

  // The object as one of that kind, or the first thing that is wrong with it. REQUIRES: all events
  // were given, and the object was not taken yet.
  tl::expected<cluster::Service, FieldError> TakeService();
  tl::expected<cluster::Node, FieldError> TakeNode();

 private:
  using Entry = std::pair<std::string_view, std::string_view>;

  // A port that somebody wrote, as an entry of managedFields names it.
  struct PortKey {
    std::uint16_t port = 0;
    cluster::ServiceProtocol protocol = cluster::ServiceProtocol::kTcp;

    friend auto operator<=>(const PortKey&, const PortKey&) = default;
  };

  bool Start(FieldId field) {
    if (field != FieldCursor::kNone) Begin(field);
    return field != FieldCursor::kNone;
  }
  void Begin(FieldId field);
  void End(FieldId field);
  void ReadText(FieldId field, std::string_view text);
  void ReadBool(FieldId field, bool value);
  void ReadPort(FieldId field, std::uint16_t number);
  void KeepAnnotation(std::string_view key, std::string_view value);
  void KeepLabel(std::string_view key, std::string_view value);
  static std::optional<PortKey> ParsePortKey(std::string_view key);

  FieldCursor cursor_;
  std::string_view api_version_;
  std::string_view kind_;
  std::string_view name_;
  std::string_view namespace_;
  std::string_view uid_;
  std::string_view resource_version_;
  std::vector<Entry> annotations_;
  std::vector<Entry> labels_;
  bool being_deleted_ = false;
  cluster::SourcePosition position_;

  cluster::Service service_;
  bool protocol_is_known_ = true;        // of the last port
  std::vector<PortKey> owned_;           // whose nodePort somebody wrote
  std::optional<PortKey> managed_port_;  // the port that managedFields are at
  bool has_ip_families_ = false;

  cluster::Node node_;
  std::string_view address_type_;  // of the status.addresses element that is being read
  std::string_view address_;
};

}  // namespace portcullis::kube
