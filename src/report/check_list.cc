#include "report/check_list.h"

#include <string_view>
#include <vector>

#include "json/writer.h"
#include "report/table.h"

namespace portcullis::report {
namespace {

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    items.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return items;
}

void WriteList(json::Writer& writer, std::string_view key, std::string_view items) {
  writer.Key(key);
  writer.StartArray();
  for (const std::string& item : SplitAtCommas(items)) writer.String(item);
  writer.EndArray();
}

}  // namespace

std::string CheckListJson() {
  std::string out;
  {
    json::Writer writer(out);
    writer.StartArray();
    for (const policy::Check& check : policy::AllChecks()) {
      writer.StartObject();
      writer.Key("id");
      writer.String(check.id);
      writer.Key("object");
      writer.String(policy::ObjectOf(check));
      writer.Key("severity");
      writer.String(ToString(check.severity));
      writer.Key("action");
      writer.String(ToString(check.action));
      WriteList(writer, "requirements", check.requirements);
      WriteList(writer, "needs", check.needs);
      writer.Key("title");
      writer.String(check.title.english());
      writer.EndObject();
    }
    writer.EndArray();
  }
  return out + '\n';
}

std::string CheckListText(const Paint& paint, message::Language language) {
  Table table;
  table.AddRow({paint(Color::kBold, "ID"), paint(Color::kBold, "OBJECT"),
                paint(Color::kBold, "SEVERITY"), paint(Color::kBold, "ACTION"),
                paint(Color::kBold, "ROWS"), paint(Color::kBold, "TITLE")});
  for (const policy::Check& check : policy::AllChecks()) {
    table.AddRow({std::string(check.id), std::string(policy::ObjectOf(check)),
                  std::string(ToString(check.severity)), std::string(ToString(check.action)),
                  std::string(check.requirements), Render(check.title, {}, language)});
  }
  return table.ToString();
}

std::string CheckText(const policy::Check& check, const Paint& paint, message::Language language) {
  Table table("  ");
  const auto add = [&](message::Sentence label, message::Sentence value,
                       const std::vector<message::Place>& places) {
    table.AddRow({Render(label, {}, language), Render(value, places, language)});
  };
  const std::string id(check.id);
  add("object"_msg, "{object}"_msg, {{"object", std::string(policy::ObjectOf(check))}});
  add("severity"_msg, "{severity}"_msg, {{"severity", std::string(ToString(check.severity))}});
  add("action"_msg,
      check.may_deny ? "{action}; deny may be set"_msg : "{action}; deny may not be set"_msg,
      {{"action", std::string(ToString(check.action))}});
  if (!check.requirements.empty()) {
    add("rows"_msg, "{rows} of the recommended practice"_msg,
        {{"rows", std::string(check.requirements)}});
  }
  if (!check.needs.empty()) add("needs"_msg, "{needs}"_msg, {{"needs", std::string(check.needs)}});
  add("exempt by"_msg, "annotation {annotation}"_msg,
      {{"annotation",
        "ignore.portcullis.dev/" + id + ": \"[until=YYYY-MM-DD; ]reason\""}});
  add("page"_msg, "{page}"_msg, {{"page", "docs/checks/" + id + ".md"}});
  return paint(Color::kBold, id) + "\n" + Render(check.title, {}, language) + "\n\n" +
         table.ToString();
}

}  // namespace portcullis::report
