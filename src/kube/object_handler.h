#pragma once

#include <string_view>

namespace portcullis::kube {

// An object of a kind by name. Refers to text of others.
struct ObjectName {
  std::string_view namespace_name;  // "": the kind has no namespaces
  std::string_view name;

  friend auto operator<=>(const ObjectName&, const ObjectName&) = default;
};

// Whom a reflector tells what objects of one kind there are, from its thread. A list comes one
// object at a time, so that nobody holds it twice: what was there before ListStarted and was not
// named until ListDone is gone. A list may break off and start again.
template <typename T>
class ObjectHandler {
 public:
  virtual ~ObjectHandler() = default;

  virtual void ListStarted() = 0;
  // There is an object, new, changed, or as it was before. `uid` is its metadata.uid.
  virtual void Put(T object, std::string_view uid) = 0;
  // There is an object that cannot be read. What was known of it is the best there is.
  virtual void PutUnreadable(const ObjectName& name) = 0;
  virtual void Delete(const ObjectName& name) = 0;
  virtual void ListDone() = 0;
};

}  // namespace portcullis::kube
