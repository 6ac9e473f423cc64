#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "certificates/authority.h"
#include "certificates/certificate_secret.h"

// How the webhook's certificates are made and replaced, so that no call of an API server fails.
// Pure.
//
// A call succeeds if the certificate that a replica serves is signed by an authority in the
// caBundle that the API server knows. Both change at different times at each of them, so:
//
// 1. a new authority comes into the bundle beside the old ones (kMakeAuthority, kPublish);
// 2. it signs a leaf only when the bundle with it has been published for kSettleTime, by when every
//    API server has it; until then the old leaf is in the Secret, for replicas that start, too
//    (kIssueLeaf). A replica that gets the new leaf late serves one that is trusted still;
// 3. an old authority leaves the bundle only when no leaf of it can be valid any more: it has
//    ended, or the newest authority is older than any leaf lives, as no other has signed since
//    (kDropAuthorities). So nobody needs to know which replica serves what.
//
// As the old authority has kLookAhead left when it is replaced, the last step of a rotation comes
// three months after the first. A leaf's renewal is step 2 alone.
namespace portcullis::certificates {

// How long API servers may take to notice a change of a webhook configuration. They watch it, so a
// second is usual.
inline constexpr std::chrono::minutes kSettleTime{1};
// Authorities that end by our clock may not have by another.
inline constexpr std::chrono::days kClockMargin{1};
// The newest that a bundle may hold; a rotation needs two.
inline constexpr std::size_t kMaxAuthorities = 5;

struct Situation {
  CertificateSet set;                   // what the Secret holds
  std::vector<std::string> ca_bundles;  // PEM, of the webhook's entries, equal ones once
  std::vector<std::string> dns_names;   // under which API servers call
  TimePoint now;
  // How long all entries have been seen to hold exactly the set's authorities.
  std::chrono::nanoseconds published_for{};
};

enum class RotationStep : std::uint8_t {
  kNone,
  kMakeAuthority,    // none can sign for kLookAhead more
  kIssueLeaf,        // none can be served for kLookAhead more
  kDropAuthorities,  // of which no leaf can be valid any more
  kPublish,          // the bundle of the set, in all entries
};

std::string_view ToString(RotationStep step);  // "make authority", ... for logs

// What the leader does next.
RotationStep NextStep(const Situation& situation);

// The set after a step; after kNone and kPublish the same. REQUIRES: `step` is NextStep's.
Result<CertificateSet> SetAfter(RotationStep step, const Situation& situation);

// Whether every entry trusts what a replica with the leaf serves.
Status CheckServed(const KeyPair& leaf, const Situation& situation);

// Whether all entries hold exactly the set's authorities; there must be an entry.
bool IsPublished(const Situation& situation);

}  // namespace portcullis::certificates
