#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "kube/cluster_access.h"

namespace portcullis::kube {

// How long a plugin may take; it may have to ask a server, and to wait for it.
inline constexpr std::chrono::seconds kPluginTimeout{60};

// Runs a credential plugin and gives what it printed, at most a megabyte. No shell is involved; the
// plugin gets our environment with its own variables and KUBERNETES_EXEC_INFO, no input, our
// stderr, where it may explain itself to a person, and none of our other descriptors. Waits, and
// kills the plugin and what it started when `timeout` is over or at a stop.
//
// kNotFound: there is no such program; the message has the install hint. kUnavailable: it failed,
// took too long or printed too much; the message has none of its output.
Result<std::string> RunExecPlugin(const ExecPlugin& plugin, const std::string& info,
                                  std::chrono::milliseconds timeout, const std::stop_token& stop);

}  // namespace portcullis::kube
