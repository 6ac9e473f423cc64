#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "kube/api_client.h"
#include "kube/object_reader.h"
#include "kube/value_splitter.h"

namespace portcullis::kube {

// One event of a watch: meta/v1 WatchEvent.
struct WatchEvent {
  enum class Type : std::uint8_t {
    kAdded,
    kModified,
    kDeleted,   // the object is as it was last; its resourceVersion is that of the deletion
    kBookmark,  // the object says nothing but its resourceVersion
    kError,     // the watch ends; there is a status in place of an object
    kOther,     // what Kubernetes may add one day
  };

  Type type = Type::kOther;
  ObjectReader object;  // its text is valid until the next call of the WatchReader
  ApiError status;      // its code is 500 where the server gives none that is an error's
};

// Reads the bytes of a watch, cut anywhere, as events. Not thread-safe.
class WatchReader {
 public:
  // An object of the API has at most 3 MiB as a request, and 1.5 MiB as etcd keeps it.
  static constexpr std::size_t kMaxEventBytes = 8 * 1024 * 1024;

  // Takes bytes off the front of `bytes`, up to the end of an event. Returns that event, or nothing
  // if the bytes ended first. kInvalidArgument for what is no event: the stream can then not be
  // followed any further.
  Result<std::optional<WatchEvent>> Next(std::string_view& bytes);

  // Whether an event has begun and not ended.
  bool is_inside_event() const { return splitter_.is_inside(); }

 private:
  ValueSplitter splitter_{kMaxEventBytes};
};

}  // namespace portcullis::kube
