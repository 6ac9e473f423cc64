#include "serve/health.h"

namespace portcullis::serve {

// Liveness asks for nothing: that it is answered is the answer, and no trouble outside of the process
// is mended by restarting it.
http::Response Health::Handle(const http::Request& request) const {
  const bool is_live = request.path == "/livez" || request.path == "/healthz";
  if (!is_live && request.path != "/readyz") {
    return {.status = 404, .body = "not found; see /livez and /readyz\n"};
  }
  if (request.method != "GET") return {.status = 405, .body = "use GET\n", .headers = {{"Allow", "GET"}}};
  std::string lines = "[+]ping ok\n";
  bool ok = true;
  if (!is_live) {
    for (const Named& named : readiness_) {
      const Status status = named.check();
      ok = ok && status.ok;
      lines += (status.ok ? "[+]" : "[-]") + named.name + (status.ok ? " ok" : " failed");
      if (!status.note.empty()) lines += ": " + status.note;
      lines += '\n';
    }
  }
  const std::string name(request.path.substr(1));
  lines += name + " check " + (ok ? "passed" : "failed") + '\n';
  const bool is_verbose = request.query == "verbose" || request.query.starts_with("verbose&") ||
                          request.query.starts_with("verbose=");
  return {.status = ok ? 200 : 503, .body = ok && !is_verbose ? "ok" : std::move(lines)};
}

}  // namespace portcullis::serve
