#pragma once

#include "json/field.h"
#include "policy/settings.h"

namespace portcullis::config {

// Reads `expectations` of a PortcullisConfig document. Mistakes are added to the field's errors.
// REQUIRES: the names and the presence of its fields are checked elsewhere (config/shape.h).
policy::Expectations ReadExpectations(const json::Field& field);

}  // namespace portcullis::config
