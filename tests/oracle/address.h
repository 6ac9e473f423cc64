#pragma once

// Addresses as strings of the characters 0 and 1, most significant bit first: 32 for IPv4 and 128
// for IPv6. Slow, and as far from arithmetic on intervals as it can be.

#include <string>

namespace portcullis::oracle {

// Throws std::invalid_argument for what is no address.
std::string AddressBits(const std::string& text);

// One item of a template, or the block of a rule: an address, a CIDR block or an inclusive range.
class AddressItem {
 public:
  // Throws std::invalid_argument for what is none of the three.
  explicit AddressItem(const std::string& text);

  // `bits` as AddressBits returns it. Never true across families.
  bool Contains(const std::string& bits) const;

 private:
  std::string first_;  // of a block: the address as written, host bits and all
  std::string last_;   // empty unless this is a range
  std::size_t prefix_length_;
};

}  // namespace portcullis::oracle
