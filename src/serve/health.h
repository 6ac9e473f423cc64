#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/message.h"

namespace portcullis::serve {

// `/livez` and `/readyz` with `?verbose`, as Kubernetes components have them: named checks, each a line
// `[+]name ok` or `[-]name failed: why`. Thread-safe once all checks are added.
class Health {
 public:
  // What a check says. A note beside "ok" tells what is not as it should be but makes nothing fail.
  struct Status {
    bool ok = true;
    std::string note = {};
  };

  using Check = std::function<Status()>;

  void AddReadiness(std::string name, Check check) {
    readiness_.push_back({std::move(name), std::move(check)});
  }

  http::Response Handle(const http::Request& request) const;

 private:
  struct Named {
    std::string name;
    Check check;
  };

  std::vector<Named> readiness_;
};

}  // namespace portcullis::serve
