// Any bytes as what a rule is made of, addresses and services: no crash, what is accepted survives
// the way to text and back, and the ways to read the same thing agree.
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "secgroup/address.h"
#include "secgroup/address_set.h"
#include "secgroup/service_set.h"

namespace {

using namespace portcullis::secgroup;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckMessage(const portcullis::Error& error) {
  Require(!error.message.empty());
  Require(error.message.find_first_of("\n\r\033") == std::string::npos);
}

void CheckAddress(std::string_view text) {
  const auto address = Address::Parse(text);
  if (!address) return CheckMessage(address.error());
  Require(text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos);
  Require(Address::Parse(address->ToString()) == *address);
  Require(AddressRange::ParseBlock(text) ==
          AddressRange{address->family, address->value, address->value});
}

void CheckBlock(std::string_view text) {
  const auto block = AddressRange::ParseBlock(text);
  if (!block) return CheckMessage(block.error());
  Require(AddressRange::ParseBlock(BlockToString(*block)) == *block);
  Require(AddressRange::ParseMember(text) == *block);
}

void CheckMember(std::string_view text) {
  const auto member = AddressRange::ParseMember(text);
  if (!member) return CheckMessage(member.error());
  Require(member->first <= member->last);
  const AddressSet set(std::vector{*member});
  const std::vector<AddressRange> blocks = set.Blocks();
  Require(!blocks.empty() && AddressSet(blocks) == set);
  for (const AddressRange& block : blocks) {
    Require(AddressRange::ParseBlock(BlockToString(block)) == block);
  }
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return upper;
}

void CheckServices(std::string_view protocol, std::string_view ports) {
  const auto services = ServiceSet::Parse(protocol, ports);
  if (!services) return CheckMessage(services.error());
  Require(ServiceSet::Parse(Upper(protocol), Upper(ports)) == *services);
  Require(services->Union(*services) == *services);
  if (!protocol.empty()) {
    Require(ServiceSet::ParseMember(std::string(protocol) + ":" + std::string(ports)) == *services);
  }
}

void CheckServiceMember(std::string_view text) {
  const auto services = ServiceSet::ParseMember(text);
  if (!services) return CheckMessage(services.error());
  const auto colon = text.find(':');
  Require(ServiceSet::Parse(text.substr(0, colon),
                            colon == std::string_view::npos ? "" : text.substr(colon + 1)) ==
          *services);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckAddress(text);
  CheckBlock(text);
  CheckMember(text);
  CheckServiceMember(text);
  const auto space = text.find(' ');
  CheckServices(text.substr(0, space),
                space == std::string_view::npos ? "" : text.substr(space + 1));
  return 0;
}
