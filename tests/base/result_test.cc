#include "base/result.h"

#include <doctest/doctest.h>

namespace portcullis {
namespace {

TEST_CASE("an error keeps its code and its message") {
  const Result<int> result = InvalidArgument("port 70000 is above 65535");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == Error::Code::kInvalidArgument);
  CHECK(result.error().message == "port 70000 is above 65535");
}

}  // namespace
}  // namespace portcullis
