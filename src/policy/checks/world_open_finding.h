#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "policy/check_input.h"
#include "policy/world_open.h"

namespace portcullis::policy {

// At which ports a list lets the world in: for certain, and whatever it is that is not known.
class WorldOpen {
 public:
  static WorldOpen Of(const ListInput& input);

  // REQUIRES: TCP or UDP.
  const secgroup::PortSet& certain(secgroup::Protocol protocol) const {
    return ports_[static_cast<std::size_t>(protocol)].certain;
  }
  // A superset of certain().
  const secgroup::PortSet& possible(secgroup::Protocol protocol) const {
    return ports_[static_cast<std::size_t>(protocol)].possible;
  }
  // Whether it is so for certain at more than half of the ports of TCP or of UDP.
  bool IsForMostPorts() const;

  // That it depends on what is not known, at the first such port. REQUIRES: possible(protocol) holds
  // more than certain(protocol).
  policy::NotEvaluated NotEvaluated(const ListInput& input, std::string_view check,
                                    secgroup::Protocol protocol) const;

 private:
  struct Ports {
    secgroup::PortSet certain;
    secgroup::PortSet possible;
  };

  Ports ports_[2];  // TCP, UDP
};

std::size_t CountPorts(const secgroup::PortSet& ports);
bool IsMostPorts(const secgroup::PortSet& ports);

// A finding about a port that is open to the world, with the places {from} and {nodes}; severity and
// words still to be given.
Finding MakeWorldOpenFinding(const ListInput& input, secgroup::Protocol protocol,
                             std::uint16_t port);

}  // namespace portcullis::policy
