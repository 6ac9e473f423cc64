#pragma once

#include <array>
#include <string>
#include <string_view>

namespace portcullis::controller {

// A kind of API for policy reports: one kind of a namespace, one of the cluster. Both that there
// are have the same results.
struct ReportApi {
  std::string_view group_version;
  std::string_view kind;
  std::string_view cluster_kind;
  std::string_view resource;  // as paths name the kinds
  std::string_view cluster_resource;
  bool has_source;  // whether a report has a field `source`, besides its results

  std::string Path() const { return "/apis/" + std::string(group_version); }

  // Of the reports of a namespace, or, of "", of the cluster.
  std::string PathOf(std::string_view namespace_name) const {
    if (namespace_name.empty()) return Path() + "/" + std::string(cluster_resource);
    return Path() + "/namespaces/" + std::string(namespace_name) + "/" + std::string(resource);
  }
};

// Of those that an API server has the first is used: the second is no longer developed.
inline constexpr std::array<ReportApi, 2> kReportApis = {{
    {"openreports.io/v1alpha1", "Report", "ClusterReport", "reports", "clusterreports", true},
    {"wgpolicyk8s.io/v1alpha2", "PolicyReport", "ClusterPolicyReport", "policyreports",
     "clusterpolicyreports", false},
}};

}  // namespace portcullis::controller
