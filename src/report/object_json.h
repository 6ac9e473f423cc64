#pragma once

#include "json/writer.h"
#include "policy/finding.h"

namespace portcullis::report {

// The members that refer to an object, within a JSON object that the caller has opened: apiVersion, kind,
// namespace, name.
void WriteObjectMembers(json::Writer& writer, const policy::ObjectRef& object);

}  // namespace portcullis::report
