#include "kube/timer.h"

#include "base/sleep.h"

namespace portcullis::kube {

void SystemTimer::Sleep(std::chrono::milliseconds time, const std::stop_token& stop) {
  SleepFor(time, stop);
}

}  // namespace portcullis::kube
