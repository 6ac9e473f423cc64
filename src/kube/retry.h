#pragma once

#include <chrono>
#include <optional>

#include "http/client.h"
#include "kube/api_client.h"

namespace portcullis::kube {

// What has been tried for one call.
struct Tries {
  int asked_to_wait = 0;  // answers with Retry-After that were obeyed
  int unanswered = 0;     // repeated because nothing came back
};

// How long to wait before the call is sent again, or nothing if it is to be given up. Counts the
// try.
//
// An answer is repeated if it is 429 or 5xx and says when to come back, ten times at most. No
// answer is repeated, three times at most, for a GET that broke off, and for any method if the
// request did not leave whole; not for one that took too long. Source: client-go
// rest/with_retry.go.
std::optional<std::chrono::milliseconds> WaitBeforeRetry(
    ApiRequest::Method method, const http::Client::Outcome<http::Client::Answer>& outcome,
    Tries& tries);

}  // namespace portcullis::kube
