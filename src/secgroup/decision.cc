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
  for (std::size_t i = 0; i < list.entries().size(); ++i) {
    const RuleList::Entry& entry = list.entries()[i];
    const bool service_known = entry.service.known.Contains(packet.protocol, packet.port);
    if (!service_known && entry.service.unknown.empty()) continue;
    const bool remote_known = entry.remote.known.Contains(packet.remote);
    if (service_known && remote_known) return walk.StopAt(i, entry.action);
    walk.NoteEntry(i, entry, packet.remote, service_known, remote_known);
  }
  if (list.ends_unknown()) return {Verdict::kUnknown, std::nullopt, {}};
  return walk.StopAt(std::nullopt, RuleAction::kDrop);
}

}  // namespace portcullis::secgroup
