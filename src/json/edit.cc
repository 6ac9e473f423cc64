#include "json/edit.h"

#include <algorithm>

#include "json/writer.h"

namespace portcullis::json {
namespace {

void WriteMembers(const Value* parent, std::span<const NewMember> members, Writer& writer) {
  writer.StartObject();
  if (parent != nullptr) {
    for (const Member& old : parent->Members()) {
      if (std::ranges::any_of(
              members, [&](const NewMember& member) { return member.key == old.key.Text(); })) {
        continue;
      }
      writer.Key(old.key.Text());
      writer.Copy(old.value);
    }
  }
  for (const NewMember& member : members) {
    writer.Key(member.key);
    if (const auto* text = std::get_if<std::string_view>(&member.value)) {
      writer.String(*text);
    } else {
      writer.Int(std::get<std::int64_t>(member.value));
    }
  }
  writer.EndObject();
}

}  // namespace

std::string WithMembers(const Value& root, std::string_view parent,
                        std::span<const NewMember> members) {
  std::string text;
  Writer writer(text);
  writer.StartObject();
  for (const Member& member : root.Members()) {
    if (member.key.Text() == parent) continue;
    writer.Key(member.key.Text());
    writer.Copy(member.value);
  }
  writer.Key(parent);
  WriteMembers(root.Find(parent), members, writer);
  writer.EndObject();
  return text;
}

}  // namespace portcullis::json
