#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace portcullis {

// Why an operation could not be completed. A rule that breaks policy is a Finding, never an Error.
// Callers branch on `code`; `message` is for a person and says what was wrong and what would be
// accepted.
struct Error {
  enum class Code { kInvalidArgument, kNotFound, kForbidden, kThrottled, kExpired, kUnavailable };

  Code code;
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> MakeError(Error::Code code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

inline tl::unexpected<Error> InvalidArgument(std::string message) {
  return MakeError(Error::Code::kInvalidArgument, std::move(message));
}

}  // namespace portcullis
