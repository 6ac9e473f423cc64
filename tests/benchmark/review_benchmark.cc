// What does the codec add to a bare parse of a review? Both work in place, so both copy the bytes
// first.

#include <benchmark/benchmark.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "webhook/review_codec.h"

namespace portcullis::webhook {
namespace {

std::string ServiceUpdate() {
  std::ifstream file(PORTCULLIS_REVIEWS "/service-update.json", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// RapidJSON's own scan looks at 16 bytes at a time.
constexpr std::size_t kReadAhead = 16;

class Body {
 public:
  Body() : review_(ServiceUpdate()), bytes_(review_.size() + kReadAhead) {}

  std::span<char> Fresh() {
    std::copy(review_.begin(), review_.end(), bytes_.begin());
    return std::span(bytes_).first(review_.size());
  }

 private:
  std::string review_;
  std::vector<char> bytes_;
};

AdmissionResponse OneWarning(std::string uid) {
  AdmissionResponse response;
  response.uid = std::move(uid);
  response.warnings = {
      "nodeport-not-admitted: TCP 30911 is not let in from 0.0.0.0/0 by sg-node; add a rule"};
  response.audit_annotations = {{"decision", "warn"}, {"findings", "nodeport-not-admitted"}};
  return response;
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

void Read(benchmark::State& state) {
  Body body;
  for (auto _ : state) benchmark::DoNotOptimize(ReadReview(body.Fresh()));
}
BENCHMARK(Read);

void Write(benchmark::State& state) {
  const AdmissionResponse response = OneWarning("705ab4f5-6393-11e8-b7cc-42010a800002");
  for (auto _ : state) benchmark::DoNotOptimize(WriteAnswer(response));
}
BENCHMARK(Write);

void ReadAndWrite(benchmark::State& state) {
  Body body;
  for (auto _ : state) {
    auto request = ReadReview(body.Fresh());
    if (request) benchmark::DoNotOptimize(WriteAnswer(OneWarning(std::move(request->uid))));
  }
}
BENCHMARK(ReadAndWrite);

}  // namespace
}  // namespace portcullis::webhook
