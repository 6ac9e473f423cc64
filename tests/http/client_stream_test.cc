#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/client.h"
#include "tests/http/client_scene.h"

// Answers without end.
namespace portcullis::http {
namespace {

using std::chrono::milliseconds;

// What a stream gave, and how it ended.
std::string Follow(const ScriptedServer::Script& script, milliseconds silence = kPatience,
                   std::size_t enough = std::string::npos) {
  const ScriptedServer server(script, LoopbackCertificate());
  std::string received;
  const auto outcome = ClientOf(server)->Stream({}, silence,
                                                [&](std::string_view bytes) {
                                                  received += bytes;
                                                  return received.size() < enough;
                                                },
                                                {});
  CHECK(Eventually([&] { return server.open_connections() == 0; }));
  return received + "|" + TextOf(outcome);
}

TEST_CASE("streams") {
  const std::string line = "{\"type\":\"ADDED\"}\n";
  struct Case {
    std::string name;
    std::string answer;
    Peer::End end;
    std::string want;
  };
  const Case cases[] = {
      {"ended", kChunkedHead + Chunk(line) + Chunk(line) + Chunk(""), Peer::End::kOrderly,
       line + line + "|200 "},
      {"ended at once", kChunkedHead + Chunk(""), Peer::End::kOrderly, "|200 "},
      {"without the last chunk", kChunkedHead + Chunk(line), Peer::End::kOrderly, line + "|broken"},
      {"cut inside a line", kChunkedHead + Chunk(line) + Chunk("{\"typ"), Peer::End::kCut,
       line + "{\"typ|broken"},
      {"cut inside a chunk", kChunkedHead + Chunk(line) + "a\r\n{\"typ", Peer::End::kCut,
       line + "|broken"},
      {"reset", kChunkedHead + Chunk(line), Peer::End::kReset, ""},
      {"refused", HttpAnswer(410, "gone"), Peer::End::kOrderly, "|410 gone"},
      {"refused and cut", "HTTP/1.1 410 Gone\r\nContent-Length: 10\r\n\r\ngo", Peer::End::kCut,
       "|broken"},
      {"a chunk of less than nothing", std::string(kChunkedHead) + "-2\r\n\r\n",
       Peer::End::kOrderly, "|broken"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const std::string got = Follow(Once(c.answer, c.end));
      // A reset may overtake what was sent before it.
      if (c.end == Peer::End::kReset) {
        CHECK(got.ends_with("|broken"));
      } else {
        CHECK(got == c.want);
      }
    }
  }
  const auto stay = [&](Peer& peer, int) {
    peer.ReadRequest();
    peer.Write(kChunkedHead + Chunk(line));
    peer.AwaitClose();
  };
  SUBCASE("silent for too long") { CHECK(Follow(stay, kAWhile) == line + "|timed out"); }
  SUBCASE("that the reader has enough of") { CHECK(Follow(stay, kPatience, 1) == line + "|200 "); }
}

TEST_CASE("each stream has a connection of its own, and leaves none") {
  const ScriptedServer server(Always(kChunkedHead + Chunk("a") + Chunk("")), LoopbackCertificate());
  const auto client = ClientOf(server);
  const auto ignore = [](std::string_view) { return true; };
  for (int i = 1; i <= 3; ++i) {
    CHECK(TextOf(client->Stream({}, kPatience, ignore, {})) == "200 ");
    CHECK(server.connections() == i);
    CHECK(Eventually([&] { return server.open_connections() == 0; }));
  }
}

TEST_CASE("streams that are left in the middle leave the client working") {
  const ScriptedServer server([](Peer& peer, int) {
    if (peer.ReadRequest().starts_with("POST")) {
      peer.Write(HttpAnswer(200, "good"));
      return;
    }
    peer.Write(kChunkedHead);
    for (int i = 0; i < 1000; ++i) peer.Write(Chunk("a") + Chunk("b"));
    peer.AwaitClose();
  });
  const auto client = ClientOf(server);
  const auto leave = [](std::string_view) { return false; };
  for (int round = 0; round < 10; ++round) {
    std::vector<std::jthread> readers;
    for (int i = 0; i < 8; ++i) {
      readers.emplace_back(
          [&] { CHECK(TextOf(client->Stream({}, kPatience, leave, {})) == "200 "); });
    }
  }
  CHECK(TextOf(client->Send({.method = "POST", .timeout = kPatience}, {})) == "200 good");
}

TEST_CASE("a slow reader slows the server down") {
  constexpr std::size_t kAll = std::size_t{64} << 20;
  std::atomic<std::size_t> written = 0;
  const ScriptedServer server([&](Peer& peer, int) {
    peer.ReadRequest();
    peer.Write(kChunkedHead);
    const std::string chunk = Chunk(std::string(1 << 16, 'x'));
    for (; written < kAll; written += 1 << 16) peer.Write(chunk);
    peer.Write(Chunk(""));
  });
  std::size_t before = 0;
  std::size_t received = 0;
  const auto read = [&](std::string_view bytes) {
    // The server comes to rest before much of it has left.
    for (std::size_t last = 1; before == 0 && last != written;) {
      last = written;
      std::this_thread::sleep_for(kAWhile);
      if (last == written) before = last;
    }
    received += bytes.size();
    return true;
  };
  CHECK(TextOf(ClientOf(server)->Stream({}, kPatience, read, {})) == "200 ");
  CHECK(received == kAll);
  CHECK(before < kAll / 2);
}

}  // namespace
}  // namespace portcullis::http
