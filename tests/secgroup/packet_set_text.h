#pragma once

#include <string>

#include "secgroup/packet_set.h"

namespace portcullis::secgroup {

// A line a slice: "tcp 80-90 10.0.0.0/8 ::/0".
inline std::string Text(const PacketSet& set) {
  std::string text;
  for (const Protocol protocol : kProtocols) {
    for (const PacketSet::Slice& slice : set.slices(protocol)) {
      text += ToString(protocol);
      if (HasPorts(protocol)) {
        text += ' ' + std::to_string(slice.first_port);
        if (slice.last_port != slice.first_port) text += '-' + std::to_string(slice.last_port);
      }
      for (const AddressRange& block : slice.remotes.Blocks()) text += ' ' + BlockToString(block);
      text += '\n';
    }
  }
  return text;
}

}  // namespace portcullis::secgroup
