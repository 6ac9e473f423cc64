#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http/message.h"

namespace prometheus {
class Registry;
}

namespace portcullis::serve {

// The program's own metrics: documents, certificate, build and process. Thread-safe.
class Metrics {
 public:
  enum class Document { kConfig, kFacts };
  enum class Certificate { kServing, kAuthority };

  // `registry` outlives it.
  explicit Metrics(prometheus::Registry& registry);
  ~Metrics();

  void Reloaded(Document document, bool good);
  void FactsObserved(std::chrono::system_clock::time_point time);
  void CertificateEnds(Certificate certificate, std::chrono::system_clock::time_point time);

 private:
  struct Families;

  std::unique_ptr<Families> families_;
};

// `GET /metrics` in text format 0.0.4; process_* are read when asked for. Thread-safe.
http::Response MetricsPage(const prometheus::Registry& registry, const http::Request& request);

}  // namespace portcullis::serve
