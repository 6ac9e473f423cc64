#pragma once

#include <string_view>

#include "base/result.h"
#include "cluster/facts.h"
#include "policy/settings.h"

namespace portcullis::policy {

// The peers of a cluster are those that its facts name and those that the config names, by name. Fails
// with kInvalidArgument, a line for each peer to which the two give different networks; the line names
// both places. The files are named for that.
Status AgreeOnPeers(const cluster::Facts& facts, std::string_view facts_file,
                    const Expectations& expectations, std::string_view config_file);

}  // namespace portcullis::policy
