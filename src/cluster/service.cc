#include "cluster/service.h"

namespace portcullis::cluster {

std::string_view ToString(ServiceProtocol protocol) {
  switch (protocol) {
    case ServiceProtocol::kTcp: return "TCP";
    case ServiceProtocol::kUdp: return "UDP";
    case ServiceProtocol::kSctp: return "SCTP";
  }
  return "TCP";
}

}  // namespace portcullis::cluster
