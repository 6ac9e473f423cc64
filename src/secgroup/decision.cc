#include "secgroup/decision.h"

#include "secgroup/walk.h"

namespace portcullis::secgroup {

std::string_view ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccept: return "accept";
    case Verdict::kDrop: return "drop";
    case Verdict::kUnknown: return "unknown";
  }
  return "unknown";
}

Decision Explain(const RuleList& list, const Packet& packet) {
  Walk walk;
  const Walk::End end = walk.Run(list, packet);
  if (!end.action) return {Verdict::kUnknown, std::nullopt, {}};
  return walk.StopAt(end.entry, *end.action);
}

}  // namespace portcullis::secgroup
