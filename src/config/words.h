#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "cluster/facts.h"
#include "config/facts_source.h"
#include "message/language.h"
#include "policy/finding.h"

// The words that fields of the PortcullisConfig document may hold, for those who read them and for the
// schema that lists them.
namespace portcullis::config {

template <typename Meaning, std::size_t N>
using Words = std::array<std::pair<std::string_view, Meaning>, N>;

inline constexpr Words<message::Language, 3> kLanguages = {
    {{"en", message::Language::kEnglish},
     {"ja", message::Language::kJapanese},
     {"zh-CN", message::Language::kSimplifiedChinese}}};

inline constexpr Words<FactsSource::Kind, 3> kSources = {
    {{"none", FactsSource::Kind::kNone},
     {"file", FactsSource::Kind::kFile},
     {"tencentcloud", FactsSource::Kind::kTencentCloud}}};

inline constexpr Words<std::optional<policy::Action>, 4> kActions = {
    {{"off", policy::Action::kOff},
     {"audit", policy::Action::kAudit},
     {"warn", policy::Action::kWarn},
     {"deny", policy::Action::kDeny}}};

inline constexpr Words<std::optional<policy::Severity>, 5> kSeverities = {
    {{"critical", policy::Severity::kCritical},
     {"high", policy::Severity::kHigh},
     {"medium", policy::Severity::kMedium},
     {"low", policy::Severity::kLow},
     {"info", policy::Severity::kInfo}}};

inline constexpr Words<std::optional<cluster::Role>, 2> kNodeGroupRoles = {
    {{"WORKER", cluster::Role::kWorker}, {"MASTER", cluster::Role::kMaster}}};

}  // namespace portcullis::config
