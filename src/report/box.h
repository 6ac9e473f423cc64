#pragma once

#include <string>
#include <string_view>

#include "json/writer.h"
#include "secgroup/packet_set.h"

// Sets of packets for programs. A BOX is `{"protocol","ports","remotes"}`: a run of ports of one
// protocol whose remotes are the same. The boxes of a set are its slices, so equal sets give equal
// bytes.
namespace portcullis::report {

// "80" or "80-90".
std::string PortsOf(const secgroup::PacketSet::Slice& slice);

// The members of a BOX, within an object that the caller has opened: `ports` is absent where the
// protocol has none; `remotes` is the fewest CIDR blocks, IPv4 before IPv6, ascending.
void WriteBoxMembers(json::Writer& writer, secgroup::Protocol protocol,
                     const secgroup::PacketSet::Slice& slice);

// The key with all boxes of a set: protocols in canonical order, ports ascending.
void WriteBoxes(json::Writer& writer, std::string_view key, const secgroup::PacketSet& packets);

}  // namespace portcullis::report
