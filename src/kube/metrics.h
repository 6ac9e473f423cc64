#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace prometheus {
class Registry;
}

namespace portcullis::kube {

// Counts the calls to one API server: rest_client_*, with the names and labels of client-go, so
// that its dashboards fit. Thread-safe.
class ClientMetrics {
 public:
  // `registry` outlives it. `host` is the server's, with the port.
  ClientMetrics(prometheus::Registry& registry, std::string host);
  ~ClientMetrics();

  // One request that was sent, also one that is repeated. `status` 0: no answer came. `method` is
  // a literal. Of a stream it is the time until its head.
  void Requested(std::string_view method, int status, std::chrono::duration<double> duration);
  // A request that is sent again because of that answer.
  void Repeated(std::string_view method, int status);

 private:
  struct Families;

  std::unique_ptr<Families> families_;
};

}  // namespace portcullis::kube
