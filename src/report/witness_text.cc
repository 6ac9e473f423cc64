#include "report/witness_text.h"

#include "message/text.h"
#include "report/names.h"
#include "report/packet_text.h"

namespace portcullis::report {

void AddDecidedBy(const std::optional<policy::RuleLocation>& rule, message::Language language,
                  Table& table) {
  table.AddRow({Render("by"_msg, {}, language),
                rule ? NameOf(*rule) + "   " + rule->text
                     : Render("no rule; what no rule matches is dropped"_msg, {}, language)});
}

void AddPacket(const policy::Witness& witness, message::Language language, Table& table) {
  const std::string& host = witness.node.empty() ? witness.instance : witness.node;
  table.AddRow({Render("packet"_msg, {}, language),
                Render(DescribePacket(witness.direction, witness.packet, host), language)});
}

}  // namespace portcullis::report
