#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.h"

namespace portcullis::cli {

struct ExplainOptions {
  std::string facts;
  std::string packets;  // file of questions, or "-"; empty: one packet from the fields below
  std::vector<std::string> groups;
  std::string instance;
  std::string node;
  std::string direction = "ingress";
  std::string protocol;
  std::optional<std::int64_t> port;
  std::string remote;
  bool json = false;
  ColorMode color = ColorMode::kAuto;
};

// `portcullis explain`: one packet, or a line of JSON for each line of a file. Returns the exit status.
int Explain(const ExplainOptions& options);

}  // namespace portcullis::cli
