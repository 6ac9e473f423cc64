#pragma once

#include <chrono>

#include "policy/finding.h"
#include "policy/snapshot.h"
#include "webhook/review.h"

namespace portcullis::webhook {

enum class Decision : std::uint8_t { kAllow, kWarn, kDeny };
std::string_view ToString(Decision decision);  // "allow", "warn", "deny"

// What a request is answered, and why.
struct Admission {
  Decision decision = Decision::kAllow;
  AdmissionResponse response;
  policy::Evaluation evaluation;  // of the new object; empty where nothing was evaluated
};

// Decides a request, by these rules (docs: ARCHITECTURE.md, "Promises at admission"):
// - Other resources, subresources and operations than CREATE and UPDATE of Services and Nodes pass
//   without a word; so do objects that are being deleted, requests that the conditions of the webhook
//   configuration would not have sent, and updates that change nothing that a check reads.
// - An update is judged twice, and only a finding that the old object does not have denies.
// - Nodes being created, the cluster's own components and the service accounts of kube-system are
//   never denied.
// - What is not known never denies.
// Pure and thread-safe; the time is an argument.
Admission Admit(const AdmissionRequest& request, const policy::Snapshot& snapshot,
                std::chrono::system_clock::time_point now);

}  // namespace portcullis::webhook
