#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "log/log.h"
#include "webhook/admission.h"

namespace portcullis::serve {

// Logs reviews: denials and warnings at the usual level, every review at level 4. At most kPerSecond
// lines a second, then a count of what was left out. Thread-safe.
class ReviewLog {
 public:
  static constexpr std::int64_t kPerSecond = 20;

  explicit ReviewLog(log::Log& log) : log_(log) {}

  void Answered(const webhook::AdmissionRequest& request, const webhook::Admission& admission,
                std::chrono::duration<double> duration);

 private:
  bool MayLog();

  log::Log& log_;
  std::atomic<std::int64_t> second_ = 0;      // that is being counted
  std::atomic<std::int64_t> lines_ = 0;       // in it
  std::atomic<std::int64_t> suppressed_ = 0;  // since the last line that told
};

}  // namespace portcullis::serve
