#include "base/quoted.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis {
namespace {

TEST_CASE("Quoted: one line, whatever the text holds") {
  CHECK(Quoted("") == "\"\"");
  CHECK(Quoted("90-80") == "\"90-80\"");
  CHECK(Quoted("a\"b\\c") == R"("a\"b\\c")");
  CHECK(Quoted("a\nb\r\tc\x1B[31m\x7F") == R"("a\nb\r\tc\u001b[31m\u007f")");
  CHECK(Quoted(std::string(60, 'x')) == '"' + std::string(60, 'x') + '"');
  CHECK(Quoted(std::string(61, 'x')) == '"' + std::string(60, 'x') + "...\"");
  std::string sun;
  for (int i = 0; i < 60; ++i) sun += "\xE6\x97\xA5";
  CHECK(Quoted(sun) == '"' + sun + '"');
  CHECK(Quoted(sun + "\xE6\x97\xA5") == '"' + sun + "...\"");
}

}  // namespace
}  // namespace portcullis
