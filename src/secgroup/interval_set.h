#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace portcullis::secgroup {

template <typename T>
struct Interval {
  T first;
  T last;  // inclusive, >= first

  friend bool operator==(const Interval&, const Interval&) = default;
};

// A set of unsigned integers as closed intervals: ascending, disjoint, and with a gap between
// neighbours, so that equal sets have equal representations. A value type; every operation is linear
// in the number of intervals.
template <typename T>
class IntervalSet {
 public:
  static constexpr T kMax = static_cast<T>(~T{0});

  IntervalSet() = default;
  // Any order, overlaps allowed.
  explicit IntervalSet(std::vector<Interval<T>> intervals) : intervals_(std::move(intervals)) {
    std::sort(intervals_.begin(), intervals_.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      if (kept > 0 && Touches(intervals_[kept - 1], intervals_[i].first)) {
        intervals_[kept - 1].last = std::max(intervals_[kept - 1].last, intervals_[i].last);
      } else {
        intervals_[kept++] = intervals_[i];
      }
    }
    intervals_.resize(kept);
  }

  // Adds an interval behind all others. REQUIRES: first >= every value of the set.
  void Append(T first, T last) {
    if (!intervals_.empty() && Touches(intervals_.back(), first)) {
      intervals_.back().last = std::max(intervals_.back().last, last);
    } else {
      intervals_.push_back({first, last});
    }
  }

  bool Empty() const { return intervals_.empty(); }
  const std::vector<Interval<T>>& intervals() const { return intervals_; }

  bool Contains(T value) const {
    const auto* found = LowerBound(value);
    return found != End() && found->first <= value;
  }

  // The least value at or above `from`, if there is one.
  std::optional<T> LowestFrom(T from) const {
    const auto* found = LowerBound(from);
    if (found == End()) return std::nullopt;
    return std::max(found->first, from);
  }

  IntervalSet Union(const IntervalSet& other) const {
    std::vector<Interval<T>> all = intervals_;
    all.insert(all.end(), other.intervals_.begin(), other.intervals_.end());
    return IntervalSet(std::move(all));
  }

  IntervalSet Intersect(const IntervalSet& other) const {
    IntervalSet result;
    const auto* a = intervals_.data();
    const auto* b = other.intervals_.data();
    while (a != End() && b != other.End()) {
      const T first = std::max(a->first, b->first);
      const T last = std::min(a->last, b->last);
      if (first <= last) result.intervals_.push_back({first, last});
      if (a->last < b->last) {
        ++a;
      } else {
        ++b;
      }
    }
    return result;
  }

  IntervalSet Difference(const IntervalSet& other) const {
    return Intersect(other.Complement());
  }

  IntervalSet Complement() const {
    IntervalSet result;
    T next = 0;
    for (const auto& interval : intervals_) {
      if (interval.first > next) {
        result.intervals_.push_back({next, static_cast<T>(interval.first - 1)});
      }
      if (interval.last == kMax) return result;
      next = static_cast<T>(interval.last + 1);
    }
    result.intervals_.push_back({next, kMax});
    return result;
  }

  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  // Whether a value of `first` continues the interval without a gap.
  static bool Touches(const Interval<T>& interval, T first) {
    return interval.last == kMax || first <= static_cast<T>(interval.last + 1);
  }

  const Interval<T>* End() const { return intervals_.data() + intervals_.size(); }

  // The first interval that ends at or behind `value`.
  const Interval<T>* LowerBound(T value) const {
    return std::lower_bound(intervals_.data(), End(), value,
                            [](const Interval<T>& i, T v) { return i.last < v; });
  }

  std::vector<Interval<T>> intervals_;
};

}  // namespace portcullis::secgroup
