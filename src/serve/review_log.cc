#include "serve/review_log.h"

#include <set>
#include <string>

namespace portcullis::serve {
namespace {

std::string ChecksOf(const policy::Evaluation& evaluation) {
  std::set<std::string_view> ids;
  for (const policy::Finding& finding : evaluation.findings) ids.insert(finding.check);
  std::string text;
  for (const std::string_view id : ids) text += (text.empty() ? "" : ",") + std::string(id);
  return text;
}

std::string_view ToString(webhook::Operation operation) {
  switch (operation) {
    case webhook::Operation::kCreate: return "CREATE";
    case webhook::Operation::kUpdate: return "UPDATE";
    case webhook::Operation::kDelete: return "DELETE";
    case webhook::Operation::kConnect: return "CONNECT";
    case webhook::Operation::kOther: return "other";
  }
  return "other";
}

struct ObjectName {
  std::string_view kind;
  std::string_view namespace_name;
  std::string_view name;
};

ObjectName NameOf(const webhook::AdmissionObject& object) {
  if (const auto* service = std::get_if<cluster::Service>(&object)) {
    return {"Service", service->namespace_name, service->name};
  }
  if (const auto* node = std::get_if<cluster::Node>(&object)) return {"Node", "", node->name};
  return {"other", "", ""};
}

}  // namespace

bool ReviewLog::MayLog() {
  const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(
                               std::chrono::steady_clock::now().time_since_epoch())
                               .count();
  std::int64_t second = second_.load(std::memory_order_relaxed);
  if (second != now && second_.compare_exchange_strong(second, now)) {
    lines_ = 0;
    if (const std::int64_t suppressed = suppressed_.exchange(0); suppressed > 0) {
      log_.Info(2, "Left out lines about reviews", {{"count", suppressed}});
    }
  }
  if (lines_.fetch_add(1, std::memory_order_relaxed) < kPerSecond) return true;
  suppressed_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void ReviewLog::Answered(const webhook::AdmissionRequest& request,
                         const webhook::Admission& admission,
                         std::chrono::duration<double> duration) {
  const int level = admission.decision == webhook::Decision::kAllow ? 4 : 2;
  if (!log_.IsOn(level) || !MayLog()) return;
  const ObjectName object = NameOf(request.object);
  log_.Info(level, "Reviewed",
            {{"uid", request.uid},
             {"kind", object.kind},
             {"namespace", object.namespace_name},
             {"name", object.name},
             {"operation", ToString(request.operation)},
             {"dryRun", request.dry_run},
             {"decision", webhook::ToString(admission.decision)},
             {"checks", ChecksOf(admission.evaluation)},
             {"durationMicroseconds",
              std::chrono::duration_cast<std::chrono::microseconds>(duration).count()}});
}

}  // namespace portcullis::serve
