#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "json/document.h"

namespace portcullis::controller {

// What a Lease says about who leads. Times are text of the server or for it: they are the clocks of
// others and mean nothing here but whether they changed.
struct LeaseRecord {
  std::string holder;  // empty: nobody
  std::chrono::seconds duration{};
  std::string acquire_time;  // MicroTime
  std::string renew_time;    // MicroTime
  std::int64_t transitions = 0;

  friend bool operator==(const LeaseRecord&, const LeaseRecord&) = default;
};

// A Lease of coordination.k8s.io/v1 as the API server gave it. Immutable.
class Lease {
 public:
  static std::string Path(std::string_view namespace_name);  // of all of a namespace
  static std::string Path(std::string_view namespace_name, std::string_view name);

  // The JSON of a new one.
  static std::string Make(std::string_view namespace_name, std::string_view name,
                          const LeaseRecord& record);

  // kInvalidArgument: no JSON, or fields of wrong types.
  static Result<Lease> Parse(std::string text);

  const LeaseRecord& record() const { return record_; }

  // The JSON of the same object with another record: its labels, annotations, resourceVersion and
  // the fields of spec that are not in a record are kept.
  std::string With(const LeaseRecord& record) const;

 private:
  Lease(json::Document document, LeaseRecord record)
      : document_(std::move(document)), record_(std::move(record)) {}

  json::Document document_;
  LeaseRecord record_;
};

}  // namespace portcullis::controller
