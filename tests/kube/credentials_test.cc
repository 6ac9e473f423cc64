#include "kube/credentials.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include "base/rfc3339.h"
#include "tests/kube/scratch_folder.h"

namespace portcullis::kube {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr steady_clock::time_point kStart{std::chrono::hours(1)};

class FakeClock final : public Clock {
 public:
  TimePoint Now() const override { return now; }

  TimePoint now = *ParseRfc3339("2026-11-20T08:00:00Z");
};

std::string TextOf(const Result<Identity>& identity) {
  if (!identity) return identity.error().message;
  std::string text;
  for (const auto& [name, value] : identity->fields) text += name + ": " + value + "\n";
  if (!identity->certificate.empty()) {
    text += identity->certificate + "/" + identity->private_key + "\n";
  }
  return text;
}

TEST_CASE("what users show") {
  struct Case {
    std::string name;
    UserAccess user;
    std::string want;
  };
  const Case cases[] = {
      {"nobody", {}, ""},
      {"a token", {.token = {.text = " t\n"}}, "Authorization: Bearer t\n"},
      {"a name", {.username = "n", .password = "p:q"}, "Authorization: Basic bjpwOnE=\n"},
      {"a certificate", {.certificate = {.text = "C"}, .private_key = {.text = "K"}}, "C/K\n"},
      {"for somebody",
       {.token = {.text = "t"},
        .impersonation =
            {.user = "u",
             .uid = "i",
             .groups = {"g", "h"},
             .extra = {{"example.com/k", "v"}, {"example.com/k", "w"}, {"\xc3\xa4", "x"}}}},
       "Authorization: Bearer t\nImpersonate-User: u\nImpersonate-Uid: i\nImpersonate-Group: g\n"
       "Impersonate-Group: h\nImpersonate-Extra-example.com%2Fk: v\n"
       "Impersonate-Extra-example.com%2Fk: w\nImpersonate-Extra-%C3%A4: x\n"},
  };
  const FakeClock clock;
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Credentials credentials(c.user, nullptr, clock);
      CHECK(TextOf(credentials.Get(kStart, {})) == c.want);
    }
  }
}

TEST_CASE("a token file is read again in time, and kept if that fails") {
  const FakeClock clock;
  const ScratchFolder folder;
  const std::string file = folder.Write("token", "a\n");
  Credentials credentials({.token = {.file = file}}, nullptr, clock);
  const auto at = [&](seconds since) { return TextOf(credentials.Get(kStart + since, {})); };
  const std::string a = "Authorization: Bearer a\n";
  const std::string b = "Authorization: Bearer b\n";
  CHECK(at(seconds(0)) == a);
  folder.Write("token", "b\n");
  CHECK(at(seconds(49)) == a);
  CHECK(at(seconds(50)) == b);
  std::filesystem::remove(file);
  CHECK(at(seconds(100)) == b);

  SUBCASE("and at once after it was refused") {
    folder.Write("token", "c\n");
    CHECK(at(seconds(101)) == b);
    credentials.Refuse({.fields = {{"Authorization", "Bearer a"}}});
    CHECK(at(seconds(101)) == b);
    credentials.Refuse({.fields = {{"Authorization", "Bearer b"}}});
    CHECK(at(seconds(101)) == "Authorization: Bearer c\n");
  }
}

TEST_CASE("files that were never there") {
  const FakeClock clock;
  const ScratchFolder folder;
  const std::string missing = folder.path() + "/missing";
  const std::string want = missing + ": cannot be read: No such file or directory";
  SUBCASE("a token") {
    Credentials credentials({.token = {.file = missing}}, nullptr, clock);
    CHECK(TextOf(credentials.Get(kStart, {})) == want);
  }
  SUBCASE("a token that is also given") {
    Credentials credentials({.token = {.text = "t", .file = missing}}, nullptr, clock);
    CHECK(TextOf(credentials.Get(kStart, {})) == "Authorization: Bearer t\n");
  }
  SUBCASE("a key") {
    Credentials credentials({.certificate = {.text = "C"}, .private_key = {.file = missing}},
                            nullptr, clock);
    CHECK(TextOf(credentials.Get(kStart, {})) == want);
  }
}

// A user with a plugin that counts its runs in the token, and says that it lasts until `expires`.
class PluginUser {
 public:
  explicit PluginUser(std::string expires) : expires_(std::move(expires)) {}

  std::string Get() { return TextOf(credentials.Get(kStart, {})); }

  FakeClock clock;
  int runs = 0;
  bool fails = false;
  Credentials credentials{
      {.exec = ExecPlugin{.api_version = "client.authentication.k8s.io/v1", .command = "p"}},
      [this](const std::stop_token&) -> Result<std::string> {
        ++runs;
        if (fails) return MakeError(Error::Code::kUnavailable, "p failed");
        return R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
               R"("status":{"token":")" +
               std::to_string(runs) + "\"" +
               (expires_.empty() ? "" : R"(,"expirationTimestamp":")" + expires_ + "\"") + "}}";
      },
      clock};

 private:
  std::string expires_;
};

TEST_CASE("a plugin runs again when what it gave has expired or was refused") {
  const std::string first = "Authorization: Bearer 1\n";
  const std::string second = "Authorization: Bearer 2\n";
  SUBCASE("expired") {
    PluginUser user("2026-11-20T09:00:00Z");
    CHECK(user.Get() == first);
    CHECK(user.Get() == first);
    user.clock.now += std::chrono::hours(1) - seconds(1);
    CHECK(user.Get() == first);
    user.clock.now += seconds(1);
    CHECK(user.Get() == second);
  }
  SUBCASE("refused") {
    PluginUser user("");
    CHECK(user.Get() == first);
    user.clock.now += std::chrono::hours(1000);
    CHECK(user.Get() == first);
    user.credentials.Refuse({.fields = {{"Authorization", "Bearer 1"}}});
    CHECK(user.Get() == second);
    user.credentials.Refuse({.fields = {{"Authorization", "Bearer 1"}}});
    CHECK(user.Get() == second);
  }
  SUBCASE("failed") {
    PluginUser user("");
    user.fails = true;
    CHECK(user.Get() == "p failed");
    user.fails = false;
    CHECK(user.Get() == second);
  }
}

TEST_CASE("one plugin runs for all who wait") {
  const FakeClock clock;
  std::promise<void> running;
  std::promise<void> may_end;
  int runs = 0;
  Credentials credentials(
      {.exec = ExecPlugin{.api_version = "client.authentication.k8s.io/v1", .command = "p"}},
      [&](const std::stop_token&) -> Result<std::string> {
        ++runs;
        running.set_value();
        may_end.get_future().wait();
        return R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",
                   "status":{"token":"t"}})";
      },
      clock);
  const auto get = [&](const std::stop_token& stop) {
    return TextOf(credentials.Get(kStart, stop));
  };
  auto first = std::async(std::launch::async, [&] { return get({}); });
  running.get_future().wait();
  std::stop_source stop;
  stop.request_stop();
  CHECK(get(stop.get_token()) == "stopped");
  auto second = std::async(std::launch::async, [&] { return get({}); });
  may_end.set_value();
  CHECK(first.get() == "Authorization: Bearer t\n");
  CHECK(second.get() == "Authorization: Bearer t\n");
  CHECK(runs == 1);
}

}  // namespace
}  // namespace portcullis::kube
