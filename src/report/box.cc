#include "report/box.h"

#include <vector>

#include "report/json_member.h"

namespace portcullis::report {

std::string PortsOf(const secgroup::PacketSet::Slice& slice) {
  std::string ports = std::to_string(slice.first_port);
  if (slice.last_port != slice.first_port) ports += '-' + std::to_string(slice.last_port);
  return ports;
}

void WriteBoxMembers(json::Writer& writer, secgroup::Protocol protocol,
                     const secgroup::PacketSet::Slice& slice) {
  Member(writer, "protocol", secgroup::ToString(protocol));
  if (secgroup::HasPorts(protocol)) Member(writer, "ports", PortsOf(slice));
  std::vector<std::string> remotes;
  for (const secgroup::AddressRange& block : slice.remotes.Blocks()) {
    remotes.push_back(secgroup::BlockToString(block));
  }
  Member(writer, "remotes", remotes);
}

void WriteBoxes(json::Writer& writer, std::string_view key, const secgroup::PacketSet& packets) {
  writer.Key(key);
  writer.StartArray();
  for (const secgroup::Protocol protocol : secgroup::kProtocols) {
    for (const secgroup::PacketSet::Slice& slice : packets.slices(protocol)) {
      writer.StartObject();
      WriteBoxMembers(writer, protocol, slice);
      writer.EndObject();
    }
  }
  writer.EndArray();
}

}  // namespace portcullis::report
