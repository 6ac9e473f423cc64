#include "secgroup/rule.h"

namespace portcullis::secgroup {

std::string_view ToString(Direction direction) {
  return direction == Direction::kIngress ? "ingress" : "egress";
}

std::string_view ToString(RuleAction action) {
  return action == RuleAction::kAccept ? "ACCEPT" : "DROP";
}

std::string Describe(const Rule& rule, Direction direction) {
  std::string text(ToString(rule.action));
  text += ' ';
  text += rule.text.protocol.empty() ? "ALL" : rule.text.protocol;
  if (!rule.text.port.empty()) text += ' ' + rule.text.port;
  text += direction == Direction::kIngress ? " from " : " to ";
  text += rule.text.remote.empty() ? "a remote that is not named" : rule.text.remote;
  return text;
}

}  // namespace portcullis::secgroup
