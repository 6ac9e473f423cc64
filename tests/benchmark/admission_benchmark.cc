// What does a 6 KB review cost from bytes to bytes (parsed, judged against facts, answered), beside a
// bare parse of the same bytes? Both work in place, so both copy the bytes first.

#include <benchmark/benchmark.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "facts/facts_reader.h"
#include "webhook/admission.h"
#include "webhook/review_codec.h"

namespace portcullis::webhook {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// RapidJSON's own scan looks at 16 bytes at a time.
constexpr std::size_t kReadAhead = 16;

class Body {
 public:
  Body()
      : review_(ReadFile(PORTCULLIS_BENCHMARK_DATA "/service-create.json")),
        bytes_(review_.size() + kReadAhead) {}

  std::span<char> Fresh() {
    std::copy(review_.begin(), review_.end(), bytes_.begin());
    return std::span(bytes_).first(review_.size());
  }

 private:
  std::string review_;
  std::vector<char> bytes_;
};

policy::Snapshot Snapshot() {
  const std::string path = PORTCULLIS_BENCHMARK_DATA "/facts.yaml";
  policy::Snapshot snapshot;
  snapshot.settings = std::make_shared<const policy::Settings>();
  snapshot.view = policy::ClusterView::Make(
      std::make_shared<const cluster::Facts>(facts::ReadFacts(ReadFile(path), path).value()), {},
      snapshot.settings->expectations);
  snapshot.facts = policy::Evaluator::Facts::kKnown;
  snapshot.facts_are_configured = true;
  return snapshot;
}

void BareParse(benchmark::State& state) {
  Body body;
  for (auto _ : state) {
    rapidjson::InsituStringStream stream(body.Fresh().data());
    rapidjson::BaseReaderHandler<> nothing;
    rapidjson::Reader reader;
    benchmark::DoNotOptimize(reader.Parse<rapidjson::kParseInsituFlag>(stream, nothing));
  }
}
BENCHMARK(BareParse);

void ReviewFromBytesToBytes(benchmark::State& state) {
  Body body;
  const policy::Snapshot snapshot = Snapshot();
  const std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
  for (auto _ : state) {
    const auto request = ReadReview(body.Fresh());
    const Admission admission = Admit(request.value(), snapshot, now);
    if (admission.decision != Decision::kWarn) state.SkipWithError("the review does not warn");
    benchmark::DoNotOptimize(WriteAnswer(admission.response));
  }
}
BENCHMARK(ReviewFromBytesToBytes);

}  // namespace
}  // namespace portcullis::webhook
