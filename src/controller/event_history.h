#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "policy/finding.h"

namespace portcullis::controller {

// How many events the objects that had some lately may still have, and which those were: a finding
// that comes and goes must not flood the API server. Remembers the kMaxObjects last used. External
// synchronisation.
class EventHistory {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  enum class Verdict : std::uint8_t { kFirst, kRepeated, kTooMany };

  // As client-go limits them: so many at once, then one each interval.
  static constexpr int kBurst = 25;
  static constexpr std::chrono::minutes kRefill{5};
  static constexpr std::size_t kMaxObjects = 4096;

  // An event of the object that `digest` names is about to be written. If too many were, it is not
  // to be, and is not remembered. Time does not go back between calls.
  Verdict Add(const policy::ObjectRef& object, std::uint64_t digest, TimePoint now);

 private:
  struct Record {
    policy::ObjectRef object;
    int left = kBurst;
    TimePoint refilled;                  // until when `left` was refilled
    std::vector<std::uint64_t> digests;  // the last kBurst, oldest first
  };
  struct ByName {
    bool operator()(const policy::ObjectRef* a, const policy::ObjectRef* b) const;
  };

  Record& RecordOf(const policy::ObjectRef& object, TimePoint now);

  std::list<Record> records_;  // last used first
  std::map<const policy::ObjectRef*, std::list<Record>::iterator, ByName> by_object_;
};

}  // namespace portcullis::controller
