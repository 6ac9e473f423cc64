#pragma once

#include <map>
#include <string>

#include "json/field.h"

namespace portcullis::document {

// The ids of a list, each of which may be given once.
class UniqueIds {
 public:
  // The id; empty, with the mistake reported, if it is missing or was there before.
  std::string Read(const json::Field& field);

 private:
  std::map<std::string, json::Position> seen_;
};

}  // namespace portcullis::document
