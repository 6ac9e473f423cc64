#include "secgroup/address.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/quoted.h"

namespace portcullis::secgroup {
namespace {

constexpr int Bits(Family family) { return family == Family::kIPv4 ? 32 : 128; }

std::optional<Address> ParseAddress(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  // inet_pton would read no further than a NUL.
  if (text.size() >= buffer.size() || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  text.copy(buffer.data(), text.size());
  std::array<unsigned char, 16> bytes{};
  const bool v6 = text.find(':') != std::string_view::npos;
  if (inet_pton(v6 ? AF_INET6 : AF_INET, buffer.data(), bytes.data()) != 1) return std::nullopt;
  Uint128 value = 0;
  for (std::size_t i = 0; i < (v6 ? 16U : 4U); ++i) value = (value << 8) | bytes[i];
  return Address{v6 ? Family::kIPv6 : Family::kIPv4, value};
}

std::optional<int> ParsePrefixLength(std::string_view text, Family family) {
  int length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || end != text.data() + text.size() || text.starts_with('-') ||
      length > Bits(family)) {
    return std::nullopt;
  }
  return length;
}

std::optional<AddressRange> ParseBlockOrNothing(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = ParseAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) {
    return AddressRange{address->family, address->value, address->value};
  }
  const auto length = ParsePrefixLength(text.substr(slash + 1), address->family);
  if (!length) return std::nullopt;
  return MakeBlock(address->family, address->value, *length);
}

}  // namespace

Result<Address> Address::Parse(std::string_view text) {
  if (const auto address = ParseAddress(text)) return *address;
  return InvalidArgument(Quoted(text) +
                         " is no address; use an IPv4 or IPv6 address such as 10.0.1.5 or "
                         "2001:db8::1, without a prefix length");
}

std::string Address::ToString() const {
  std::array<unsigned char, 16> bytes{};
  const std::size_t size = family == Family::kIPv4 ? 4 : 16;
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<unsigned char>(value >> (8 * (size - 1 - i)));
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family == Family::kIPv4 ? AF_INET : AF_INET6, bytes.data(), text.data(),
            static_cast<socklen_t>(text.size()));
  return text.data();
}

Result<AddressRange> AddressRange::ParseBlock(std::string_view text) {
  if (const auto block = ParseBlockOrNothing(text)) return *block;
  return InvalidArgument(Quoted(text) +
                         " is no CIDR block; use a block such as 10.0.0.0/8 or 2001:db8::/32, or a "
                         "bare address");
}

Result<AddressRange> AddressRange::ParseMember(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) {
    if (const auto block = ParseBlockOrNothing(text)) return *block;
  } else {
    const auto first = ParseAddress(text.substr(0, dash));
    const auto last = ParseAddress(text.substr(dash + 1));
    if (first && last && first->family == last->family && first->value <= last->value) {
      return AddressRange{first->family, first->value, last->value};
    }
  }
  return InvalidArgument(Quoted(text) +
                         " is no member of an address template; use an address, a CIDR block, or "
                         "A-B with A <= B of one family");
}

AddressRange MakeBlock(Family family, Uint128 value, int prefix_length) {
  const int host_bits = Bits(family) - prefix_length;
  // A shift by the whole width is undefined, and a /0 of IPv6 would need it.
  const Uint128 host_mask = host_bits == 128 ? ~Uint128{0} : (Uint128{1} << host_bits) - 1;
  return {family, value & ~host_mask, value | host_mask};
}

std::string BlockToString(const AddressRange& block) {
  int host_bits = 0;
  for (Uint128 mask = block.first ^ block.last; mask != 0; mask >>= 1) ++host_bits;
  return Address{block.family, block.first}.ToString() + "/" +
         std::to_string(Bits(block.family) - host_bits);
}

}  // namespace portcullis::secgroup
