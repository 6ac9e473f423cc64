#pragma once

#include "serve/options.h"

namespace portcullis::serve {

// `portcullis serve`: builds the objects, serves until SIGTERM or SIGINT, drains, and returns the exit
// status. A second signal ends it at once.
int Serve(const Options& options);

}  // namespace portcullis::serve
