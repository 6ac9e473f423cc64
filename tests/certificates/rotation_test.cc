#include "certificates/rotation.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

namespace portcullis::certificates {
namespace {

using std::chrono::days;
using std::chrono::seconds;

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
const std::vector<std::string> kNames = {"web.shop.svc"};

// One authority, its leaf, and two entries that trust it, for a long time.
Situation Steady(TimePoint made = kNow) {
  const KeyPair authority = MakeAuthority(made).value();
  const KeyPair leaf = IssueLeaf(authority, kNames, made).value();
  return {.set = {authority.certificate, authority.private_key, leaf},
          .ca_bundles = {authority.certificate, authority.certificate},
          .dns_names = kNames,
          .now = made,
          .published_for = kSettleTime};
}

std::string StrangeAuthority() { return MakeAuthority(kNow).value().certificate; }

TEST_CASE("what the leader does next") {
  struct Case { std::string name; std::function<void(Situation&)> change; RotationStep want; };
  const Case cases[] = {
      {"all is well", [](Situation&) {}, RotationStep::kNone},
      {"an empty Secret", [](Situation& s) { s.set = {}; }, RotationStep::kMakeAuthority},
      {"an empty Secret and bundles", [](Situation& s) { s.set = {}; s.ca_bundles = {"", ""}; },
       RotationStep::kMakeAuthority},
      {"no key of the authority", [](Situation& s) { s.set.authority_key.clear(); },
       RotationStep::kMakeAuthority},
      {"another key of the authority",
       [](Situation& s) { s.set.authority_key = MakeAuthority(kNow).value().private_key; },
       RotationStep::kMakeAuthority},
      {"an authority that is text", [](Situation& s) { s.set.authorities = "x"; },
       RotationStep::kMakeAuthority},
      {"a leaf in place of the authority",
       [](Situation& s) {
         s.set.authorities = s.set.leaf.certificate;
         s.set.authority_key = s.set.leaf.private_key;
       },
       RotationStep::kMakeAuthority},
      {"91 days before the authority's end, all else renewed",
       [](Situation& s) {
         s.now += kAuthorityLifetime - days(91);
         s.set = SetAfter(RotationStep::kIssueLeaf, s).value();
       },
       RotationStep::kNone},
      {"89 days before its end", [](Situation& s) { s.now += kAuthorityLifetime - days(89); },
       RotationStep::kMakeAuthority},

      {"no leaf", [](Situation& s) { s.set.leaf = {}; }, RotationStep::kIssueLeaf},
      {"no leaf, nothing published, a new cluster",
       [](Situation& s) { s.set.leaf = {}; s.ca_bundles = {"", ""}; s.published_for = {}; },
       RotationStep::kIssueLeaf},
      {"no leaf and no webhook",
       [](Situation& s) { s.set.leaf = {}; s.ca_bundles = {}; s.published_for = {}; },
       RotationStep::kIssueLeaf},
      {"no leaf, but others are trusted, whom replicas may serve",
       [](Situation& s) {
         s.set.leaf = {};
         s.ca_bundles[0] += StrangeAuthority();
         s.published_for = {};
       },
       RotationStep::kPublish},
      {"a leaf for another name", [](Situation& s) { s.dns_names = {"api.shop.svc"}; },
       RotationStep::kIssueLeaf},
      {"a leaf with another key",
       [](Situation& s) { s.set.leaf.private_key = s.set.authority_key; }, RotationStep::kIssueLeaf},
      {"a leaf that has ended", [](Situation& s) { s.now += kLeafLifetime + days(1); },
       RotationStep::kIssueLeaf},
      {"91 days before the leaf's end", [](Situation& s) { s.now += kLeafLifetime - days(91); },
       RotationStep::kNone},
      {"89 days before its end", [](Situation& s) { s.now += kLeafLifetime - days(89); },
       RotationStep::kIssueLeaf},
      {"89 days before its end, published just now",
       [](Situation& s) {
         s.now += kLeafLifetime - days(89);
         s.published_for = kSettleTime - seconds(1);
       },
       RotationStep::kNone},
      {"89 days before its end, and no webhook",
       [](Situation& s) {
         s.now += kLeafLifetime - days(89);
         s.ca_bundles = {};
         s.published_for = {};
       },
       RotationStep::kNone},

      {"an entry without bundle", [](Situation& s) { s.ca_bundles[1].clear(); },
       RotationStep::kPublish},
      {"an entry with a placeholder", [](Situation& s) { s.ca_bundles[0] = "\n"; },
       RotationStep::kPublish},
      {"an entry that trusts somebody else", [](Situation& s) { s.ca_bundles[0] = StrangeAuthority(); },
       RotationStep::kPublish},
      {"an entry that trusts somebody else besides",
       [](Situation& s) { s.ca_bundles[0] += StrangeAuthority(); }, RotationStep::kPublish},
      {"the same written otherwise", [](Situation& s) { s.ca_bundles[0] += "\n# ours\n"; },
       RotationStep::kNone},
      {"no webhook", [](Situation& s) { s.ca_bundles = {}; s.published_for = {}; },
       RotationStep::kNone},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Situation situation = Steady();
      c.change(situation);
      CHECK(ToString(NextStep(situation)) == ToString(c.want));
    }
  }
}

// Does the next step, which is `want`, as the leader does.
void Step(RotationStep want, Situation& situation) {
  const RotationStep step = NextStep(situation);
  CHECK(ToString(step) == ToString(want));
  situation.set = SetAfter(step, situation).value();
  if (step == RotationStep::kPublish) {
    situation.ca_bundles.assign(situation.ca_bundles.size(), situation.set.authorities);
  }
  situation.published_for = IsPublished(situation) ? situation.published_for : seconds(0);
}

TEST_CASE("from nothing to a trusted leaf") {
  Situation situation{.set = {}, .ca_bundles = {"", "\n"}, .dns_names = kNames, .now = kNow};
  Step(RotationStep::kMakeAuthority, situation);
  Step(RotationStep::kIssueLeaf, situation);
  CHECK_FALSE(CheckServed(situation.set.leaf, situation).has_value());
  Step(RotationStep::kPublish, situation);
  CHECK(CheckServed(situation.set.leaf, situation).has_value());
  Step(RotationStep::kNone, situation);
}

TEST_CASE("old and new authority overlap until no leaf of the old one can be valid") {
  Situation situation = Steady();
  situation.now += kAuthorityLifetime - days(200);
  Step(RotationStep::kIssueLeaf, situation);
  const KeyPair old_leaf = situation.set.leaf;
  const std::string old_authority = situation.set.authorities;
  situation.now += days(111);

  Step(RotationStep::kMakeAuthority, situation);
  CHECK(ParseBundle(situation.set.authorities).value().size() == 2);
  CHECK(situation.set.authorities.ends_with(old_authority));
  CHECK(situation.set.leaf == old_leaf);  // for replicas that start now
  Step(RotationStep::kPublish, situation);
  CHECK(CheckServed(old_leaf, situation).has_value());
  Step(RotationStep::kNone, situation);
  situation.published_for = kSettleTime;
  Step(RotationStep::kIssueLeaf, situation);
  CHECK(situation.set.leaf != old_leaf);
  CHECK(CheckServed(old_leaf, situation).has_value());
  CHECK(CheckServed(situation.set.leaf, situation).has_value());
  Step(RotationStep::kNone, situation);

  situation.now += days(89) - seconds(1);  // the old authority's last second
  CHECK(CheckServed(old_leaf, situation).has_value());
  Step(RotationStep::kNone, situation);
  situation.now += kClockMargin + seconds(2);
  CHECK_FALSE(CheckServed(old_leaf, situation).has_value());
  Step(RotationStep::kDropAuthorities, situation);
  Step(RotationStep::kPublish, situation);
  CHECK(ParseBundle(situation.ca_bundles[0]).value().size() == 1);
  CHECK(CheckServed(situation.set.leaf, situation).has_value());
  Step(RotationStep::kNone, situation);
}

TEST_CASE("an authority whose key is lost is trusted for as long as a leaf of it may live") {
  Situation situation = Steady();
  situation.set.authority_key.clear();
  Step(RotationStep::kMakeAuthority, situation);
  Step(RotationStep::kPublish, situation);
  situation.published_for = kSettleTime;
  Step(RotationStep::kIssueLeaf, situation);
  situation.now += days(300);
  Step(RotationStep::kIssueLeaf, situation);
  situation.now += days(66);
  Step(RotationStep::kNone, situation);
  situation.now += seconds(1);
  Step(RotationStep::kDropAuthorities, situation);
  CHECK(ParseBundle(situation.set.authorities).value().size() == 1);
}

TEST_CASE("when the Secret is lost, what API servers trust stays trusted") {
  Situation situation = Steady();
  const KeyPair served = situation.set.leaf;
  situation.set = {};
  Step(RotationStep::kMakeAuthority, situation);
  Step(RotationStep::kPublish, situation);
  CHECK(CheckServed(served, situation).has_value());
  Step(RotationStep::kNone, situation);
  situation.published_for = kSettleTime;
  Step(RotationStep::kIssueLeaf, situation);
  CHECK(CheckServed(served, situation).has_value());
  CHECK(CheckServed(situation.set.leaf, situation).has_value());
}

TEST_CASE("a new authority comes first, then what was trusted and has not ended, five at most") {
  Situation situation = Steady();
  situation.set.authority_key.clear();
  const std::string ended = MakeAuthority(kNow - kAuthorityLifetime - days(2)).value().certificate;
  situation.ca_bundles = {ended + situation.set.authorities, situation.set.authorities};
  const auto size = [&] {
    return ParseBundle(SetAfter(RotationStep::kMakeAuthority, situation).value().authorities)
        .value()
        .size();
  };
  CHECK(size() == 2);
  for (std::size_t i = 0; i < 10; ++i) situation.ca_bundles[1] += StrangeAuthority();
  CHECK(size() == kMaxAuthorities);
}

}  // namespace
}  // namespace portcullis::certificates
