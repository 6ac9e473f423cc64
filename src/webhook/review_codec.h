#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "webhook/review.h"

// AdmissionReviews of admission.k8s.io/v1 from bytes and to bytes. Thread-safe.
namespace portcullis::webhook {

// Reads a review in place: `body` is overwritten, and nothing of the result points into it.
//
// kInvalidArgument, with a message fit for the caller, for what is no review: not JSON (RFC 8259)
// in UTF-8, nested deeper than 100 levels, not of this version, without uid, or with a wrong type
// where we look. The fields of Services are looked at only in reviews of Services, those of Nodes
// only in reviews of Nodes; a review of any other resource needs nothing but its envelope in order.
// A field that is looked at and given twice is an error, since parsers would not agree on what it
// says.
//
// REQUIRES: a NUL stands behind the body.
Result<AdmissionRequest> ReadReview(std::span<char> body);

// The whole answer: valid JSON in UTF-8 whatever the texts hold; what is no UTF-8 in them becomes
// U+FFFD.
std::string WriteAnswer(const AdmissionResponse& response);

}  // namespace portcullis::webhook
