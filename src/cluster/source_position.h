#pragma once

#include <cstdint>

namespace portcullis::cluster {

// Where something stands in a file, from 1; 0 where there is no file, as at admission.
struct SourcePosition {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const SourcePosition&, const SourcePosition&) = default;
};

}  // namespace portcullis::cluster
