#include "controller/report_writer.h"

#include <doctest/doctest.h>
#include <prometheus/registry.h>

#include <map>
#include <set>
#include <string>
#include <thread>

#include "base/rfc3339.h"
#include "tests/controller/evaluations.h"
#include "tests/controller/recording_api_client.h"

namespace portcullis::controller {
namespace {

using kube::ApiRequest;
using message::Language;
using Method = ApiRequest::Method;
using policy::Severity;
using std::chrono::minutes;
using std::chrono::seconds;

struct SettableClock final : Clock {
  TimePoint Now() const override { return now; }
  TimePoint now = ParseRfc3339("2026-11-20T08:00:00Z").value();
};

// An API server that keeps reports.
struct ReportServer {
  RecordingApiClient::Answer Answer(const ApiRequest& request) {
    if (answer_with != 0) return Refused(answer_with);
    const std::string path = request.path.substr(0, request.path.find('?'));
    for (const ReportApi& api : kReportApis) {
      if (!path.starts_with(api.Path())) continue;
      if (!served.contains(std::string(api.group_version))) return Refused(404, "NotFound");
      if (path == api.Path()) return Resources(api);
      if (request.path.find("labelSelector=") != std::string::npos) {
        return List(path, request.path);
      }
    }
    for (const std::string& gone : gone_namespaces) {
      if (path.find("/namespaces/" + gone + "/") != std::string::npos) return Refused(404);
    }
    if (request.method == Method::kPatch) {
      if (refuses_patches) return Refused(403, "Forbidden");
      return stored[path] = request.body;
    }
    const auto found = stored.find(path);
    if (found == stored.end()) return Refused(404, "NotFound");
    const std::string body = found->second;
    if (request.method == Method::kDelete) stored.erase(found);
    return body;
  }

  static std::string Resources(const ReportApi& api) {
    return R"({"kind":"APIResourceList","resources":[{"name":")" + std::string(api.resource) +
           R"("},{"name":")" + std::string(api.cluster_resource) + R"("}]})";
  }

  // One item a page; the token is the number of the next.
  std::string List(const std::string& path, const std::string& whole) const {
    const auto slash = path.rfind('/');
    const std::string begin = path.substr(0, slash);
    const std::string end = path.substr(slash) + "/portcullis";
    std::vector<std::string> items;
    for (const auto& [at, body] : stored) {
      if (at.starts_with(begin) && at.ends_with(end)) items.push_back(body);
    }
    const std::string key = "&continue=%3D";
    const auto token = whole.find(key);
    const std::size_t first =
        token == whole.npos ? 0 : std::stoul(whole.substr(token + key.size()));
    std::string next;
    if (first + 1 < items.size()) next = "=" + std::to_string(first + 1);
    return R"({"metadata":{"continue":")" + next + R"("},"items":[)" +
           (first < items.size() ? items[first] : "") + "]}";
  }

  std::set<std::string> served = {"openreports.io/v1alpha1"};
  std::map<std::string, std::string> stored;  // by path
  std::set<std::string> gone_namespaces;
  int answer_with = 0;
  bool refuses_patches = false;
};

const std::string kBase = "/apis/openreports.io/v1alpha1";

std::string PathOf(const std::string& namespace_name) {
  return kBase + "/namespaces/" + namespace_name + "/reports/portcullis";
}

// A leader's ledger and writer, in front of a server that outlives them.
struct Leader {
  explicit Leader(ReportServer& with_server) : server(with_server) {}

  void Find(const policy::ObjectRef& object, const std::vector<std::string>& ports) {
    policy::Evaluation evaluation;
    for (const std::string& port : ports) {
      evaluation.findings.push_back(FindingOf("external-ip-used", object, Severity::kHigh, port));
    }
    ledger.Update(object, evaluation, Language::kEnglish);
  }

  // Writes until nothing more is to be done now; the writes a line, without their queries.
  std::string Write(ReportWriter::TimePoint now) {
    while (writer.WriteNext(now, {})) {
    }
    std::string lines;
    for (const ApiRequest& request : api.Take()) {
      if (request.method == Method::kGet) continue;
      const std::string line = RecordingApiClient::LineOf(request);
      lines += (lines.empty() ? "" : "\n") + line.substr(0, line.find('?'));
    }
    return lines;
  }

  ReportServer& server;
  FindingLedger ledger;
  SettableClock clock;
  prometheus::Registry registry;
  Metrics metrics{registry};
  log::Log log{log::Format::kText, 0};
  RecordingApiClient api{[this](const ApiRequest& request) { return server.Answer(request); }};
  ReportWriter writer{ledger, api, clock, metrics, log};
};

const ReportWriter::TimePoint kStart{std::chrono::hours(1)};
const policy::ObjectRef kWeb = ServiceRef("shop", "web");

TEST_CASE("what is found is reported by namespace, and for the cluster") {
  ReportServer server;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  leader.Find(ServiceRef("shop", "api"), {"1"});
  leader.Find(ServiceRef("blog", "web"), {"1"});
  leader.Find(NodeRef("n1"), {"1"});
  CHECK(leader.Write(kStart) == "PATCH " + kBase + "/clusterreports/portcullis\nPATCH " +
                                    PathOf("blog") + "\nPATCH " + PathOf("shop"));
  CHECK(leader.Write(kStart + minutes(1)) == "");
}

TEST_CASE("a report is applied, with force") {
  ReportServer server;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  leader.writer.WriteNext(kStart, {});
  const ApiRequest applied = leader.api.Take().back();
  CHECK(applied.path == PathOf("shop") + "?fieldManager=portcullis&force=true");
  CHECK(applied.content_type == "application/apply-patch+yaml");
}

TEST_CASE("a report is rewritten when it says something else, 30 s later at the earliest") {
  ReportServer server;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  leader.Write(kStart);
  leader.Find(kWeb, {"1", "2"});
  CHECK(leader.Write(kStart + seconds(29)) == "");
  leader.clock.now += std::chrono::hours(1);
  CHECK(leader.Write(kStart + seconds(30)) == "PATCH " + PathOf("shop"));
  const std::string body = server.stored[PathOf("shop")];
  CHECK(body.find(R"("seconds":1795161600)") != body.npos);  // since the first time
  CHECK(body.find(R"("seconds":1795165200)") != body.npos);

  SUBCASE("and not when it says the same again") {
    leader.Find(kWeb, {"1"});
    leader.Find(kWeb, {"1", "2"});
    CHECK(leader.Write(kStart + minutes(2)) == "");
  }
}

TEST_CASE("a report is deleted when there is nothing to say") {
  ReportServer server;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  leader.Write(kStart);
  leader.ledger.Remove(kWeb);
  CHECK(leader.Write(kStart + minutes(1)) == "DELETE " + PathOf("shop"));
  CHECK(leader.Write(kStart + minutes(2)) == "");
}

TEST_CASE("a new leader") {
  ReportServer server;
  {
    Leader before(server);
    before.Find(kWeb, {"1"});
    before.Find(ServiceRef("blog", "web"), {"1"});
    before.Find(ServiceRef("wiki", "web"), {"1"});
    before.Write(kStart);
  }
  CHECK(server.stored.size() == 3);
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  leader.Find(ServiceRef("wiki", "web"), {"1", "2"});
  CHECK(leader.Write(kStart) == "DELETE " + PathOf("blog") + "\nPATCH " + PathOf("wiki"));
}

TEST_CASE("without an API for reports nothing is written until there is one") {
  ReportServer server;
  server.served.clear();
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  CHECK(leader.Write(kStart) == "");
  server.served = {"wgpolicyk8s.io/v1alpha2"};
  CHECK(leader.Write(kStart + minutes(9)) == "");
  CHECK(leader.Write(kStart + minutes(10)) ==
        "PATCH /apis/wgpolicyk8s.io/v1alpha2/namespaces/shop/policyreports/portcullis");

  SUBCASE("and move when there is a better one") {
    server.served.insert("openreports.io/v1alpha1");
    CHECK(leader.Write(kStart + minutes(20)) ==
          "DELETE /apis/wgpolicyk8s.io/v1alpha2/namespaces/shop/policyreports/portcullis\n"
          "PATCH " +
              PathOf("shop"));
  }
  SUBCASE("and are written again when it was gone and came back") {
    server.served.clear();
    leader.Find(kWeb, {"1", "2"});
    CHECK(leader.Write(kStart + minutes(11)) ==
          "PATCH /apis/wgpolicyk8s.io/v1alpha2/namespaces/shop/policyreports/portcullis");
    CHECK(leader.Write(kStart + minutes(12)) == "");
    server.stored.clear();
    server.served = {"wgpolicyk8s.io/v1alpha2"};
    CHECK(leader.Write(kStart + minutes(22)) ==
          "PATCH /apis/wgpolicyk8s.io/v1alpha2/namespaces/shop/policyreports/portcullis");
  }
}

TEST_CASE("an API with one of its kinds is none") {
  RecordingApiClient api([](const ApiRequest& request) -> RecordingApiClient::Answer {
    if (request.path == kBase) return R"({"resources":[{"name":"reports"}]})";
    return Refused(404);
  });
  ReportServer server;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  ReportWriter writer(leader.ledger, api, leader.clock, leader.metrics, leader.log);
  CHECK_FALSE(writer.WriteNext(kStart, {}));
  CHECK(api.TakeLines() == "GET /apis/openreports.io/v1alpha1\nGET /apis/wgpolicyk8s.io/v1alpha2");
}

TEST_CASE("a report that others deleted comes back") {
  ReportServer server;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  leader.Write(kStart);
  server.stored.clear();
  CHECK(leader.Write(kStart + minutes(9)) == "");
  CHECK(leader.Write(kStart + minutes(10)) == "PATCH " + PathOf("shop"));
}

TEST_CASE("a namespace that is gone is not asked for again") {
  ReportServer server;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  server.gone_namespaces = {"shop"};
  CHECK(leader.Write(kStart) == "PATCH " + PathOf("shop"));
  CHECK(leader.Write(kStart + minutes(1)) == "");
  leader.ledger.Remove(kWeb);
  CHECK(leader.Write(kStart + minutes(2)) == "");
}

TEST_CASE("a write that fails is tried again 30 s later") {
  ReportServer server;
  server.refuses_patches = true;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  CHECK(leader.Write(kStart) == "PATCH " + PathOf("shop"));
  CHECK(leader.Write(kStart + seconds(29)) == "");
  server.refuses_patches = false;
  CHECK(leader.Write(kStart + seconds(30)) == "PATCH " + PathOf("shop"));
}

TEST_CASE("a look that fails is tried again 30 s later") {
  ReportServer server;
  server.answer_with = 503;
  Leader leader(server);
  leader.Find(kWeb, {"1"});
  CHECK(leader.Write(kStart) == "");
  server.answer_with = 0;
  CHECK(leader.Write(kStart + seconds(29)) == "");
  CHECK(leader.Write(kStart + seconds(30)) == "PATCH " + PathOf("shop"));
}

TEST_CASE("a stop ends the writer while it waits") {
  ReportServer server;
  Leader leader(server);
  std::jthread thread([&](const std::stop_token& stop) { leader.writer.Run(stop); });
  thread.request_stop();
  thread.join();
  CHECK(server.stored.empty());
}

}  // namespace
}  // namespace portcullis::controller
