#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "json/value.h"

namespace portcullis::json {

struct NewMember {
  std::string_view key;
  std::variant<std::string_view, std::int64_t> value;
};

// The JSON of `root` with members of its member `parent` set: what is there is replaced, the rest
// added; so is `parent`, unless it is an object. All else stays, known or not, so that an object of
// others can be written back without losing what they keep in it.
// REQUIRES: `root` is an object of a JSON document.
std::string WithMembers(const Value& root, std::string_view parent,
                        std::span<const NewMember> members);

}  // namespace portcullis::json
