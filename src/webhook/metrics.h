#pragma once

#include <chrono>
#include <memory>

#include "webhook/admission.h"

namespace prometheus {
class Registry;
}

namespace portcullis::webhook {

// Counts what the webhook does: portcullis_admission_*. Labels come from closed sets only. Thread-safe.
class Metrics {
 public:
  // `registry` outlives it.
  explicit Metrics(prometheus::Registry& registry);
  ~Metrics();

  // A review that was answered. Dry runs count as requests and in the duration, and in nothing else.
  void Answered(const AdmissionRequest& request, const Admission& admission,
                std::chrono::duration<double> duration);
  // A call that was no review.
  void Refused();

 private:
  struct Families;

  std::unique_ptr<Families> families_;
};

}  // namespace portcullis::webhook
