#pragma once

#include <string>

#include "kube/api_client.h"

namespace portcullis::kube {

// The error that an answer with an HTTP status other than 2xx is. The body is a Status of meta/v1,
// or the text of something between us and the API server, of which the beginning is quoted.
ApiError ReadApiStatus(int http_status, std::string body);

}  // namespace portcullis::kube
