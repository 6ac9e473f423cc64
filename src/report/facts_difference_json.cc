#include <vector>

#include "report/box.h"
#include "report/facts_difference.h"
#include "report/json_member.h"
#include "report/witness_json.h"

namespace portcullis::report {
namespace {

using secgroup::Verdict;
using secgroup::VerdictChange;

constexpr std::size_t kMaxInstances = 10;

void WriteInstances(json::Writer& writer, const policy::ListDifference& list) {
  std::vector<std::string> ids;
  for (const cluster::Instance* instance : list.instances) {
    if (ids.size() == kMaxInstances) break;
    ids.push_back(instance->id);
  }
  writer.Key("instances");
  writer.StartObject();
  Member(writer, "count", list.instances.size());
  Member(writer, "ids", ids);
  writer.EndObject();
}

void WriteDifferenceBox(json::Writer& writer, const policy::ListDifference& list,
                        const VerdictChange& change, secgroup::Protocol protocol,
                        const secgroup::PacketSet::Slice& slice) {
  writer.StartObject();
  WriteBoxMembers(writer, protocol, slice);
  Member(writer, "direction", secgroup::ToString(list.direction));
  Member(writer, "before", secgroup::ToString(change.before));
  Member(writer, "after", secgroup::ToString(change.after));
  Member(writer, "groupsBefore", list.groups_before);
  Member(writer, "groupsAfter", list.groups_after);
  policy::Witness witness{
      list.direction, {protocol, slice.first_port, *slice.remotes.Witness()}, "", ""};
  if (!list.instances.empty()) {
    WriteInstances(writer, list);
    witness.instance = list.instances.front()->id;
    witness.node = list.instances.front()->node_name;
  }
  WriteWitness(writer, witness);
  writer.EndObject();
}

bool IsAdded(const VerdictChange& change) {
  return change.before == Verdict::kDrop && change.after == Verdict::kAccept;
}

bool IsRemoved(const VerdictChange& change) {
  return change.before == Verdict::kAccept && change.after == Verdict::kDrop;
}

bool IsUnknown(const VerdictChange& change) {
  return change.before == Verdict::kUnknown || change.after == Verdict::kUnknown;
}

}  // namespace

void WriteDifferenceBoxes(json::Writer& writer, std::string_view key,
                          std::span<const policy::ListDifference> lists,
                          bool (*wanted)(const VerdictChange&)) {
  writer.Key(key);
  writer.StartArray();
  for (const policy::ListDifference& list : lists) {
    for (const VerdictChange& change : list.changes) {
      if (!wanted(change)) continue;
      for (const secgroup::Protocol protocol : secgroup::kProtocols) {
        for (const secgroup::PacketSet::Slice& slice : change.packets.slices(protocol)) {
          WriteDifferenceBox(writer, list, change, protocol, slice);
        }
      }
    }
  }
  writer.EndArray();
}

std::string FactsDifferenceJson(const policy::FactsDifference& difference) {
  std::string out;
  json::Writer writer(out);
  writer.StartObject();
  WriteDifferenceBoxes(writer, "added", difference.lists, IsAdded);
  WriteDifferenceBoxes(writer, "removed", difference.lists, IsRemoved);
  WriteDifferenceBoxes(writer, "unknown", difference.lists, IsUnknown);
  Member(writer, "instancesAdded", difference.instances_added);
  Member(writer, "instancesRemoved", difference.instances_removed);
  writer.EndObject();
  return out + '\n';
}

}  // namespace portcullis::report
