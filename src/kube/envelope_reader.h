#pragma once

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "json/in_situ_stream.h"
#include "json/source.h"
#include "kube/object_reader.h"

namespace portcullis::kube {

// Takes the events of RapidJSON's parser for a text in which objects of the Kubernetes API lie in
// an envelope: the items of a list, the object of a watch event. Each object is read by an
// ObjectReader of its own, and what that does not look at is left out. The envelope itself is for
// `Envelope`, which derives from this and has
//
//   static constexpr std::size_t kObjectDepth;  // of the objects; the text itself has 1
//   bool HoldsObject() const;  // whether what starts at that depth, at key(1) and key(2), is one
//   void Text(std::string_view);  // a string at depth 1 or 2, also where that is in an object
//   void Number(std::optional<std::int64_t>);  // the same of a number
//   void Take(ObjectReader& object);  // an object that is read whole
//
// Text stays valid until the parsed text goes.
template <typename Envelope>
class EnvelopeEvents : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Envelope> {
 public:
  // RapidJSON recurses once a level. Real objects have about 15.
  static constexpr std::size_t kMaxDepth = 100;

  bool Null() {
    if (skipped_from_ == 0 && object_) object_->Null();
    return true;
  }
  bool Bool(bool value) {
    if (skipped_from_ == 0 && object_) object_->Bool(value);
    return true;
  }
  bool Int(int value) { return AnyNumber(value); }
  bool Uint(unsigned value) { return AnyNumber(value); }
  bool Int64(std::int64_t value) { return AnyNumber(value); }
  bool Uint64(std::uint64_t value) {
    return std::in_range<std::int64_t>(value) ? AnyNumber(static_cast<std::int64_t>(value))
                                              : AnyNumber(std::nullopt);
  }
  bool Double(double) { return AnyNumber(std::nullopt); }

  bool String(const char* text, rapidjson::SizeType length, bool) {
    if (skipped_from_ != 0) return true;
    if (depth_ <= kKeys) envelope().Text({text, length});
    if (object_) object_->String({text, length});
    return true;
  }

  bool Key(const char* text, rapidjson::SizeType length, bool) {
    if (skipped_from_ != 0) return true;
    if (depth_ <= kKeys) keys_[depth_ - 1] = {text, length};
    if (object_) object_->Key({text, length});
    return true;
  }

  bool StartObject() {
    if (!Enter()) return false;
    if (skipped_from_ != 0) return true;
    if (depth_ == Envelope::kObjectDepth && envelope().HoldsObject()) object_.emplace();
    if (object_ && !object_->StartObject()) skipped_from_ = depth_;
    return true;
  }

  bool StartArray() {
    if (!Enter()) return false;
    if (skipped_from_ == 0 && object_ && !object_->StartArray()) skipped_from_ = depth_;
    return true;
  }

  bool EndObject(rapidjson::SizeType) {
    if (EndsLookedAt() && object_) {
      object_->EndObject();
      if (depth_ == Envelope::kObjectDepth) {
        envelope().Take(*object_);
        object_.reset();
      }
    }
    --depth_;
    return true;
  }

  bool EndArray(rapidjson::SizeType) {
    if (EndsLookedAt() && object_) object_->EndArray();
    --depth_;
    return true;
  }

  bool is_too_deep() const { return depth_ > kMaxDepth; }

 protected:
  std::size_t depth() const { return depth_; }
  // The last key of the object at the depth, which is 1 or 2; "" in an array.
  std::string_view key(std::size_t depth) const { return keys_[depth - 1]; }

 private:
  static constexpr std::size_t kKeys = 2;

  Envelope& envelope() { return static_cast<Envelope&>(*this); }

  bool Enter() {
    if (++depth_ > kMaxDepth) return false;
    if (depth_ <= kKeys) keys_[depth_ - 1] = {};
    return true;
  }

  // Of a container that ends: whether it is no part of one that is left out.
  bool EndsLookedAt() {
    if (skipped_from_ != 0 && skipped_from_ != depth_) return false;
    skipped_from_ = 0;
    return true;
  }

  bool AnyNumber(std::optional<std::int64_t> integer) {
    if (skipped_from_ != 0) return true;
    if (depth_ <= kKeys) envelope().Number(integer);
    if (object_) object_->Number(integer);
    return true;
  }

  std::size_t depth_ = 0;
  std::size_t skipped_from_ = 0;  // the depth of a container that nobody looks into; 0: none
  std::string_view keys_[kKeys];
  std::optional<ObjectReader> object_;  // the one that the events belong to
};

// Parses a text in place, which overwrites it. kInvalidArgument for what is no JSON (RFC 8259) in
// UTF-8, or nested too deep: the objects before that were given all the same. REQUIRES: a NUL
// stands behind the text.
template <typename Envelope>
Status ReadEnvelope(std::span<char> text, Envelope& events) {
  if (!json::IsUtf8({text.data(), text.size()})) return InvalidArgument("it is not valid UTF-8");
  json::InSituStream stream(text);
  rapidjson::Reader reader;
  const rapidjson::ParseResult parsed = reader.Parse<rapidjson::kParseInsituFlag>(stream, events);
  if (events.is_too_deep()) {
    return InvalidArgument("it is nested deeper than " + std::to_string(Envelope::kMaxDepth) +
                           " levels");
  }
  if (parsed.IsError()) {
    return InvalidArgument("it is not JSON: at byte " + std::to_string(parsed.Offset()) + ": " +
                           rapidjson::GetParseError_En(parsed.Code()));
  }
  // A NUL in it looks to RapidJSON like the end.
  if (stream.Tell() != text.size()) return InvalidArgument("it has a NUL");
  return {};
}

}  // namespace portcullis::kube
