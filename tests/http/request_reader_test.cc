#include "http/request_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace portcullis::http {
namespace {

constexpr RequestReader::Limits kLimits = {.head_bytes = 1024, .body_bytes = 100'000};

// Gives the reader at most `piece` bytes at a time and renders what it makes of them, one request a
// line: method, path, query, content type, body and whether the connection may go on; or the
// refusal; at last what it waits for.
std::string Read(std::string_view bytes, std::size_t piece) {
  RequestReader reader(kLimits);
  std::string result;
  bool admitted = false;
  for (;;) {
    switch (reader.Parse()) {
      case RequestReader::State::kRefused:
        return result + std::to_string(reader.refusal());
      case RequestReader::State::kComplete: {
        const Request request = reader.request();
        CHECK(request.body.data()[request.body.size()] == '\0');
        result.append(request.method).append(" ").append(request.path).append(" ");
        result.append(request.query).append(" ").append(request.content_type).append(" ");
        result.append(request.body.data(), request.body.size());
        result.append(reader.keep_alive() ? " keep-alive\n" : " close\n");
        reader.NextRequest();
        admitted = false;
        continue;
      }
      case RequestReader::State::kBody:
        if (!admitted) reader.AdmitBody();
        admitted = true;
        if (bytes.empty()) return result + (reader.expects_continue() ? "continue?" : "body");
        break;
      case RequestReader::State::kHead:
        if (bytes.empty()) return result + (reader.empty() ? "" : "head");
        break;
    }
    const std::span<char> space = reader.Space();
    const std::size_t size = std::min({piece, space.size(), bytes.size()});
    REQUIRE(size > 0);
    std::copy_n(bytes.begin(), size, space.begin());
    reader.Commit(size);
    bytes.remove_prefix(size);
  }
}

std::string Post(const std::string& fields, const std::string& rest) {
  return "POST /validate HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + rest;
}

TEST_CASE("requests are the same however their bytes are cut") {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string a_kilobyte(1024, 'a');

  struct Case {
    std::string name;
    std::string bytes;
    std::string want;
  };
  const Case cases[] = {
      {"nothing", "", ""},
      {"no body", "GET /livez?verbose HTTP/1.1\r\nHost: a\r\n\r\n",
       "GET /livez verbose   keep-alive\n"},
      {"a body",
       "POST /v?timeout=3s HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
       "content-length: 2\r\n\r\n{}",
       "POST /v timeout=3s application/json {} keep-alive\n"},
      {"an empty body", Post("Content-Length: 0\r\n", ""), "POST /validate    keep-alive\n"},
      {"close asked for", Post("Connection: close\r\n", ""), "POST /validate    close\n"},
      {"HTTP/1.0", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /    close\n"},
      {"two in a row",
       Post("Content-Length: 3\r\nContent-Type: t\r\n", "one") +
           Post("Content-Length: 3\r\n", "two"),
       "POST /validate  t one keep-alive\nPOST /validate   two keep-alive\n"},
      {"chunks, an extension and a trailer, then another",
       Post(chunked, "3;x=\"y\"\r\none\r\nA\r\n0123456789\r\n0\r\nContent-Type: t\r\n\r\n") +
           Post("", ""),
       "POST /validate   one0123456789 keep-alive\nPOST /validate    keep-alive\n"},
      {"chunked in capitals", Post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"),
       "POST /validate    keep-alive\n"},
      {"the same length twice", Post("Content-Length: 1\r\nContent-Length: 1\r\n", "x"),
       "POST /validate   x keep-alive\n"},
      {"half a head", "GET / HT", "head"},
      {"half a body", Post("Content-Length: 4\r\n", "xx"), "body"},
      {"waits for a 100", Post("Content-Length: 4\r\nExpect: 100-Continue\r\n", ""), "continue?"},
      {"a length in HTTP/1.0 and no wait",
       "POST / HTTP/1.0\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n", "body"},

      {"no HTTP", "\x16\x03\x01 a TLS hello", "400"},
      {"no version", "GET /\r\n\r\n", "400"},
      {"HTTP/9.9", "GET / HTTP/9.9\r\n\r\n", "400"},
      {"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
      {"two hosts", Post("Host: b\r\n", ""), "400"},
      {"space before the colon", Post("Content-Length : 1\r\n", "x"), "400"},
      {"NUL in a field", Post(std::string("X: a\0b\r\n", 8), ""), "400"},
      {"line feed alone", "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", "400"},
      {"length -1", Post("Content-Length: -1\r\n", ""), "400"},
      {"length abc", Post("Content-Length: abc\r\n", ""), "400"},
      {"length 5abc", Post("Content-Length: 5abc\r\n", ""), "400"},
      {"length beyond 64 bits", Post("Content-Length: 99999999999999999999\r\n", ""), "400"},
      {"two lengths", Post("Content-Length: 1\r\nContent-Length: 2\r\n", "xx"), "400"},
      {"two lengths in one field", Post("Content-Length: 1, 2\r\n", "xx"), "400"},
      {"length and chunks", Post("Content-Length: 1\r\n" + chunked, "0\r\n\r\n"), "400"},
      {"chunks and length", Post(chunked + "Content-Length: 1\r\n", "0\r\n\r\n"), "400"},
      {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n", "400"},
      {"chunked twice", Post(chunked + chunked, "0\r\n\r\n"), "400"},
      {"gzip, chunked", Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "501"},
      {"xchunkedx", Post("Transfer-Encoding: xchunkedx\r\n", "0\r\n\r\n"), "501"},
      {"identity", Post("Transfer-Encoding: identity\r\n", ""), "501"},
      {"chunk size -2", Post(chunked, "-2\r\n\r\n"), "400"},
      {"chunk size zz", Post(chunked, "zz\r\n\r\n"), "400"},
      {"chunk size of 17 digits", Post(chunked, "11111111111111111\r\n"), "400"},
      {"chunk longer than announced", Post(chunked, "1\r\nxx\r\n0\r\n\r\n"), "400"},
      {"chunk above the limit", Post(chunked, "7fffffff\r\n"), "413"},
      {"chunks above the limit together",
       Post(chunked, "c350\r\n" + std::string(50'000, 'x') + "\r\nc351\r\n"), "413"},
      {"chunk size line without end", Post(chunked, "1;" + std::string(40'000, 'x')), "400"},
      {"length above the limit", Post("Content-Length: 100001\r\n", ""), "413"},
      {"a field too long", Post("X: " + a_kilobyte, ""), "431"},
      {"a target too long", "GET /" + a_kilobyte, "431"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      for (const std::size_t piece : {c.bytes.size() + 1, std::size_t{1}, std::size_t{7}}) {
        CHECK(Read(c.bytes, piece) == c.want);
      }
    }
  }
}

TEST_CASE("many short fields are a long head too") {
  // Cut one byte behind each field, where Beast consumes it and begins to count anew
  const std::string request_line = "GET / HTTP/1.1\r\n";
  const std::string field = "X: 0123456789ab\r\n";
  REQUIRE(field.size() == request_line.size() + 1);
  std::string bytes = request_line;
  while (bytes.size() < 2 * kLimits.head_bytes) bytes += field;
  CHECK(Read(bytes, field.size()) == "431");
  CHECK(Read(bytes, bytes.size()) == "431");
}

TEST_CASE("a body takes memory only as admitted, and gives it back") {
  struct Case {
    std::string name;
    std::string head;
    std::size_t want;
  };
  const Case cases[] = {
      {"fits the small buffer", "Content-Length: 20000\r\n", 0},
      {"does not", "Content-Length: 40000\r\n", 40'000},
      {"unknown", "Transfer-Encoding: chunked\r\n", kLimits.body_bytes},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      RequestReader reader(kLimits);
      const std::string head = Post(c.head, "");
      std::copy(head.begin(), head.end(), reader.Space().begin());
      reader.Commit(head.size());
      REQUIRE(reader.Parse() == RequestReader::State::kBody);
      CHECK(reader.body_reservation() == c.want);
    }
  }

  const std::string body(50'000, 'x');
  const std::string request = Post("Content-Length: 50000\r\n", body);
  const std::string want = "POST /validate   " + body + " keep-alive\n";
  CHECK(Read(request + request, request.size()) == want + want);
  CHECK(Read(request + request, 1000) == want + want);
}

}  // namespace
}  // namespace portcullis::http
