#include "tests/oracle/boxes.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace portcullis::oracle {
namespace {

using Value = rapidjson::Value;

const Value& Get(const Value& object, const char* key) {
  if (!object.IsObject() || !object.HasMember(key)) {
    throw std::invalid_argument(std::string("no member ") + key);
  }
  return object[key];
}

std::string Text(const Value& value) {
  if (!value.IsString()) throw std::invalid_argument("no string");
  return {value.GetString(), value.GetStringLength()};
}

std::vector<std::string> Texts(const Value& array) {
  if (!array.IsArray()) throw std::invalid_argument("no list");
  std::vector<std::string> texts;
  for (const Value& value : array.GetArray()) texts.push_back(Text(value));
  return texts;
}

Box ReadBox(const Value& value) {
  Box box;
  box.protocol = Text(Get(value, "protocol"));
  const bool has_ports = box.protocol == "tcp" || box.protocol == "udp";
  if (has_ports != value.HasMember("ports"))
    throw std::invalid_argument("ports of " + box.protocol);
  if (has_ports) {
    const std::string ports = Text(Get(value, "ports"));
    const auto dash = ports.find('-');
    box.first_port = std::stoi(ports);
    box.last_port = dash == std::string::npos ? box.first_port : std::stoi(ports.substr(dash + 1));
  }
  for (const std::string& block : Texts(Get(value, "remotes"))) box.remotes.emplace_back(block);
  if (box.remotes.empty()) throw std::invalid_argument("a box without remotes");
  return box;
}

std::vector<Box> ReadBoxes(const Value& array) {
  if (!array.IsArray()) throw std::invalid_argument("no list");
  std::vector<Box> boxes;
  for (const Value& value : array.GetArray()) boxes.push_back(ReadBox(value));
  return boxes;
}

rapidjson::Document Parse(const std::string& json) {
  // RapidJSON's vector scan reads whole 16-byte words, also behind the end of the text.
  const std::string padded = json + std::string(16, '\0');
  rapidjson::Document document;
  document.Parse(padded.c_str());
  if (document.HasParseError()) throw std::invalid_argument("no JSON: " + json.substr(0, 100));
  return document;
}

bool AnyContains(const std::vector<Box>& boxes, const Packet& packet) {
  return std::any_of(boxes.begin(), boxes.end(),
                     [&](const Box& box) { return box.Contains(packet); });
}

// Which changes stand in which list of the answer.
const std::map<std::string, std::set<std::string>> kListOf = {
    {"added", {"drop accept"}},
    {"removed", {"accept drop"}},
    {"unknown",
     {"accept unknown", "drop unknown", "unknown accept", "unknown drop", "unknown unknown"}},
};

}  // namespace

bool Box::Contains(const Packet& packet) const {
  if (ToString(packet.protocol) != protocol) return false;
  if (HasPorts(packet.protocol) && (packet.port < first_port || packet.port > last_port))
    return false;
  const std::string bits = AddressBits(packet.remote);
  return std::any_of(remotes.begin(), remotes.end(),
                     [&](const AddressItem& item) { return item.Contains(bits); });
}

std::string Exposure::VerdictOf(const Packet& packet) const {
  const bool is_admitted = AnyContains(admitted, packet);
  const bool is_unknown = AnyContains(unknown, packet);
  if (is_admitted && is_unknown) return "both";
  return is_admitted ? "accept" : is_unknown ? "unknown" : "drop";
}

std::string Changes::Of(const Packet& packet) const {
  std::string found;
  for (const Change& change : changes) {
    if (!change.box.Contains(packet)) continue;
    found += (found.empty() ? "" : ", ") + change.verdicts;
  }
  return found;
}

Exposure ReadExposure(const std::string& json) {
  const rapidjson::Document document = Parse(json);
  return {ReadBoxes(Get(document, "admitted")), ReadBoxes(Get(document, "unknown"))};
}

DifferenceBoxes ReadDifference(const std::string& json) {
  const rapidjson::Document document = Parse(json);
  DifferenceBoxes difference;
  for (const auto& [key, allowed] : kListOf) {
    const Value& list = Get(document, key.c_str());
    if (!list.IsArray()) throw std::invalid_argument("no list");
    for (const Value& value : list.GetArray()) {
      Changes::Change change{ReadBox(value),
                             Text(Get(value, "before")) + ' ' + Text(Get(value, "after"))};
      if (!allowed.contains(change.verdicts)) {
        throw std::invalid_argument(change.verdicts + " stands under " + key);
      }
      difference[{Text(Get(value, "direction")), Texts(Get(value, "groupsBefore")),
                  Texts(Get(value, "groupsAfter"))}]
          .changes.push_back(std::move(change));
    }
  }
  return difference;
}

}  // namespace portcullis::oracle
