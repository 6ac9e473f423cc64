#pragma once

#include <string>
#include <vector>

#include "suite/suite_reader.h"
#include "suite/verification.h"
#include "tests/policy/cluster.h"

// Short forms to write suites in tests.
namespace portcullis::suite {

// A document with one case, which the fields make up in YAML's flow style.
inline std::string SuiteOf(const std::string& fields) {
  return "apiVersion: portcullis.dev/v1alpha1\nkind: PacketSuite\nname: s\ncases:\n- {" + fields +
         "}\n";
}

// "pass", or the result, verdict, packet, list and rule: "fail: drop tcp 80 1.0.0.1 on sg-a by sg-a 0".
inline std::string Describe(const CaseResult& result) {
  std::string text(ToString(result.outcome));
  if (!result.witness) return text;
  const secgroup::Packet& packet = result.witness->packet;
  text += ": " + std::string(ToString(result.verdict)) + ' ' +
          std::string(secgroup::ToString(packet.protocol));
  if (secgroup::HasPorts(packet.protocol)) text += ' ' + std::to_string(packet.port);
  text += ' ' + packet.remote.ToString() + " on " + policy::Join(result.groups.value(), ",");
  if (!result.decided_by) return text;
  text += " by " + result.decided_by->group;
  return result.decided_by->index ? text + ' ' + std::to_string(*result.decided_by->index) : text;
}

// What becomes of the one case, or the mistakes.
inline std::string ResultOf(const std::shared_ptr<const policy::ClusterView>& view,
                            const std::string& fields) {
  AskedLists lists(view);
  const auto suites = ReadSuites(SuiteOf(fields), "suite.yaml", lists);
  if (!suites) return suites.error().message;
  return Describe(Verify(suites->front(), *view).cases.front());
}

}  // namespace portcullis::suite
