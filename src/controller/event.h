#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "controller/finding_ledger.h"
#include "policy/finding.h"

namespace portcullis::controller {

// What names a change of a finding, for the life of its object.
std::uint64_t DigestOf(const Change& change, std::string_view uid);

// An event of events.k8s.io/v1 about a change. The same change of the same object has the same name
// again, so that the API server tells a repetition.
struct Event {
  std::string namespace_name;
  std::string name;       // a DNS subdomain
  std::string reason;     // such as "NodePortNotAdmitted", "NodePortNotAdmittedResolved"
  std::string_view type;  // "Warning", or "Normal" of what is resolved or for information
  std::string note;       // at most 1,024 bytes
  policy::ObjectRef regarding;
  std::string uid;  // of the object
};

// REQUIRES: a Service or a Node was opened or resolved. `uid` is the object's now.
Event EventOf(const Change& change, std::string uid);

// "nodeport-not-admitted" as "NodePortNotAdmitted".
std::string ReasonOf(std::string_view check);

// The whole event, to be created; `instance` is the replica that reports it.
std::string WriteEvent(const Event& event, std::string_view instance,
                       std::chrono::system_clock::time_point now);

// A merge patch that says that the event was seen `count` times.
std::string WriteSeries(std::int64_t count, std::chrono::system_clock::time_point now);

}  // namespace portcullis::controller
