#pragma once

#include <memory>
#include <string>

#include "json/parse_error.h"
#include "json/value.h"

namespace portcullis::json {

struct Storage;

// One parsed document: its values and the text that they came from. Documents of one YAML text
// share their storage, which is freed with the last of them. Immutable and cheap to copy; safe to
// read from any thread.
class Document {
 public:
  // REQUIRES: everything under `root` is owned by `storage`.
  Document(std::shared_ptr<const Storage> storage, Value root);

  const Value& root() const { return root_; }

  // Where a value begins: the opening bracket or quote, the first character, or in YAML the tag. A
  // null in YAML need not be written, so it is where its key is, or the dash, bracket or comma
  // before it. REQUIRES: `value` is one of this document's; so for PathOf.
  Position PositionOf(const Value& value) const;

  // From the root to the value, such as securityGroups[2].Ingress[4].Port; "" for the root. A key
  // that is no plain word stands in brackets, as Kubernetes writes it:
  // metadata.annotations[example.com/a]. A key has the path of its value. The path is searched for,
  // so it costs nothing until it is needed.
  std::string PathOf(const Value& value) const;

 private:
  std::shared_ptr<const Storage> storage_;
  Value root_;
};

// `parent` followed by a key or an index, in the notation of Document::PathOf.
std::string PathWithKey(std::string parent, std::string_view key);
std::string PathWithIndex(std::string parent, std::size_t index);

}  // namespace portcullis::json
