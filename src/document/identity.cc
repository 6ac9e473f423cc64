#include "document/identity.h"

#include <string>
#include <utility>

#include "base/quoted.h"
#include "document/words.h"

namespace portcullis::document {
namespace {

constexpr std::string_view kApiVersion = "portcullis.dev/v1alpha1";

}  // namespace

bool CheckIdentity(const json::Field& root, std::string_view kind) {
  bool is_other = false;
  for (const auto& [key, want] : {std::pair{"apiVersion", kApiVersion}, std::pair{"kind", kind}}) {
    const json::Field field = root[key];
    if (!field.Require() || field.Text() == want) continue;
    field.AddError(Quoted(TextOf(field)) + " is not what is read here; use " +
                   std::string(want));
    is_other = true;
  }
  return !is_other;
}

}  // namespace portcullis::document
