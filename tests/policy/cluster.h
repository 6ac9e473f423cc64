#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "facts/facts_reader.h"
#include "policy/cluster_view.h"
#include "secgroup/address_set.h"

// Short forms to write clusters in tests.
namespace portcullis::policy {

// The facts that the rest of a document says, in YAML.
inline std::shared_ptr<const cluster::Facts> FactsOf(const std::string& rest) {
  const std::string head =
      "apiVersion: portcullis.dev/v1alpha1\nkind: CloudFacts\n"
      "observedAt: \"2026-11-20T08:00:00Z\"\nclusterId: cls-test\n";
  return std::make_shared<const cluster::Facts>(
      facts::ReadFacts(head + rest, "facts.yaml").value());
}

inline std::shared_ptr<const ClusterView> ViewOf(const std::string& rest,
                                                 std::vector<cluster::Node> nodes = {},
                                                 const Expectations& expectations = {}) {
  return ClusterView::Make(FactsOf(rest), std::move(nodes), expectations);
}

inline cluster::Node NodeOf(const std::string& name, const std::string& instance_id,
                            cluster::StringMap labels = {}) {
  cluster::Node node;
  node.name = name;
  if (!instance_id.empty()) node.provider_id = "qcloud:///100003/" + instance_id;
  node.labels = std::move(labels);
  return node;
}

inline secgroup::AddressSet AddressesOf(const std::vector<std::string>& blocks) {
  std::vector<secgroup::AddressRange> ranges;
  for (const std::string& block : blocks) {
    ranges.push_back(secgroup::AddressRange::ParseBlock(block).value());
  }
  return secgroup::AddressSet(ranges);
}

inline std::string Join(const std::vector<std::string>& texts, const std::string& between = " ") {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : between) + text;
  return joined;
}

// "10.0.0.0/8 172.16.0.0/12"
inline std::string BlocksOf(const secgroup::AddressSet& addresses) {
  std::vector<std::string> blocks;
  for (const auto& block : addresses.Blocks()) blocks.push_back(secgroup::BlockToString(block));
  return Join(blocks);
}

}  // namespace portcullis::policy
