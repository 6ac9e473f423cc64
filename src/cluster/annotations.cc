#include "cluster/annotations.h"

#include <algorithm>
#include <array>

namespace portcullis::cluster {

bool IsReadAnnotation(std::string_view key) {
  static constexpr std::array kRead = {
      kDirectAccess,         kPassToTarget,   kCrossRegionId, kCrossVpcId,   kClbSecurityGroups,
      kExistingLoadBalancer, kInternalSubnet, kBackendsLabel, kSourceRanges, kDisableEniGroups};
  return key.starts_with(kExemptionPrefix) ||
         std::find(kRead.begin(), kRead.end(), key) != kRead.end();
}

}  // namespace portcullis::cluster
