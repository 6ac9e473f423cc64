#include "secgroup/address_set.h"

#include <utility>

namespace portcullis::secgroup {
namespace {

constexpr std::uint32_t kFirstOrdinaryV4 = 0x01000001;                 // 1.0.0.1
constexpr Uint128 kFirstOrdinaryV6 = (Uint128{0x2000} << 112) | 1;     // 2000::1

template <typename T>
void AppendBlocks(Family family, const IntervalSet<T>& set, std::vector<AddressRange>& blocks) {
  for (const auto& interval : set.intervals()) {
    T first = interval.first;
    while (true) {
      // The largest block that starts at `first` and ends within the interval.
      T size_less_one = first == 0 ? IntervalSet<T>::kMax : static_cast<T>((first & (~first + 1)) - 1);
      while (size_less_one > static_cast<T>(interval.last - first)) size_less_one >>= 1;
      const T last = static_cast<T>(first + size_less_one);
      blocks.push_back({family, first, last});
      if (last == interval.last) break;
      first = static_cast<T>(last + 1);
    }
  }
}

}  // namespace

AddressSet::AddressSet(IntervalSet<std::uint32_t> v4, IntervalSet<Uint128> v6)
    : v4_(std::move(v4)), v6_(std::move(v6)) {}

AddressSet::AddressSet(std::span<const AddressRange> ranges) {
  std::vector<Interval<std::uint32_t>> v4;
  std::vector<Interval<Uint128>> v6;
  for (const AddressRange& range : ranges) {
    if (range.family == Family::kIPv4) {
      v4.push_back({static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)});
    } else {
      v6.push_back({range.first, range.last});
    }
  }
  v4_ = IntervalSet<std::uint32_t>(std::move(v4));
  v6_ = IntervalSet<Uint128>(std::move(v6));
}

AddressSet AddressSet::All() {
  return AddressSet(IntervalSet<std::uint32_t>().Complement(), IntervalSet<Uint128>().Complement());
}

AddressSet AddressSet::All(Family family) { return All().Only(family); }

bool AddressSet::Contains(const Address& address) const {
  return address.family == Family::kIPv4
             ? v4_.Contains(static_cast<std::uint32_t>(address.value))
             : v6_.Contains(address.value);
}

AddressSet AddressSet::Union(const AddressSet& other) const {
  return AddressSet(v4_.Union(other.v4_), v6_.Union(other.v6_));
}

AddressSet AddressSet::Intersect(const AddressSet& other) const {
  return AddressSet(v4_.Intersect(other.v4_), v6_.Intersect(other.v6_));
}

AddressSet AddressSet::Difference(const AddressSet& other) const {
  return AddressSet(v4_.Difference(other.v4_), v6_.Difference(other.v6_));
}

AddressSet AddressSet::Only(Family family) const {
  return family == Family::kIPv4 ? AddressSet(v4_, {}) : AddressSet({}, v6_);
}

std::optional<Address> AddressSet::Witness() const {
  if (const auto v4 = v4_.LowestFrom(kFirstOrdinaryV4)) return Address{Family::kIPv4, *v4};
  if (const auto v6 = v6_.LowestFrom(kFirstOrdinaryV6)) return Address{Family::kIPv6, *v6};
  if (const auto v4 = v4_.LowestFrom(0)) return Address{Family::kIPv4, *v4};
  if (const auto v6 = v6_.LowestFrom(0)) return Address{Family::kIPv6, *v6};
  return std::nullopt;
}

std::vector<AddressRange> AddressSet::Blocks() const {
  std::vector<AddressRange> blocks;
  AppendBlocks(Family::kIPv4, v4_, blocks);
  AppendBlocks(Family::kIPv6, v6_, blocks);
  return blocks;
}

}  // namespace portcullis::secgroup
