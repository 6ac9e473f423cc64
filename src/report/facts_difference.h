#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "json/writer.h"
#include "message/language.h"
#include "policy/facts_difference.h"
#include "report/paint.h"

// The answer of `portcullis diff`: what becomes of packets between two states of the facts.
namespace portcullis::report {

// The key with an array of DIFFBOX: a box of packets that change from one verdict to another, with
// whose lists these are. `wanted` chooses the changes.
void WriteDifferenceBoxes(json::Writer& writer, std::string_view key,
                          std::span<const policy::ListDifference> lists,
                          bool (*wanted)(const secgroup::VerdictChange&));

// Compact JSON and a newline.
std::string FactsDifferenceJson(const policy::FactsDifference& difference);

// `+` is newly let in or out, `-` no longer, `?` cannot be told; each with one packet and what
// decides it in both states. Empty where nothing differs and nothing is unknown.
std::string FactsDifferenceText(const policy::FactsDifference& difference,
                                const policy::ClusterView& before, const policy::ClusterView& after,
                                std::size_t columns, const Paint& paint,
                                message::Language language);

}  // namespace portcullis::report
