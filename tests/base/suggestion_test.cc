#include "base/suggestion.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis {
namespace {

TEST_CASE("Closest: the word that was probably meant") {
  static constexpr std::string_view kKnown[] = {"containerCidrs", "nodeCidrs", "vpcCidrs", "mode",
                                                "ssh"};
  struct Case {
    std::string word;
    std::string want;  // empty: none
  };
  const Case cases[] = {
      {"containerCidr", "containerCidrs"},    // left out
      {"containersCidrs", "containerCidrs"},  // inserted
      {"containerCidsr", "containerCidrs"},   // swapped
      {"ContainerCIDRs", "containerCidrs"},   // case
      {"nodeCidr", "nodeCidrs"},
      {"npcCidrs", "vpcCidrs"},
      {"mdoe", "mode"},
      {"modes", "mode"},
      {"mo", ""},
      {"shs", "ssh"},
      {"sse", "ssh"},
      {"x", ""},
      {"", ""},
      {"somethingElse", ""},
      {std::string(1000, 'x'), ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.word);
    CHECK(std::string(Closest(c.word, kKnown).value_or("")) == c.want);
  }
  CHECK_FALSE(Closest("mode", {}));
}

}  // namespace
}  // namespace portcullis
