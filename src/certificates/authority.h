#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// The certificates of the webhook when nobody else makes them: an authority (CA) of our own, and
// leaf certificates that it signs. All is PEM text; errors hold no key material.
namespace portcullis::certificates {

using TimePoint = std::chrono::system_clock::time_point;

// An authority's change has to be carried to every API server and replica, so it is rare. A leaf's
// change touches nothing but the replicas; once a year keeps the way of it in use.
inline constexpr std::chrono::years kAuthorityLifetime{10};
inline constexpr std::chrono::days kLeafLifetime{365};
// Either is replaced this long before its end: enough for people to see what keeps failing.
inline constexpr std::chrono::days kLookAhead{90};
// Certificates are valid from before they are made, for clocks that are behind.
inline constexpr std::chrono::hours kBackdate{1};

struct KeyPair {
  std::string certificate;
  std::string private_key;

  friend bool operator==(const KeyPair&, const KeyPair&) = default;
};

// One certificate of a bundle.
struct AuthorityCertificate {
  std::string pem;  // as OpenSSL writes it, so that equal certificates are equal texts
  TimePoint not_before;
  TimePoint not_after;

  friend bool operator==(const AuthorityCertificate&, const AuthorityCertificate&) = default;
};
using Bundle = std::vector<AuthorityCertificate>;

// Valid from an hour before `now` for ten years.
Result<KeyPair> MakeAuthority(TimePoint now);

// Valid for a year, for servers of the given names, but not for longer than the authority.
// REQUIRES: the names are DNS names (else kInvalidArgument).
Result<KeyPair> IssueLeaf(const KeyPair& authority, std::span<const std::string> dns_names,
                          TimePoint now);

// kInvalidArgument: the text has no certificate, or something that is none.
Result<Bundle> ParseBundle(std::string_view pem);
std::string ToPem(const Bundle& bundle);

// Good if the pair can sign leaves that are accepted at `time`: a self-signed authority with its
// own key. Otherwise kInvalidArgument with the reason.
Status CheckAuthority(const KeyPair& authority, TimePoint time);

// Good if a server with the pair is accepted at `time`, under each of the names, by clients that
// trust `bundle` and nothing else.
Status CheckLeaf(const KeyPair& leaf, const Bundle& bundle, std::span<const std::string> dns_names,
                 TimePoint time);

}  // namespace portcullis::certificates
