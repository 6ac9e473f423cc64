#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cluster/service.h"
#include "message/text.h"
#include "secgroup/protocol.h"
#include "secgroup/service_set.h"

namespace portcullis::policy {

// A port that the nodes open for a Service.
struct NodePort {
  enum class Purpose : std::uint8_t { kTraffic, kHealthCheck };

  cluster::ServiceProtocol protocol;
  // Absent: the API server has yet to choose it, so that any port of the range stands for it.
  std::optional<std::uint16_t> number;
  Purpose purpose;
  std::uint16_t service_port;  // spec.ports[].port; 0 for the health check
  std::size_t index;           // in spec.ports; 0 for the health check
  cluster::SourcePosition position;

  // What a security group calls the protocol. It has no word for SCTP.
  secgroup::Protocol group_protocol() const;
  // "TCP 30080", "any TCP node port", "health check TCP 32000".
  message::Text Describe() const;
};

// Whether the object was given to the API server with the request to store it.
enum class DryRun : bool { kNo, kYes };

// The node ports of a Service: those that it has, and those that the API server would allocate. In a dry
// run the API server invents numbers instead (32769 and up, or the highest explicit one plus one); a
// number that nobody owns in managedFields and that `old` (may be null) does not have is such an
// invention. Without managedFields those from 32769 on are. Source: the port allocator of Kubernetes,
// whose dry-run mode this describes, seen on 1.36.
std::vector<NodePort> NodePortsOf(const cluster::Service& service, const cluster::Service* old,
                                  DryRun dry_run);

// What the ports are to a security group. One that has no number yet stands for the whole range.
secgroup::ServiceSet ServicesOf(const std::vector<NodePort>& ports,
                                secgroup::Interval<std::uint16_t> range);

}  // namespace portcullis::policy
