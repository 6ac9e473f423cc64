#include "controller/lease.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::controller {
namespace {

constexpr char kTime[] = "2026-11-20T08:00:00.000001Z";

std::string Text(const Result<Lease>& lease) {
  if (!lease) return lease.error().message;
  const LeaseRecord& record = lease->record();
  return record.holder + " " + std::to_string(record.duration.count()) + " " + record.acquire_time +
         " " + record.renew_time + " " + std::to_string(record.transitions);
}

TEST_CASE("a new Lease says what its record says") {
  const LeaseRecord record{"a_1", std::chrono::seconds(15), kTime, kTime, 0};
  const std::string text = Lease::Make("security", "portcullis", record);
  CHECK(text ==
        R"({"apiVersion":"coordination.k8s.io/v1","kind":"Lease",)"
        R"("metadata":{"name":"portcullis","namespace":"security"},)"
        R"("spec":{"holderIdentity":"a_1","leaseDurationSeconds":15,)"
        R"("acquireTime":"2026-11-20T08:00:00.000001Z","renewTime":"2026-11-20T08:00:00.000001Z",)"
        R"("leaseTransitions":0}})");
  CHECK(Lease::Parse(text).value().record() == record);
}

TEST_CASE("what is read of a Lease") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {R"({})", " 0   0"},
      {R"({"spec":null})", " 0   0"},
      {R"({"spec":{"holderIdentity":null,"leaseTransitions":null}})", " 0   0"},
      {R"({"spec":{"holderIdentity":"x","leaseDurationSeconds":1,"acquireTime":"A","renewTime":"R",
           "leaseTransitions":7,"strategy":"OldestEmulationVersion"}})",
       "x 1 A R 7"},
      {"{", "Lease:1:2: "},
      {R"({"spec":[]})", "Lease:1:9: spec"},
      {R"({"spec":{"leaseDurationSeconds":-1}})", "Lease:1:33: spec.leaseDurationSeconds"},
      {R"({"spec":{"leaseTransitions":2147483648}})", "Lease:1:29: spec.leaseTransitions"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) { CHECK(Text(Lease::Parse(c.text)).substr(0, c.want.size()) == c.want); }
  }
}

TEST_CASE("another record leaves the rest of the object as it is") {
  const Lease lease =
      Lease::Parse(R"({"kind":"Lease","metadata":{"name":"p","resourceVersion":"7",
          "labels":{"team":"net"},"annotations":{"a/b":"c"}},"spec":{"holderIdentity":"x",
          "strategy":"OldestEmulationVersion","preferredHolder":"y","leaseTransitions":2}})")
          .value();
  CHECK(lease.With({"z", std::chrono::seconds(15), "A", "R", 3}) ==
        R"({"kind":"Lease","metadata":{"name":"p","resourceVersion":"7",)"
        R"("labels":{"team":"net"},"annotations":{"a/b":"c"}},)"
        R"("spec":{"strategy":"OldestEmulationVersion","preferredHolder":"y",)"
        R"("holderIdentity":"z","leaseDurationSeconds":15,)"
        R"("acquireTime":"A","renewTime":"R","leaseTransitions":3}})");
}

}  // namespace
}  // namespace portcullis::controller
