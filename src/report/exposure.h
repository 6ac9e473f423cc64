#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "message/language.h"
#include "message/text.h"
#include "policy/finding.h"
#include "report/paint.h"
#include "secgroup/packet_set.h"
#include "secgroup/rule_list.h"

// The answer of `portcullis exposure`: what a list of groups lets in or out.
namespace portcullis::report {

struct Exposure {
  secgroup::RuleList rules;
  // What is shown of them: everything, or only what concerns the node ports of a Service.
  secgroup::PacketSet admitted;
  secgroup::PacketSet unknown;
  // Whose list it is: at most one of these.
  std::string instance = {};                       // the id that was asked about
  std::string node = {};                           // the name that was asked about
  std::optional<policy::NodeNames> backends = {};  // of a Service, those that have this list
  std::string host = {};  // the instance or node for people; empty where there is none
};

// A Service with what reaches its node ports, by the distinct lists of its backends.
struct ServiceExposure {
  std::string name;                       // "shop/web"
  std::vector<message::Text> node_ports;  // as people call them
  std::vector<Exposure> lists;
};

// Compact JSON and a newline.
std::string ExposureJson(const Exposure& exposure);
std::string ExposureJson(const ServiceExposure& service);

// Ports by who may come, at most `columns` wide where that is possible; then what cannot be told,
// and why.
std::string ExposureText(const Exposure& exposure, std::size_t columns, const Paint& paint,
                         message::Language language);
std::string ExposureText(const ServiceExposure& service, std::size_t columns, const Paint& paint,
                         message::Language language);

}  // namespace portcullis::report
