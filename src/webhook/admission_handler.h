#pragma once

#include <functional>

#include "base/clock.h"
#include "http/message.h"
#include "policy/snapshot.h"
#include "webhook/admission.h"
#include "webhook/metrics.h"

namespace portcullis::webhook {

// `POST /validate`: an AdmissionReview in, its answer out, from memory. Thread-safe; what it refers to
// outlives it.
//
// Every review is answered with HTTP 200 and the request's uid, a denial included. What is none is
// answered 400, another path 404, another method 405, another content type 415 (none is fine).
class AdmissionHandler {
 public:
  // Told of each answer, on the server's threads; it must not block.
  using OnAnswer = std::function<void(const AdmissionRequest&, const Admission&,
                                      std::chrono::duration<double>)>;

  AdmissionHandler(const policy::SnapshotSlot& snapshots, const Clock& clock, Metrics& metrics,
                   OnAnswer on_answer)
      : snapshots_(snapshots), clock_(clock), metrics_(metrics), on_answer_(std::move(on_answer)) {}

  http::Response Handle(const http::Request& request) const;

 private:
  const policy::SnapshotSlot& snapshots_;
  const Clock& clock_;
  Metrics& metrics_;
  const OnAnswer on_answer_;
};

}  // namespace portcullis::webhook
