#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "suite/asked_lists.h"
#include "suite/packet_suite.h"

namespace portcullis::suite {

// Reads PacketSuite documents, in JSON or YAML, any number in a file. kInvalidArgument names every
// mistake with line, column and field: what cannot be read, names that the facts do not hold, and
// cases without any packet.
Result<std::vector<PacketSuite>> ReadSuites(std::string text, std::string_view file_name,
                                            AskedLists& lists);

}  // namespace portcullis::suite
