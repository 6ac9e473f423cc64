#include "controller/report_writer.h"

#include <algorithm>
#include <utility>

#include "base/percent_encoded.h"
#include "base/sleep.h"
#include "json/reader.h"

namespace portcullis::controller {
namespace {

using kube::ApiError;
using kube::ApiResult;
using Method = kube::ApiRequest::Method;

constexpr int kNotFound = 404;

// Whole reports come with a list, so a page of the largest ones is some megabytes.
constexpr std::string_view kListQuery =
    "?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dportcullis&limit=10";
constexpr std::string_view kApplyQuery = "?fieldManager=portcullis&force=true";

ApiError Unreadable(std::string what) { return {200, "", std::move(what), {}}; }

std::string PathOf(const ReportApi& api, std::string_view namespace_name) {
  return api.PathOf(namespace_name) + "/" + std::string(kReportName);
}

}  // namespace

ReportWriter::ReportWriter(FindingLedger& ledger, kube::ApiClient& api, const Clock& clock,
                           Metrics& metrics, log::Log& log)
    : ledger_(ledger), api_(api), clock_(clock), metrics_(metrics), log_(log) {}

void ReportWriter::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!WriteNext(std::chrono::steady_clock::now(), stop)) SleepFor(std::chrono::seconds(1), stop);
  }
}

bool ReportWriter::WriteNext(TimePoint now, const std::stop_token& stop) {
  for (const std::string& name : ledger_.TakeTouched()) schedule_.Mark(name);
  if (!next_look_ || *next_look_ <= now) Look(now, stop);
  if (used_ == nullptr) return false;
  const std::optional<std::string> name = schedule_.Take(now);
  if (!name) return false;
  return Write(*name, now, stop);
}

void ReportWriter::Look(TimePoint now, const std::stop_token& stop) {
  const ApiResult<void> looked = LookAt(stop);
  next_look_ = now + (looked ? std::chrono::seconds(kLookInterval) : kRetryInterval);
  if (!looked && !stop.stop_requested()) {
    LogFailure("Policy reports cannot be looked at", "", looked.error());
  }
}

ApiResult<void> ReportWriter::LookAt(const std::stop_token& stop) {
  const ReportApi* used = nullptr;
  for (const ReportApi& api : kReportApis) {
    const ApiResult<bool> is_served = IsServed(api, stop);
    if (!is_served) return tl::unexpected(is_served.error());
    if (!*is_served) continue;
    ApiResult<Digests> stored = List(api, stop);
    if (!stored) return tl::unexpected(stored.error());
    if (used == nullptr) {
      used = &api;
      Adopt(used, *std::move(stored));
      continue;
    }
    for (const auto& [name, digest] : *stored) {
      const ApiResult<void> deleted = Delete(api, name, stop);
      if (!deleted) return deleted;
    }
  }
  if (used == nullptr) Adopt(nullptr, {});
  return {};
}

ApiResult<bool> ReportWriter::IsServed(const ReportApi& api, const std::stop_token& stop) {
  ApiResult<std::string> answer = api_.Call({.path = api.Path()}, stop);
  if (!answer && answer.error().code == kNotFound) return false;
  if (!answer) return tl::unexpected(answer.error());
  const auto document = json::ParseJson(*std::move(answer));
  const json::Value* resources = document ? document->root().Find("resources") : nullptr;
  if (resources == nullptr) return tl::unexpected(Unreadable("the answer is no APIResourceList"));
  const auto has = [&](std::string_view wanted) {
    const auto elements = resources->Elements();
    return std::any_of(elements.begin(), elements.end(), [&](const json::Value& resource) {
      const json::Value* name = resource.Find("name");
      return name != nullptr && name->Text() == wanted;
    });
  };
  return has(api.resource) && has(api.cluster_resource);
}

ApiResult<ReportWriter::Digests> ReportWriter::List(const ReportApi& api,
                                                    const std::stop_token& stop) {
  Digests stored;
  for (const std::string_view resource : {api.resource, api.cluster_resource}) {
    const std::string path = api.Path() + "/" + std::string(resource) + std::string(kListQuery);
    std::string next;
    do {
      ApiResult<std::string> answer =
          api_.Call({.path = next.empty() ? path : path + "&continue=" + PercentEncoded(next)}, stop);
      if (!answer) return tl::unexpected(answer.error());
      auto page = ReadReportPage(*std::move(answer));
      if (!page) return tl::unexpected(Unreadable("the answer is no list of reports"));
      stored.merge(page->digests);
      next = std::move(page->next);
    } while (!next.empty());
  }
  return stored;
}

void ReportWriter::Adopt(const ReportApi* used, Digests stored) {
  for (const auto* reports : {&stored, &stored_}) {
    for (const auto& [name, digest] : *reports) schedule_.Mark(name);
  }
  used_ = used;
  stored_ = std::move(stored);
}

bool ReportWriter::Write(const std::string& name, TimePoint now, const std::stop_token& stop) {
  const Report report(name, ledger_.Of(name));
  const std::string digest = report.empty() ? "" : DigestOf(report, *used_);
  const auto stored = stored_.find(name);
  if (stored == stored_.end() ? report.empty() : digest == stored->second) return true;

  const ApiResult<void> written =
      report.empty() ? Delete(*used_, name, stop) : Apply(report, digest, stop);
  if (stop.stop_requested()) return false;
  schedule_.Wrote(name, now);
  metrics_.ReportWrite(written.has_value());
  if (written) {
    last_failure_.clear();
    if (report.empty()) {
      stored_.erase(name);
    } else {
      stored_[name] = digest;
    }
    return true;
  }
  LogFailure("Policy report was not written", name, written.error());
  // 404 of what is to be made: the namespace is gone, and its Services will be; or the API is.
  const bool is_missing = written.error().code == kNotFound;
  if (is_missing && IsServed(*used_, stop).value_or(false)) {
    stored_.erase(name);
    return true;
  }
  schedule_.Mark(name);
  if (is_missing) next_look_.reset();
  return false;
}

ApiResult<void> ReportWriter::Apply(const Report& report, const std::string& digest,
                                    const std::stop_token& stop) {
  const std::string path = PathOf(*used_, report.namespace_name);
  ApiResult<std::string> before = api_.Call({.path = path}, stop);
  if (!before && before.error().code != kNotFound) return tl::unexpected(before.error());
  const ResultTimes times = before ? ReadResultTimes(*std::move(before)) : ResultTimes();
  const ApiResult<std::string> applied =
      api_.Call({.method = Method::kPatch,
                 .path = path + std::string(kApplyQuery),
                 .body = WriteReport(report, *used_, digest, times, clock_.Now()),
                 .content_type = "application/apply-patch+yaml"},
                stop);
  if (!applied) return tl::unexpected(applied.error());
  return {};
}

ApiResult<void> ReportWriter::Delete(const ReportApi& api, const std::string& name,
                                     const std::stop_token& stop) {
  const auto deleted = api_.Call({.method = Method::kDelete, .path = PathOf(api, name)}, stop);
  if (!deleted && deleted.error().code != kNotFound) return tl::unexpected(deleted.error());
  return {};
}

void ReportWriter::LogFailure(std::string_view what, std::string_view name, const ApiError& error) {
  const std::string failure = std::string(what) + std::to_string(error.code) + " " + error.reason;
  if (std::exchange(last_failure_, failure) == failure) return;
  log_.Warning(what, {{"namespace", name},
                      {"code", std::int64_t{error.code}},
                      {"error", std::string_view(error.message)}});
}

}  // namespace portcullis::controller
