#include "tests/oracle/address.h"

#include <arpa/inet.h>

#include <stdexcept>

namespace portcullis::oracle {

std::string AddressBits(const std::string& text) {
  const bool ipv6 = text.find(':') != std::string::npos;
  unsigned char bytes[16];
  if (inet_pton(ipv6 ? AF_INET6 : AF_INET, text.c_str(), bytes) != 1) {
    throw std::invalid_argument("no address: " + text);
  }
  std::string bits;
  for (int i = 0; i < (ipv6 ? 128 : 32); ++i) {
    bits += ((bytes[i / 8] >> (7 - i % 8)) & 1) == 1 ? '1' : '0';
  }
  return bits;
}

AddressItem::AddressItem(const std::string& text) {
  if (const auto dash = text.find('-'); dash != std::string::npos) {
    first_ = AddressBits(text.substr(0, dash));
    last_ = AddressBits(text.substr(dash + 1));
    if (first_.size() != last_.size() || last_ < first_) {
      throw std::invalid_argument("no address range: " + text);
    }
    prefix_length_ = 0;
    return;
  }
  const auto slash = text.find('/');
  first_ = AddressBits(text.substr(0, slash));
  prefix_length_ = first_.size();
  if (slash != std::string::npos) {
    std::size_t read = 0;
    const std::string length = text.substr(slash + 1);
    prefix_length_ = std::stoul(length, &read);
    if (read != length.size() || prefix_length_ > first_.size()) {
      throw std::invalid_argument("no CIDR block: " + text);
    }
  }
}

bool AddressItem::Contains(const std::string& bits) const {
  if (bits.size() != first_.size()) return false;
  if (!last_.empty()) return first_ <= bits && bits <= last_;
  for (std::size_t i = 0; i < prefix_length_; ++i) {
    if (bits[i] != first_[i]) return false;
  }
  return true;
}

}  // namespace portcullis::oracle
