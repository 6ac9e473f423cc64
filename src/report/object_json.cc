#include "report/object_json.h"

#include "report/json_member.h"

namespace portcullis::report {

void WriteObjectMembers(json::Writer& writer, const policy::ObjectRef& object) {
  const bool is_kubernetes = object.kind == policy::ObjectRef::Kind::kService ||
                             object.kind == policy::ObjectRef::Kind::kNode;
  Member(writer, "apiVersion", is_kubernetes ? "v1" : "tencentcloud");
  Member(writer, "kind", ToString(object.kind));
  if (!object.namespace_name.empty()) Member(writer, "namespace", object.namespace_name);
  Member(writer, "name", object.name);
}

}  // namespace portcullis::report
