#include "policy/clients.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace portcullis::policy {
namespace {

using secgroup::AddressRange;
using secgroup::AddressSet;
using secgroup::Family;

// One row of the table for one IP family, before it is cut to the family.
struct Row {
  bool checked = true;  // false: "-", nothing to check
  AddressSet must;
  AddressSet must_perhaps;
  message::Text must_unknown;
  AddressSet may = AddressSet::All();
};

Row Unchecked() {
  Row row;
  row.checked = false;
  return row;
}

Row Exactly(const AddressSet& clients) { return {true, clients, clients, {}, clients}; }

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.emplace_back(item);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return items;
}

bool IsTrue(const std::string* annotation) { return annotation != nullptr && *annotation == "true"; }

class ServiceTable {
 public:
  ServiceTable(const cluster::Service& service, const ClusterView& view,
               const Expectations& expectations)
      : service_(service), view_(view), expectations_(expectations) {}

  // The first row that fits.
  Row RowFor(const NodePort& port, Family family) const {
    if (service_.type == cluster::ServiceType::kNodePort) {
      return Exactly(expectations_.node_port_clients);
    }
    if (IsTrue(Annotation(cluster::kDirectAccess))) return Unchecked();
    if (IsTrue(Annotation(cluster::kPassToTarget)) && Annotation(cluster::kCrossRegionId) == nullptr &&
        Annotation(cluster::kCrossVpcId) == nullptr) {
      return Unchecked();
    }
    // An IPv6 load balancer always passes to its targets.
    if (family == Family::kIPv6) return Unchecked();
    Row row = LoadBalancerRow(port);
    if (row.checked) {
      row.must = row.must.Union(expectations_.health_check_sources);
      row.must_perhaps = row.must_perhaps.Union(expectations_.health_check_sources);
      row.may = row.may.Union(expectations_.health_check_sources);
    }
    return row;
  }

 private:
  // TKE's annotations mean nothing where another controller has the load balancer.
  const std::string* Annotation(std::string_view key) const {
    const bool is_tke = service_.load_balancer_class.empty();
    return is_tke ? cluster::Find(service_.annotations, key) : nullptr;
  }

  Row LoadBalancerRow(const NodePort& port) const {
    if (const auto ranges = SourceRanges(); !ranges.empty()) return SourceRangesRow(ranges);
    if (Annotation(cluster::kInternalSubnet) != nullptr || HasOnlyPrivateAddresses()) {
      return InternalRow();
    }
    if (const std::string* groups = Annotation(cluster::kClbSecurityGroups);
        groups != nullptr && !groups->empty()) {
      return ClbGroupsRow(SplitList(*groups), port);
    }
    if (Annotation(cluster::kExistingLoadBalancer) != nullptr &&
        service_.load_balancer_ips.empty()) {
      return InternalOrPublicRow();
    }
    return Exactly(AddressSet::All());
  }

  std::vector<std::string> SourceRanges() const {
    if (!service_.load_balancer_source_ranges.empty()) return service_.load_balancer_source_ranges;
    const std::string* annotation = cluster::Find(service_.annotations, cluster::kSourceRanges);
    return annotation == nullptr ? std::vector<std::string>() : SplitList(*annotation);
  }

  static Row SourceRangesRow(const std::vector<std::string>& texts) {
    std::vector<AddressRange> ranges;
    for (const std::string& text : texts) {
      const auto range = AddressRange::ParseBlock(text);
      if (!range) {
        Row row;
        row.must_unknown = {"its source range {text} cannot be read"_msg, {{"text", text}}};
        return row;
      }
      ranges.push_back(*range);
    }
    return Exactly(AddressSet(ranges));
  }

  // A load balancer that only shows private addresses is internal, whatever made it so.
  bool HasOnlyPrivateAddresses() const {
    const auto is_private = [&](const std::string& text) {
      const auto address = secgroup::Address::Parse(text);
      return address && (SpecialPurposeAddresses().Contains(*address) ||
                         view_.own_networks().Contains(*address));
    };
    return !service_.load_balancer_ips.empty() &&
           std::all_of(service_.load_balancer_ips.begin(), service_.load_balancer_ips.end(),
                       is_private);
  }

  Row InternalRow() const {
    Row row = Exactly(expectations_.internal_clients);
    if (view_.nodes_network().Empty() || view_.pods_network().Empty()) {
      row.must_unknown = {"the facts do not hold the node and container networks"_msg, {}};
    }
    row.must = row.must.Union(view_.nodes_network()).Union(view_.pods_network());
    row.must_perhaps = row.must;
    return row;
  }

  Row ClbGroupsRow(const std::vector<std::string>& groups, const NodePort& port) const {
    for (const std::string& group : groups) {
      if (view_.facts().inventory.FindGroup(group) == nullptr) {
        Row row;
        row.must_unknown = {"group {group} of its load balancer is not in the facts"_msg,
                            {{"group", group}}};
        return row;
      }
    }
    // No page says which port of the load balancer the health check stands for.
    if (port.purpose == NodePort::Purpose::kHealthCheck) return Unchecked();
    const auto [accepted, unknown] =
        view_.AcceptedBy(groups, port.group_protocol(), port.service_port);
    Row row;
    row.must = accepted;
    row.must_perhaps = accepted.Union(unknown);
    row.may = row.must_perhaps;
    return row;
  }

  // An existing load balancer that does not tell yet whether it is internal or public.
  Row InternalOrPublicRow() const {
    Row row = InternalRow();
    row.must_perhaps = AddressSet::All();
    row.may = AddressSet::All();
    return row;
  }

  const cluster::Service& service_;
  const ClusterView& view_;
  const Expectations& expectations_;
};

}  // namespace

Clients ClientsOf(const cluster::Service& service, const NodePort& port, const ClusterView& view,
                  const Expectations& expectations) {
  const ServiceTable table(service, view, expectations);
  Clients clients;
  for (const Family family : service.ip_families) {
    const Row row = table.RowFor(port, family);
    clients.families = clients.families.Union(AddressSet::All(family));
    if (!row.checked) {
      clients.may = clients.may.Union(AddressSet::All(family));
      continue;
    }
    clients.must = clients.must.Union(row.must.Only(family));
    clients.must_perhaps = clients.must_perhaps.Union(row.must_perhaps.Only(family));
    clients.may = clients.may.Union(row.may.Only(family)).Union(view.own_networks().Only(family));
    if (!row.must_unknown.empty()) clients.must_unknown = row.must_unknown;
  }
  return clients;
}

const AddressSet& SpecialPurposeAddresses() {
  static const AddressSet kSpecial = [] {
    std::vector<AddressRange> v4;
    for (const char* block : {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
                              "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3"}) {
      v4.push_back(AddressRange::ParseBlock(block).value());
    }
    const AddressSet global_v6(std::vector{AddressRange::ParseBlock("2000::/3").value()});
    return AddressSet(v4).Union(AddressSet::All(Family::kIPv6).Difference(global_v6));
  }();
  return kSpecial;
}

}  // namespace portcullis::policy
