#include "base/sleep.h"

#include <condition_variable>
#include <mutex>

namespace portcullis {

bool SleepFor(std::chrono::nanoseconds time, const std::stop_token& stop) {
  std::mutex mutex;  // guards nothing; a condition variable needs one
  std::unique_lock lock(mutex);
  std::condition_variable_any().wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace portcullis
