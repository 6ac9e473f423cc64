#include "tests/kube/object_store.h"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <utility>

namespace portcullis::kube {
namespace {

using rapidjson::Document;
using rapidjson::Pointer;
using rapidjson::Value;

constexpr std::array<std::string_view, 5> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE"};

Document Parse(const std::string& json) {
  Document document;
  document.Parse(json + std::string(17, '\0'));  // RapidJSON looks at 16 bytes at a time
  return document;
}

std::string Text(const Document& document) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  return buffer.GetString();
}

std::string At(const Document& document, const std::string& pointer) {
  const Value* value = Pointer(pointer).Get(document);
  if (value == nullptr || value->IsNull()) return "";
  if (value->IsString()) return value->GetString();
  return value->IsInt64() ? std::to_string(value->GetInt64()) : "?";
}

tl::unexpected<ApiError> Refuse(int code, std::string reason) {
  return tl::unexpected<ApiError>({code, reason, reason, {}});
}

// Whether the times of a Lease are what the API server can read.
bool HasGoodTimes(const Document& object) {
  for (const char* field : {"/spec/acquireTime", "/spec/renewTime"}) {
    std::string text = At(object, field);
    std::ranges::replace_if(text, [](char c) { return c >= '0' && c <= '9'; }, '0');
    if (!text.empty() && text != "0000-00-00T00:00:00.000000Z") return false;
  }
  return true;
}

}  // namespace

ApiResult<std::string> ObjectStore::Call(const ApiRequest& request, const std::stop_token& stop) {
  if (stop.stop_requested()) return Refuse(0, "stopped");
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::string(kMethods[static_cast<std::size_t>(request.method)]) + " " +
                   request.path);
  if (fault_) {
    if (auto error = fault_(request)) return tl::unexpected(*std::move(error));
  }
  return Answer(request);
}

ApiResult<std::string> ObjectStore::Answer(const ApiRequest& request) {
  const auto known = objects_.find(request.path);
  if (request.method == ApiRequest::Method::kGet) {
    if (known == objects_.end()) return Refuse(404, "NotFound");
    return known->second;
  }
  Document body = Parse(request.body);
  if (body.HasParseError() || !HasGoodTimes(body)) return Refuse(400, "BadRequest");
  if (request.method == ApiRequest::Method::kPost) {
    const std::string path = request.path + "/" + At(body, "/metadata/name");
    if (objects_.contains(path)) return Refuse(409, "AlreadyExists");
    return Store(path, request.body);
  }
  if (known == objects_.end()) return Refuse(404, "NotFound");
  Document object = Parse(known->second);
  if (request.method == ApiRequest::Method::kPut) {
    const std::string pointer = "/metadata/resourceVersion";
    if (At(body, pointer) != At(object, pointer)) return Refuse(409, "Conflict");
    return Store(request.path, request.body);
  }
  if (request.method != ApiRequest::Method::kPatch ||
      request.content_type != "application/json-patch+json") {
    return Refuse(415, "UnsupportedMediaType");
  }
  for (const Value& operation : std::as_const(body).GetArray()) {
    const Pointer pointer(operation["path"].GetString());
    const Value& value = operation["value"];
    const std::string kind = operation["op"].GetString();
    if (kind == "add") {
      pointer.Set(object, Value(value, object.GetAllocator()));
    } else {
      const Value* there = pointer.Get(object);
      if (kind != "test" || there == nullptr || *there != value) return Refuse(422, "Invalid");
    }
  }
  return Store(request.path, Text(object));
}

std::string ObjectStore::Store(const std::string& path, const std::string& json) {
  Document object = Parse(json);
  const std::string version = std::to_string(++version_);
  Pointer("/metadata/resourceVersion").Set(object, version.c_str());
  return objects_[path] = Text(object);
}

ApiResult<void> ObjectStore::Stream(const std::string&, std::chrono::seconds,
                                    const std::function<bool(std::string_view)>&,
                                    const std::stop_token&) {
  return Refuse(501, "NotImplemented");
}

void ObjectStore::Put(const std::string& path, const std::string& json) {
  const std::lock_guard lock(mutex_);
  Store(path, json);
}

void ObjectStore::Delete(const std::string& path) {
  const std::lock_guard lock(mutex_);
  objects_.erase(path);
}

std::string ObjectStore::Get(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto known = objects_.find(path);
  return known == objects_.end() ? "" : known->second;
}

std::string ObjectStore::Field(const std::string& path, const std::string& pointer) const {
  const std::string object = Get(path);
  return object.empty() ? "" : At(Parse(object), pointer);
}

void ObjectStore::SetFault(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
}

std::vector<std::string> ObjectStore::Calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

}  // namespace portcullis::kube
