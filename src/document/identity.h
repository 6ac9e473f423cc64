#pragma once

#include <string_view>

#include "json/field.h"

// What the readers of our own documents (CloudFacts, PortcullisConfig, ...) share.
namespace portcullis::document {

// Adds an error unless the root says that it is a portcullis.dev/v1alpha1 document of this kind.
// Returns false if it says that it is something else, so that its fields would mean nothing here.
bool CheckIdentity(const json::Field& root, std::string_view kind);

}  // namespace portcullis::document
