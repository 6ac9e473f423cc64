#include "json/writer.h"
#include "report/box.h"
#include "report/exposure.h"
#include "report/json_member.h"

namespace portcullis::report {
namespace {

void Write(json::Writer& writer, const Exposure& exposure) {
  writer.StartObject();
  Member(writer, "groups", exposure.rules.groups());
  if (!exposure.instance.empty()) Member(writer, "instance", exposure.instance);
  if (!exposure.node.empty()) Member(writer, "node", exposure.node);
  if (exposure.backends) {
    writer.Key("nodes");
    writer.StartObject();
    Member(writer, "count", exposure.backends->count);
    Member(writer, "names", exposure.backends->names);
    writer.EndObject();
  }
  Member(writer, "direction", secgroup::ToString(exposure.rules.direction()));
  WriteBoxes(writer, "admitted", exposure.admitted);
  WriteBoxes(writer, "unknown", exposure.unknown);
  writer.EndObject();
}

}  // namespace

std::string ExposureJson(const Exposure& exposure) {
  std::string out;
  json::Writer writer(out);
  Write(writer, exposure);
  return out + '\n';
}

std::string ExposureJson(const ServiceExposure& service) {
  std::string out;
  json::Writer writer(out);
  writer.StartObject();
  writer.Key("exposures");
  writer.StartArray();
  for (const Exposure& exposure : service.lists) Write(writer, exposure);
  writer.EndArray();
  writer.EndObject();
  return out + '\n';
}

}  // namespace portcullis::report
