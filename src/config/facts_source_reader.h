#pragma once

#include "config/facts_source.h"
#include "json/field.h"

namespace portcullis::config {

// Reads `facts` of a PortcullisConfig document. Mistakes are added to the field's errors.
// REQUIRES: the names and the presence of its fields are checked elsewhere (config/shape.h).
FactsSource ReadFactsSource(const json::Field& field);

}  // namespace portcullis::config
