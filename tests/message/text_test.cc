#include "message/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "message/table.h"

namespace portcullis::message {
namespace {

TEST_CASE("a sentence is rendered with what goes into its places") {
  const std::vector<Place> places = {{"port", "TCP 30080"}, {"from", Text{"anywhere"_msg, {}}}};
  struct Case {
    std::string name;
    Sentence sentence;
    Language language;
    std::string want;
  };
  const Case cases[] = {
      {"no place", "nothing to see"_msg, Language::kEnglish, "nothing to see"},
      {"words as they are", "{port} dropped"_msg, Language::kEnglish, "TCP 30080 dropped"},
      {"something said", "from {from}"_msg, Language::kEnglish, "from anywhere"},
      {"a place twice", "{port}, {port}"_msg, Language::kEnglish, "TCP 30080, TCP 30080"},
      {"a place that nothing goes into", "<{node}>"_msg, Language::kEnglish, "<>"},
      {"Japanese", "anywhere"_msg, Language::kJapanese, "任意のアドレス"},
      {"Simplified Chinese", "anywhere"_msg, Language::kSimplifiedChinese, "任意地址"},
      {"what is said is in the language too", "{from}"_msg, Language::kJapanese, "任意のアドレス"},
      {"not in the table: English", "nothing to see"_msg, Language::kJapanese, "nothing to see"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Render(c.sentence, places, c.language) == c.want); }
  }
}

// The names of a sentence's places, sorted.
std::string Places(std::string_view sentence) {
  std::vector<std::string> names;
  for (auto open = sentence.find('{'); open != std::string_view::npos; open = sentence.find('{')) {
    sentence.remove_prefix(open + 1);
    names.emplace_back(sentence.substr(0, sentence.find('}')));
  }
  std::sort(names.begin(), names.end());
  std::string joined;
  for (const std::string& name : names) joined += name + ' ';
  return joined;
}

TEST_CASE("a sentence has the same places in every language") {
  for (const Row& row : Table()) {
    CAPTURE(std::string(row.english));
    CHECK_FALSE(row.simplified_chinese.empty());
    CHECK_FALSE(row.japanese.empty());
    CHECK(Places(row.simplified_chinese) == Places(row.english));
    CHECK(Places(row.japanese) == Places(row.english));
  }
}

}  // namespace
}  // namespace portcullis::message
