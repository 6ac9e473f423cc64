#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cluster/node.h"
#include "cluster/service.h"

// An AdmissionReview of admission.k8s.io/v1, as far as it matters here: what the API server asks
// and what it is told.
namespace portcullis::webhook {

enum class Operation : std::uint8_t { kCreate, kUpdate, kDelete, kConnect, kOther };

// What a request is about; the core group is "".
struct Resource {
  std::string group;
  std::string version;
  std::string resource;  // plural, such as "services"

  friend bool operator==(const Resource&, const Resource&) = default;
};

// Nothing where the review has none, and for other resources than the two.
using AdmissionObject = std::variant<std::monostate, cluster::Service, cluster::Node>;

struct AdmissionRequest {
  std::string uid;  // of this call; never empty, valid UTF-8
  Operation operation = Operation::kOther;
  Resource resource;
  std::string sub_resource;  // "": the object itself
  std::string username;
  // Those whose names begin with "system:", which Kubernetes keeps to itself; at most 64.
  std::vector<std::string> groups;
  bool dry_run = false;

  // A Service or a Node according to `resource`. CREATE and UPDATE of these always have the new
  // one; an object of a subresource, such as a scale, is not read.
  AdmissionObject object;
  AdmissionObject old_object;

  // Whether `spec` of the two objects differs byte for byte. True where one of the two is missing.
  bool spec_changed = true;
};

// One violation for programs: meta/v1 StatusCause.
struct Cause {
  std::string reason;
  std::string message;
  std::string field;  // such as spec.ports[0].nodePort
};

// Answered as 403 Forbidden.
struct Denial {
  std::string message;  // one line a violation
  std::vector<Cause> causes;
};

struct AdmissionResponse {
  std::string uid;               // of the request
  std::optional<Denial> denial;  // none: allowed
  std::vector<std::string> warnings;
  // The API server drops keys that are not [A-Za-z0-9._-], at most 63 characters.
  std::vector<std::pair<std::string, std::string>> audit_annotations;
};

}  // namespace portcullis::webhook
