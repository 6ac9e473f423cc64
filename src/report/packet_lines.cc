#include "report/packet_lines.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <array>
#include <optional>

#include "json/writer.h"
#include "policy/wording.h"
#include "report/packet_text.h"
#include "secgroup/decision.h"

namespace portcullis::report {
namespace {

using Allocator = rapidjson::MemoryPoolAllocator<>;
using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, Allocator, Allocator>;
using Value = Document::ValueType;

constexpr unsigned kParseFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag;
// RapidJSON's vector scan reads whole 16-byte words, also behind the end of the text.
constexpr std::size_t kPadding = 16;

const Value* Find(const Value& object, const char* key) {
  const auto member = object.FindMember(key);
  return member == object.MemberEnd() || member->value.IsNull() ? nullptr : &member->value;
}

std::string_view Text(const Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

}  // namespace

// What lines are parsed into, reused from line to line.
struct PacketLines::Memory {
  std::array<char, 4096> values;
  std::array<char, 1024> stack;
};

// The fields of one line.
class PacketLines::Question {
 public:
  explicit Question(const Value& line) : line_(line) {}

  // Absent or of another type: empty.
  Result<std::string_view> TextOf(const char* key) const {
    const Value* value = Find(line_, key);
    if (value == nullptr) return std::string_view();
    if (!value->IsString()) return InvalidArgument(std::string(key) + " is no string");
    return Text(*value);
  }

  Result<PacketWords> Words() const {
    PacketWords words;
    for (const auto& [key, target] : {std::pair{"direction", &words.direction},
                                      std::pair{"protocol", &words.protocol},
                                      std::pair{"remote", &words.remote}}) {
      const auto text = TextOf(key);
      if (!text) return tl::unexpected(text.error());
      if (text->empty()) return InvalidArgument(std::string(key) + " is missing");
      *target = *text;
    }
    if (const Value* port = Find(line_, "port")) {
      if (!port->IsInt64()) return InvalidArgument("port is no whole number");
      words.port = port->GetInt64();
    }
    return words;
  }

  // Which list is meant, in words that name no other: what it is looked up by.
  Result<std::string> ListName() const {
    std::string name;
    int ways = 0;
    for (const char* key : {"instance", "node"}) {
      const auto text = TextOf(key);
      if (!text) return tl::unexpected(text.error());
      if (text->empty()) continue;
      ++ways;
      name = std::string(key) + ' ' + std::string(*text);
    }
    if (const Value* groups = Find(line_, "groups")) {
      if (!groups->IsArray()) return InvalidArgument("groups is no list");
      ++ways;
      name = "groups";
      for (const Value& group : groups->GetArray()) {
        if (!group.IsString()) return InvalidArgument("groups holds what is no string");
        name += ' ';
        name += Text(group);
      }
    }
    if (ways != 1) return InvalidArgument("name one of groups, instance and node");
    return name;
  }

  std::vector<secgroup::GroupId> Groups() const {
    std::vector<secgroup::GroupId> ids;
    for (const Value& group : Find(line_, "groups")->GetArray()) ids.emplace_back(Text(group));
    return ids;
  }

 private:
  const Value& line_;
};

PacketLines::PacketLines(const cluster::Facts& facts)
    : facts_(facts), named_lists_(facts), memory_(std::make_unique<Memory>()) {}

PacketLines::~PacketLines() = default;

Result<const secgroup::RuleList*> PacketLines::ListOf(const Question& question,
                                                      secgroup::Direction direction) {
  auto name = question.ListName();
  if (!name) return tl::unexpected(name.error());
  std::pair key{*std::move(name), direction};
  if (const auto found = lists_.find(key); found != lists_.end()) return &found->second;
  const std::string_view words = key.first;
  const auto named = words.starts_with("groups") ? named_lists_.OfGroups(question.Groups())
                     : words.starts_with("instance ")
                         ? named_lists_.OfInstance(words.substr(words.find(' ') + 1))
                         : named_lists_.OfNode(words.substr(words.find(' ') + 1));
  if (!named) return tl::unexpected(named.error());
  const auto [entry, is_new] = lists_.emplace(
      std::move(key), secgroup::RuleList::Make(facts_.inventory, named->groups, direction));
  return &entry->second;
}

bool PacketLines::Answer(std::string& line, std::string& out) {
  line.reserve(line.size() + kPadding);
  Allocator values(memory_->values.data(), memory_->values.size());
  Allocator stack(memory_->stack.data(), memory_->stack.size());
  Document document(&values, memory_->stack.size() / 2, &stack);
  document.ParseInsitu<kParseFlags>(line.data());

  json::Writer writer(out);
  writer.StartObject();
  const auto fail = [&](const std::string& message) {
    writer.Key("error");
    writer.String(message);
    writer.EndObject();
    out += '\n';
    return false;
  };
  const Value* id =
      !document.HasParseError() && document.IsObject() ? Find(document, "id") : nullptr;
  writer.Key("id");
  if (id != nullptr && id->IsString()) {
    writer.String(Text(*id));
  } else if (id != nullptr && id->IsInt64()) {
    writer.Int(id->GetInt64());
  } else {
    writer.Null();
  }
  if (document.HasParseError()) {
    return fail(std::string("no JSON at byte ") + std::to_string(document.GetErrorOffset()) + ": " +
                rapidjson::GetParseError_En(document.GetParseError()));
  }
  if (!document.IsObject()) return fail("no JSON object");

  const Question question(document);
  const auto words = question.Words();
  if (!words) return fail(words.error().message);
  const auto packet = ReadPacket(*words);
  if (!packet) return fail(packet.error().message);
  const auto list = ListOf(question, packet->direction);
  if (!list) return fail(list.error().message);

  const secgroup::Decision decision = secgroup::Explain(**list, packet->packet);
  WriteDecision(**list, decision, writer);
  writer.EndObject();
  out += '\n';
  return true;
}

void WriteDecision(const secgroup::RuleList& list, const secgroup::Decision& decision,
                   json::Writer& writer) {
  writer.Key("verdict");
  writer.String(secgroup::ToString(decision.verdict));
  writer.Key("decidedBy");
  const bool at_missing_group = !decision.entry && decision.verdict == secgroup::Verdict::kUnknown &&
                                list.missing_group().has_value();
  if (decision.entry || at_missing_group) {
    const std::size_t group =
        decision.entry ? list.entries()[*decision.entry].group : *list.missing_group();
    writer.StartObject();
    writer.Key("securityGroupId");
    writer.String(list.groups()[group]);
    writer.Key("direction");
    writer.String(secgroup::ToString(list.direction()));
    writer.Key("index");
    if (decision.entry) {
      writer.Int(static_cast<std::int64_t>(list.entries()[*decision.entry].index));
    } else {
      writer.Null();
    }
    writer.EndObject();
  } else {
    writer.Null();
  }
  if (decision.verdict == secgroup::Verdict::kUnknown) {
    writer.Key("reason");
    writer.String(Render(policy::WhyUnknown(list, decision), message::Language::kEnglish));
  }
}

}  // namespace portcullis::report
