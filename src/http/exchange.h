#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace portcullis::http {

// What a client is told before the body of an answer.
struct AnswerHead {
  int status = 0;
  std::optional<std::chrono::seconds> retry_after = {};            // Retry-After, from when it came
  std::optional<std::chrono::system_clock::time_point> date = {};  // Date: the server's clock
};

// One call under way: where the threads that receive an answer meet the one that waits for it. The
// bytes of the body are handed over one piece at a time, and the next is not received before the
// last was taken, so that a slow reader slows the sender down and nothing piles up.
//
// Begin, Offer and End are called by receiving threads, the rest by the one that waits.
class Exchange {
 public:
  enum class Event { kHead, kBytes, kEnd, kStopped, kTimedOut };

  // The head came.
  void Begin(AnswerHead head);

  // A piece of the body, not empty, which stays valid until `taken` is called, once, on any thread.
  // May come before Begin, for the two are reported on separate paths.
  void Offer(std::string_view bytes, std::function<void()> taken);

  // The answer is whole, or there will be no more of it, for that reason. The first reason counts.
  void End(std::optional<std::string> failure);

  // The next thing that happens. kHead comes first and once, then kBytes for each piece until Take,
  // then kEnd, which may also come first. kStopped and kTimedOut change nothing.
  Event Wait(std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);

  // After kHead.
  const AnswerHead& head() const { return *head_; }
  // After kBytes, until Take.
  std::string_view bytes() const { return offered_; }
  void Take();
  // After kEnd.
  const std::optional<std::string>& failure() const { return failure_; }

  // No more is wanted: what is offered is from now on taken at once, and goes nowhere.
  void Abandon();

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<AnswerHead> head_;
  bool head_was_reported_ = false;
  std::string_view offered_;
  std::function<void()> taken_;
  bool ended_ = false;
  std::optional<std::string> failure_;
  bool abandoned_ = false;
};

}  // namespace portcullis::http
