#include "certificates/rotation.h"

#include <algorithm>
#include <utility>

namespace portcullis::certificates {
namespace {

Bundle BundleOf(std::string_view pem) { return ParseBundle(pem).value_or(Bundle{}); }

KeyPair NewestAuthority(const CertificateSet& set) { return {set.authorities, set.authority_key}; }

// Whether a replica may serve a leaf of this authority.
bool MayBeServed(const AuthorityCertificate& authority, const AuthorityCertificate& newest,
                 TimePoint now) {
  return authority.not_after + kClockMargin >= now &&
         newest.not_before + kBackdate + kLeafLifetime + kClockMargin >= now;
}

bool IsDroppable(const Bundle& authorities, TimePoint now) {
  return std::any_of(authorities.begin() + 1, authorities.end(), [&](const auto& authority) {
    return !MayBeServed(authority, authorities.front(), now);
  });
}

// Whether API servers trust somebody else than the newest authority, so that replicas may serve
// what is not in the Secret.
bool TrustOthers(const Situation& situation, const AuthorityCertificate& newest) {
  return std::ranges::any_of(situation.ca_bundles, [&](const std::string& pem) {
    return std::ranges::any_of(BundleOf(pem), [&](const AuthorityCertificate& authority) {
      return authority != newest && MayBeServed(authority, newest, situation.now);
    });
  });
}

// `bundle` with those of the others that it does not hold and that have not ended.
void Merge(const Bundle& others, TimePoint now, Bundle& bundle) {
  for (const AuthorityCertificate& other : others) {
    if (bundle.size() == kMaxAuthorities) return;
    const bool has_ended = other.not_after + kClockMargin < now;
    if (!has_ended && std::ranges::find(bundle, other) == bundle.end()) bundle.push_back(other);
  }
}

Result<CertificateSet> WithNewAuthority(const Situation& situation) {
  auto authority = MakeAuthority(situation.now);
  if (!authority) return tl::unexpected(std::move(authority.error()));
  Bundle bundle = BundleOf(authority->certificate);
  Merge(BundleOf(situation.set.authorities), situation.now, bundle);
  for (const std::string& pem : situation.ca_bundles) Merge(BundleOf(pem), situation.now, bundle);
  return CertificateSet{ToPem(bundle), std::move(authority->private_key), situation.set.leaf};
}

Result<CertificateSet> WithNewLeaf(const Situation& situation) {
  auto leaf = IssueLeaf(NewestAuthority(situation.set), situation.dns_names, situation.now);
  if (!leaf) return tl::unexpected(std::move(leaf.error()));
  return CertificateSet{situation.set.authorities, situation.set.authority_key, *std::move(leaf)};
}

CertificateSet WithoutOldAuthorities(const Situation& situation) {
  Bundle bundle = BundleOf(situation.set.authorities);
  const AuthorityCertificate newest = bundle.front();
  std::erase_if(bundle, [&](const AuthorityCertificate& authority) {
    return authority != newest && !MayBeServed(authority, newest, situation.now);
  });
  return {ToPem(bundle), situation.set.authority_key, situation.set.leaf};
}

}  // namespace

std::string_view ToString(RotationStep step) {
  switch (step) {
    case RotationStep::kNone:
      return "none";
    case RotationStep::kMakeAuthority:
      return "make authority";
    case RotationStep::kIssueLeaf:
      return "issue certificate";
    case RotationStep::kDropAuthorities:
      return "drop old authorities";
    case RotationStep::kPublish:
      return "publish authorities";
  }
  return "";
}

RotationStep NextStep(const Situation& situation) {
  const CertificateSet& set = situation.set;
  const TimePoint soon = situation.now + kLookAhead;
  if (!CheckAuthority(NewestAuthority(set), soon)) return RotationStep::kMakeAuthority;

  const Bundle authorities = BundleOf(set.authorities);
  const bool is_usable =
      CheckLeaf(set.leaf, authorities, situation.dns_names, situation.now).has_value();
  // Where no call can succeed, there is none to be careful with.
  if (!is_usable && !TrustOthers(situation, authorities.front())) return RotationStep::kIssueLeaf;
  if (!situation.ca_bundles.empty() && !IsPublished(situation)) return RotationStep::kPublish;

  const bool is_good =
      CheckLeaf(set.leaf, {authorities.front()}, situation.dns_names, soon).has_value();
  if (!is_good) {
    return situation.published_for >= kSettleTime ? RotationStep::kIssueLeaf : RotationStep::kNone;
  }
  return IsDroppable(authorities, situation.now) ? RotationStep::kDropAuthorities
                                                 : RotationStep::kNone;
}

Result<CertificateSet> SetAfter(RotationStep step, const Situation& situation) {
  switch (step) {
    case RotationStep::kMakeAuthority:
      return WithNewAuthority(situation);
    case RotationStep::kIssueLeaf:
      return WithNewLeaf(situation);
    case RotationStep::kDropAuthorities:
      return WithoutOldAuthorities(situation);
    case RotationStep::kNone:
    case RotationStep::kPublish:
      break;
  }
  return situation.set;
}

Status CheckServed(const KeyPair& leaf, const Situation& situation) {
  if (situation.ca_bundles.empty()) return InvalidArgument("no webhook is configured");
  for (const std::string& pem : situation.ca_bundles) {
    if (Status status = CheckLeaf(leaf, BundleOf(pem), situation.dns_names, situation.now);
        !status) {
      return status;
    }
  }
  return {};
}

bool IsPublished(const Situation& situation) {
  const Bundle authorities = BundleOf(situation.set.authorities);
  return !authorities.empty() && !situation.ca_bundles.empty() &&
         std::ranges::all_of(situation.ca_bundles,
                             [&](const std::string& pem) { return BundleOf(pem) == authorities; });
}

}  // namespace portcullis::certificates
