#include "config/facts_source_reader.h"

#include "base/quoted.h"
#include "config/words.h"
#include "document/duration.h"
#include "document/words.h"

namespace portcullis::config {
namespace {

using document::ToString;
using json::Field;
using std::chrono::seconds;

constexpr seconds kMinRefreshInterval{1};
constexpr seconds kMaxRefreshInterval{3600};

void ReadDuration(const Field& field, seconds& duration) {
  const auto text = field.Text();
  if (!text) return;
  if (const auto parsed = document::ParseDuration(*text)) {
    duration = *parsed;
  } else {
    field.AddError(Quoted(*text) + " is no duration; use one such as 90s, 15m or 1h30m");
  }
}

void ReadLive(const Field& field, FactsSource& source) {
  source.region = document::TextOf(field["region"]);
  source.cluster_id = document::TextOf(field["clusterId"]);
  if (const auto endpoint = field["endpoint"].Text()) source.endpoint = *endpoint;
  const Field refresh_interval = field["refreshInterval"];
  ReadDuration(refresh_interval, source.refresh_interval);
  if (source.refresh_interval < kMinRefreshInterval ||
      source.refresh_interval > kMaxRefreshInterval) {
    refresh_interval.AddError(ToString(source.refresh_interval) + " is out of bounds; use " +
                              ToString(kMinRefreshInterval) + " to " +
                              ToString(kMaxRefreshInterval));
    return;
  }
  const Field stale_after = field["staleAfter"];
  ReadDuration(stale_after, source.stale_after);
  if (source.stale_after < 2 * source.refresh_interval) {
    stale_after.AddError(ToString(source.stale_after) + " is less than 2 x refreshInterval; use " +
                         ToString(2 * source.refresh_interval) + " or more");
  }
}

}  // namespace

FactsSource ReadFactsSource(const Field& field) {
  FactsSource source;
  document::ReadWord(field["source"], kSources, source.kind);
  switch (source.kind) {
    case FactsSource::Kind::kNone: break;
    case FactsSource::Kind::kFile: source.path = document::TextOf(field["path"]); break;
    case FactsSource::Kind::kTencentCloud: ReadLive(field, source); break;
  }
  return source;
}

}  // namespace portcullis::config
