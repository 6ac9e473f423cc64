#include "tests/oracle/service.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <stdexcept>

namespace portcullis::oracle {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

int PortNumber(const std::string& text) {
  std::size_t read = 0;
  const int port = std::stoi(text, &read);
  if (read != text.size() || port < 0 || port > 65535) {
    throw std::invalid_argument("no port: " + text);
  }
  return port;
}

}  // namespace

Service::Service(const std::string& protocol, const std::string& port)
    : protocol_(protocol.empty() ? "all" : Lower(protocol)),
      all_ports_(port.empty() || Lower(port) == "all") {
  const bool has_ports = protocol_ == "tcp" || protocol_ == "udp";
  if (!has_ports && protocol_ != "all" && protocol_ != "icmp" && protocol_ != "icmpv6" &&
      protocol_ != "gre") {
    throw std::invalid_argument("no protocol: " + protocol);
  }
  if (all_ports_) return;
  if (protocol_ == "all") throw std::invalid_argument("a port beside protocol ALL: " + port);
  if (!has_ports) return;
  std::istringstream items(port);
  for (std::string item; std::getline(items, item, ',');) {
    const auto dash = item.find('-');
    const int first = PortNumber(item.substr(0, dash));
    const int last = dash == std::string::npos ? first : PortNumber(item.substr(dash + 1));
    if (last < first) throw std::invalid_argument("no port range: " + item);
    ports_.emplace_back(first, last);
  }
}

Service Service::FromTemplateItem(const std::string& item) {
  const auto colon = item.find(':');
  return {item.substr(0, colon), colon == std::string::npos ? "" : item.substr(colon + 1)};
}

bool Service::Contains(const Packet& packet) const {
  if (protocol_ == "all") return true;
  if (protocol_ != ToString(packet.protocol)) return false;
  if (!HasPorts(packet.protocol) || all_ports_) return true;
  return std::any_of(ports_.begin(), ports_.end(), [&](const std::pair<int, int>& range) {
    return range.first <= packet.port && packet.port <= range.second;
  });
}

}  // namespace portcullis::oracle
