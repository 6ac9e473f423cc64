#include "message/table.h"

#include <array>
#include <unordered_map>

namespace portcullis::message {
namespace {

// English, Simplified Chinese, Japanese. The words of Kubernetes and of Tencent Cloud's API stay as they
// are: Service, NodePort, ACCEPT.
constexpr std::array kTable = {
    // Addresses and counts.
    Row{"anywhere", "任意地址", "任意のアドレス"},
};

const Row* Find(std::string_view english) {
  static const auto* const kByEnglish = [] {
    auto* rows = new std::unordered_map<std::string_view, const Row*>();
    for (const Row& row : kTable) rows->emplace(row.english, &row);
    return rows;
  }();
  const auto found = kByEnglish->find(english);
  return found == kByEnglish->end() ? nullptr : found->second;
}

}  // namespace

std::span<const Row> Table() { return kTable; }

std::string_view InLanguage(Sentence sentence, Language language) {
  if (language == Language::kEnglish) return sentence.english();
  const Row* row = Find(sentence.english());
  if (row == nullptr) return sentence.english();
  return language == Language::kJapanese ? row->japanese : row->simplified_chinese;
}

}  // namespace portcullis::message
