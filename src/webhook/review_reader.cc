#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "json/in_situ_stream.h"
#include "json/source.h"
#include "kube/field_cursor.h"
#include "kube/object_reader.h"
#include "webhook/review_codec.h"

namespace portcullis::webhook {
namespace {

using kube::Field;
using kube::FieldCursor;
using kube::FieldId;
using kube::FieldType;

// RapidJSON recurses once a level. Real reviews have about 15.
constexpr std::size_t kMaxDepth = 100;
constexpr std::size_t kMaxGroups = 64;

enum : FieldId {
  kReview,
  kApiVersion,
  kKind,
  kRequest,
  kUid,
  kOperation,
  kResource,
  kSubResource,
  kUserInfo,
  kDryRun,
  kObject,
  kOldObject,
  kGroup,
  kVersion,
  kPlural,
  kUsername,
  kGroups,
  kGroupName,
  kFieldCount,
};

constexpr std::array kEnvelopeFields = {
    Field{kReview, kReview, "", FieldType::kObject},
    Field{kApiVersion, kReview, "apiVersion", FieldType::kText},
    Field{kKind, kReview, "kind", FieldType::kText},
    Field{kRequest, kReview, "request", FieldType::kObject},
    Field{kUid, kRequest, "uid", FieldType::kText},
    Field{kOperation, kRequest, "operation", FieldType::kText},
    Field{kResource, kRequest, "resource", FieldType::kObject},
    Field{kSubResource, kRequest, "subResource", FieldType::kText},
    Field{kUserInfo, kRequest, "userInfo", FieldType::kObject},
    Field{kDryRun, kRequest, "dryRun", FieldType::kBool},
    Field{kObject, kRequest, "object", FieldType::kObject},
    Field{kOldObject, kRequest, "oldObject", FieldType::kObject},
    Field{kGroup, kResource, "group", FieldType::kText},
    Field{kVersion, kResource, "version", FieldType::kText},
    Field{kPlural, kResource, "resource", FieldType::kText},
    Field{kUsername, kUserInfo, "username", FieldType::kText},
    Field{kGroups, kUserInfo, "groups", FieldType::kArray},
    Field{kGroupName, kGroups, Field::kEach, FieldType::kText},
};
static_assert(kEnvelopeFields.size() == kFieldCount);

constexpr kube::FieldTree kEnvelope{kEnvelopeFields};

// request.object and request.oldObject are the third level, what is in them the fourth.
constexpr std::size_t kObjectDepth = 3;
constexpr std::size_t kSpecDepth = kObjectDepth + 1;

Operation ParseOperation(std::string_view text) {
  if (text == "CREATE") return Operation::kCreate;
  if (text == "UPDATE") return Operation::kUpdate;
  if (text == "DELETE") return Operation::kDelete;
  if (text == "CONNECT") return Operation::kConnect;
  return Operation::kOther;
}

bool IsCore(const Resource& resource, std::string_view plural) {
  return resource.group.empty() && resource.version == "v1" && resource.resource == plural;
}
bool IsService(const Resource& resource) { return IsCore(resource, "services"); }
bool IsNode(const Resource& resource) { return IsCore(resource, "nodes"); }

struct ObjectPart {
  kube::ObjectReader reader;
  bool is_present = false;
  std::string_view spec;  // the bytes of the object `spec`, as parsing leaves them
};

// Takes RapidJSON's events: those of the two objects go to their readers, the others are the
// envelope.
class ReviewEvents : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, ReviewEvents> {
 public:
  explicit ReviewEvents(const json::InSituStream& stream) : stream_(stream) {}

  bool Null() {
    if (skipped_from_ != 0) return true;
    part_ != nullptr ? part_->reader.Null() : envelope_.Null();
    return true;
  }

  bool Bool(bool value) {
    if (skipped_from_ != 0) return true;
    if (part_ != nullptr) {
      part_->reader.Bool(value);
    } else if (envelope_.Bool() == kDryRun) {
      request_.dry_run = value;
    }
    return true;
  }

  bool Int(int value) { return Number(value); }
  bool Uint(unsigned value) { return Number(value); }
  bool Int64(std::int64_t value) { return Number(value); }
  bool Uint64(std::uint64_t value) {
    return std::in_range<std::int64_t>(value) ? Number(static_cast<std::int64_t>(value))
                                              : Number(std::nullopt);
  }
  bool Double(double) { return Number(std::nullopt); }

  bool String(const char* text, rapidjson::SizeType length, bool) {
    if (skipped_from_ != 0) return true;
    if (part_ != nullptr) {
      part_->reader.String({text, length});
    } else if (const FieldId field = envelope_.Text(); field != FieldCursor::kNone) {
      ReadText(field, {text, length});
    }
    return true;
  }

  bool Key(const char* text, rapidjson::SizeType length, bool) {
    if (skipped_from_ != 0) return true;
    const std::string_view key(text, length);
    if (part_ == nullptr) {
      envelope_.Key(key);
      return true;
    }
    if (depth_ == kObjectDepth) at_spec_ = key == "spec";
    part_->reader.Key(key);
    return true;
  }

  bool StartObject() {
    if (++depth_ > kMaxDepth) return false;
    if (skipped_from_ != 0) return true;
    if (part_ == nullptr) StartInEnvelope(envelope_.StartObject());
    if (part_ == nullptr) return true;
    if (depth_ == kSpecDepth && at_spec_) spec_ = stream_.next() - 1;
    if (!part_->reader.StartObject()) skipped_from_ = depth_;
    return true;
  }

  bool EndObject(rapidjson::SizeType) {
    if (!Ends()) return true;
    if (part_ != nullptr) {
      part_->reader.EndObject();
      if (depth_ == kSpecDepth && at_spec_) {
        part_->spec = {spec_, static_cast<std::size_t>(stream_.next() - spec_)};
      }
      if (depth_ == kObjectDepth) part_ = nullptr;
    }
    if (part_ == nullptr) envelope_.End();
    --depth_;
    return true;
  }

  bool StartArray() {
    if (++depth_ > kMaxDepth) return false;
    if (skipped_from_ != 0) return true;
    const bool is_looked_at = part_ != nullptr ? part_->reader.StartArray()
                                               : envelope_.StartArray() != FieldCursor::kNone;
    if (!is_looked_at) skipped_from_ = depth_;
    return true;
  }

  bool EndArray(rapidjson::SizeType) {
    if (!Ends()) return true;
    if (part_ != nullptr) {
      part_->reader.EndArray();
    } else {
      envelope_.End();
    }
    --depth_;
    return true;
  }

  bool is_too_deep() const { return depth_ > kMaxDepth; }

  // REQUIRES: the whole text was parsed.
  Result<AdmissionRequest> TakeRequest();

 private:
  // Whether the container that ends is no part of a skipped one; if it is, that is all.
  bool Ends() {
    if (skipped_from_ != 0 && skipped_from_ != depth_) {
      --depth_;
      return false;
    }
    skipped_from_ = 0;
    return true;
  }

  bool Number(std::optional<std::int64_t> integer) {
    if (skipped_from_ != 0) return true;
    if (part_ != nullptr) {
      part_->reader.Number(integer);
    } else {
      envelope_.Number(integer);
    }
    return true;
  }

  void StartInEnvelope(FieldId field) {
    if (field == FieldCursor::kNone) skipped_from_ = depth_;
    if (field == kRequest) has_request_ = true;
    if (field != kObject && field != kOldObject) return;
    part_ = field == kObject ? &object_ : &old_object_;
    part_->is_present = true;
  }

  void ReadText(FieldId field, std::string_view text);

  const json::InSituStream& stream_;
  FieldCursor envelope_{kEnvelope};
  std::size_t depth_ = 0;
  std::size_t skipped_from_ = 0;  // the depth of a container that nobody looks into; 0: none
  std::string_view api_version_;
  std::string_view kind_;
  bool has_request_ = false;
  AdmissionRequest request_;
  ObjectPart object_;
  ObjectPart old_object_;
  ObjectPart* part_ = nullptr;  // the object that the events belong to
  bool at_spec_ = false;        // its last key was `spec`
  const char* spec_ = nullptr;
};

void ReviewEvents::ReadText(FieldId field, std::string_view text) {
  switch (field) {
    case kApiVersion: api_version_ = text; break;
    case kKind: kind_ = text; break;
    case kUid: request_.uid = text; break;
    case kOperation: request_.operation = ParseOperation(text); break;
    case kSubResource: request_.sub_resource = text; break;
    case kGroup: request_.resource.group = text; break;
    case kVersion: request_.resource.version = text; break;
    case kPlural: request_.resource.resource = text; break;
    case kUsername: request_.username = text; break;
    case kGroupName:
      if (text.starts_with("system:") && request_.groups.size() < kMaxGroups) {
        request_.groups.emplace_back(text);
      }
      break;
    default: break;
  }
}

// The object as what `take` reads of it; `path` is where it stands.
template <typename T>
Result<AdmissionObject> Take(ObjectPart& part, std::string_view path,
                             tl::expected<T, kube::FieldError> (kube::ObjectReader::*take)()) {
  if (!part.is_present) return AdmissionObject();
  auto taken = (part.reader.*take)();
  if (!taken) return InvalidArgument(taken.error().Sentence(path));
  return AdmissionObject(*std::move(taken));
}

Result<AdmissionObject> TakeAs(const Resource& resource, ObjectPart& part, std::string_view path) {
  if (IsService(resource)) return Take(part, path, &kube::ObjectReader::TakeService);
  if (IsNode(resource)) return Take(part, path, &kube::ObjectReader::TakeNode);
  return AdmissionObject();
}

Result<AdmissionRequest> ReviewEvents::TakeRequest() {
  if (const kube::FieldError* error = envelope_.error(1)) return InvalidArgument(error->Sentence());
  if (api_version_ != "admission.k8s.io/v1" || kind_ != "AdmissionReview") {
    return InvalidArgument("apiVersion and kind must be admission.k8s.io/v1 and AdmissionReview");
  }
  if (!has_request_) return InvalidArgument("request must be given");
  if (request_.uid.empty()) return InvalidArgument("request.uid must be given");
  // An escape for half of a surrogate pair, which RapidJSON lets pass; it could not be sent back.
  if (json::ValidUtf8Prefix(request_.uid) != request_.uid.size()) {
    return InvalidArgument("request.uid must be valid Unicode");
  }

  // Parsing in place changes equal bytes equally. Different ones could become equal only around an
  // escaped NUL, which the API server lets into no spec.
  const bool has_both = object_.is_present && old_object_.is_present;
  request_.spec_changed = !has_both || object_.spec != old_object_.spec;

  if (!request_.sub_resource.empty()) return std::move(request_);
  auto object = TakeAs(request_.resource, object_, "request.object");
  if (!object) return tl::unexpected(std::move(object.error()));
  auto old_object = TakeAs(request_.resource, old_object_, "request.oldObject");
  if (!old_object) return tl::unexpected(std::move(old_object.error()));
  request_.object = *std::move(object);
  request_.old_object = *std::move(old_object);
  if (request_.operation == Operation::kCreate || request_.operation == Operation::kUpdate) {
    const bool is_ours = IsService(request_.resource) || IsNode(request_.resource);
    if (is_ours && !object_.is_present) return InvalidArgument("request.object must be given");
  }
  return std::move(request_);
}

}  // namespace

Result<AdmissionRequest> ReadReview(std::span<char> body) {
  if (!json::IsUtf8({body.data(), body.size()})) return InvalidArgument("the body is not valid UTF-8");
  json::InSituStream stream(body);
  ReviewEvents events(stream);
  rapidjson::Reader reader;
  const rapidjson::ParseResult parsed = reader.Parse<rapidjson::kParseInsituFlag>(stream, events);
  if (events.is_too_deep()) {
    return InvalidArgument("the body is nested deeper than " + std::to_string(kMaxDepth) +
                           " levels");
  }
  if (parsed.IsError()) {
    return InvalidArgument("the body is not JSON: at byte " + std::to_string(parsed.Offset()) +
                           ": " + rapidjson::GetParseError_En(parsed.Code()));
  }
  // A NUL behind the review looks to RapidJSON like the end.
  if (stream.Tell() != body.size()) return InvalidArgument("the body has text behind the review");
  return events.TakeRequest();
}

}  // namespace portcullis::webhook
