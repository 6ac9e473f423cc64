#pragma once

#include <memory_resource>
#include <utility>

#include "json/source.h"

namespace portcullis::json {

// What the values of one text point at: the text itself, and an arena for lists of values and for
// strings that the text does not hold as they are (escapes, folded lines).
struct Storage {
  explicit Storage(Source from) : source(std::move(from)) {}

  const Source source;
  std::pmr::monotonic_buffer_resource arena;
};

}  // namespace portcullis::json
