#pragma once

#include <vector>

#include "json/field.h"
#include "policy/configured_exemption.h"

namespace portcullis::config {

// Reads `exemptions` of a PortcullisConfig document. Mistakes are added to the field's errors.
// REQUIRES: the names and the presence of its fields are checked elsewhere (config/shape.h).
std::vector<policy::ConfiguredExemption> ReadExemptions(const json::Field& list);

}  // namespace portcullis::config
