#pragma once

#include <string>

namespace portcullis::config {

// The JSON Schema (2020-12) of the PortcullisConfig document, on one line. It knows every name, word and
// shape; what takes arithmetic (whether a block, a range or a day is one) only the reader knows. Unlike
// the reader it takes neither a number nor an empty text where a word is expected.
std::string ConfigSchema();

}  // namespace portcullis::config
