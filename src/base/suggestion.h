#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace portcullis {

// The known word that `word` is most likely a slip of: the one with the fewest letters inserted,
// left out, changed, or swapped with their neighbour, if that is at most a third of its length.
// Case does not count. Of equals the first.
std::optional<std::string_view> Closest(std::string_view word,
                                        std::span<const std::string_view> known);

}  // namespace portcullis
