#include "document/unique_ids.h"

#include "base/quoted.h"
#include "document/words.h"

namespace portcullis::document {

std::string UniqueIds::Read(const json::Field& field) {
  if (!field.Require()) return "";
  std::string id = TextOf(field);
  const auto [entry, is_new] = seen_.try_emplace(id, field.position());
  if (is_new) return id;
  field.AddError(Quoted(id) + " is given twice, first on line " +
                 std::to_string(entry->second.line));
  return "";
}

}  // namespace portcullis::document
