#pragma once

#include "json/field.h"
#include "policy/settings.h"

namespace portcullis::config {

// Reads `expectations` of a PortcullisConfig document. Mistakes are added to the field's errors.
policy::Expectations ReadExpectations(const json::Field& field);

}  // namespace portcullis::config
