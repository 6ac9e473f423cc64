#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/oracle/packet.h"

namespace portcullis::oracle {

// Protocol and ports, from a rule's own two fields or from one item of a service template.
class Service {
 public:
  // The fields Protocol and Port; either may be empty, which means ALL.
  // Throws std::invalid_argument for what cannot be read, a port beside protocol ALL included.
  Service(const std::string& protocol, const std::string& port);

  // An item of a service template, such as "tcp:80,443", "udp:all" or "gre".
  static Service FromTemplateItem(const std::string& item);

  bool Contains(const Packet& packet) const;

 private:
  std::string protocol_;  // in lower case
  bool all_ports_;
  std::vector<std::pair<int, int>> ports_;  // both ends included
};

}  // namespace portcullis::oracle
