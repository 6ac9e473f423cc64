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
      writer.String(check.title);
      writer.EndObject();
    }
    writer.EndArray();
  }
  return out + '\n';
}

std::string CheckListText(const Paint& paint) {
  Table table;
  table.AddRow({paint(Color::kBold, "ID"), paint(Color::kBold, "OBJECT"),
                paint(Color::kBold, "SEVERITY"), paint(Color::kBold, "ACTION"),
                paint(Color::kBold, "ROWS"), paint(Color::kBold, "TITLE")});
  for (const policy::Check& check : policy::AllChecks()) {
    table.AddRow({std::string(check.id), std::string(policy::ObjectOf(check)),
                  std::string(ToString(check.severity)), std::string(ToString(check.action)),
                  std::string(check.requirements), std::string(check.title)});
  }
  return table.ToString();
}

std::string CheckText(const policy::Check& check, const Paint& paint) {
  Table table("  ");
  table.AddRow({"object", std::string(policy::ObjectOf(check))});
  table.AddRow({"severity", std::string(ToString(check.severity))});
  table.AddRow({"action", std::string(ToString(check.action)) +
                              (check.may_deny ? "; deny may be set" : "; deny may not be set")});
  if (!check.requirements.empty()) {
    table.AddRow({"rows", std::string(check.requirements) + " of the recommended practice"});
  }
  if (!check.needs.empty()) table.AddRow({"needs", std::string(check.needs)});
  table.AddRow({"exempt by", "annotation ignore.portcullis.dev/" + std::string(check.id) +
                                 ": \"[until=YYYY-MM-DD; ]reason\""});
  table.AddRow({"page", "docs/checks/" + std::string(check.id) + ".md"});
  return paint(Color::kBold, check.id) + "\n" + std::string(check.title) + "\n\n" +
         table.ToString();
}

}  // namespace portcullis::report
