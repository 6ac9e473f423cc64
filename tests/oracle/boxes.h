#pragma once

// The answers of `exposure` and `diff`, read back so that one packet at a time can be looked up in
// them.

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/oracle/address.h"
#include "tests/oracle/packet.h"

namespace portcullis::oracle {

// A run of ports of a protocol, and remotes.
struct Box {
  std::string protocol;
  int first_port = 0;
  int last_port = 65535;
  std::vector<AddressItem> remotes;

  bool Contains(const Packet& packet) const;
};

// One answer of `exposure`: what a list accepts and what is unknown.
struct Exposure {
  std::vector<Box> admitted;
  std::vector<Box> unknown;

  // "accept", "drop" or "unknown"; "both" for a packet that is in both.
  std::string VerdictOf(const Packet& packet) const;
};

// What `diff` says of one pair of lists and direction.
struct Changes {
  struct Change {
    Box box;
    std::string verdicts;  // "accept drop": before and after
  };

  std::vector<Change> changes;

  // The verdicts before and after of a packet that is in one box, "" if it is in none, and all of
  // them where it is in several.
  std::string Of(const Packet& packet) const;
};

// By direction and the groups before and after.
using DifferenceBoxes =
    std::map<std::tuple<std::string, std::vector<std::string>, std::vector<std::string>>, Changes>;

// These throw std::invalid_argument for an answer that is not as documented.
Exposure ReadExposure(const std::string& json);
DifferenceBoxes ReadDifference(const std::string& json);

}  // namespace portcullis::oracle
