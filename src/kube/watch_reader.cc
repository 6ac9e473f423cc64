#include "kube/watch_reader.h"

#include <span>
#include <utility>

#include "kube/envelope_reader.h"

namespace portcullis::kube {
namespace {

constexpr int kInternalError = 500;

WatchEvent::Type ParseType(std::string_view text) {
  if (text == "ADDED") return WatchEvent::Type::kAdded;
  if (text == "MODIFIED") return WatchEvent::Type::kModified;
  if (text == "DELETED") return WatchEvent::Type::kDeleted;
  if (text == "BOOKMARK") return WatchEvent::Type::kBookmark;
  if (text == "ERROR") return WatchEvent::Type::kError;
  return WatchEvent::Type::kOther;
}

class WatchEvents : public EnvelopeEvents<WatchEvents> {
 public:
  static constexpr std::size_t kObjectDepth = 2;

  bool HoldsObject() const { return key(1) == "object"; }
  void Text(std::string_view text) {
    if (depth() == 1 && key(1) == "type") type_ = text;
    if (depth() != kObjectDepth || key(1) != "object") return;
    if (key(2) == "reason") status_.reason = text;
    if (key(2) == "message") status_.message = text;
  }
  void Number(std::optional<std::int64_t> number) {
    const bool is_code = depth() == kObjectDepth && key(1) == "object" && key(2) == "code";
    if (is_code && number && 400 <= *number && *number <= 599) {
      status_.code = static_cast<int>(*number);
    }
  }
  void Take(ObjectReader& object) { object_.emplace(std::move(object)); }

  Result<WatchEvent> TakeEvent() {
    if (type_.empty()) return InvalidArgument("type must be given");
    if (!object_) return InvalidArgument("object must be given");
    return WatchEvent{ParseType(type_), *std::move(object_), std::move(status_)};
  }

 private:
  std::string_view type_;
  std::optional<ObjectReader> object_;
  ApiError status_ = {kInternalError, "", "", {}};
};

Result<WatchEvent> ReadEvent(std::span<char> value) {
  WatchEvents events;
  return ReadEnvelope(value, events).and_then([&] { return events.TakeEvent(); });
}

}  // namespace

Result<std::optional<WatchEvent>> WatchReader::Next(std::string_view& bytes) {
  const auto value = splitter_.Next(bytes);
  if (!value) return tl::unexpected(value.error());
  if (!*value) return std::nullopt;
  return ReadEvent(**value);
}

}  // namespace portcullis::kube
