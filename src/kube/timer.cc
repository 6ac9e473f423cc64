#include "kube/timer.h"

namespace portcullis::kube {

void SystemTimer::Sleep(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace portcullis::kube
