#include "kube/field_cursor.h"

#include <bit>
#include <utility>

namespace portcullis::kube {
namespace {

std::string_view Expectation(FieldType type) {
  switch (type) {
    case FieldType::kObject: return "must be an object";
    case FieldType::kArray: return "must be a list";
    case FieldType::kText: return "must be a string";
    case FieldType::kBool: return "must be true or false";
    case FieldType::kPort: return "must be a whole number from 0 to 65535";
    case FieldType::kOtherNumber: break;
  }
  return "must be a number";
}

}  // namespace

std::string FieldError::Sentence(std::string_view root) const {
  std::string sentence(root);
  if (!root.empty() && !path.empty()) sentence += '.';
  sentence += path;
  if (sentence.empty()) sentence = "the document";
  return sentence + ' ' + message;
}

const FieldError* FieldCursor::error(std::uint8_t purpose) const {
  const auto& error = errors_[static_cast<std::size_t>(std::countr_zero(purpose))];
  return error ? &*error : nullptr;
}

void FieldCursor::RefuseRepeated() {
  if (tree_[next_].key == Field::kEach) return;
  Fail("is given twice");
  next_ = kNone;
}

void FieldCursor::RefuseElement() {
  if (next_ == kNone) return;
  Fail("is one element too many; a list may have " + std::to_string(kMaxElements));
  next_ = kNone;
}

void FieldCursor::RefuseType() { Fail(std::string(Expectation(tree_[next_].type))); }

void FieldCursor::Fail(std::string message) {
  const FieldError failure{Path(), std::move(message), position()};
  for (std::size_t i = 0; i < errors_.size(); ++i) {
    if ((tree_[next_].purposes >> i & 1) != 0 && !errors_[i]) errors_[i] = failure;
  }
}

std::string FieldCursor::Path() const {
  std::string path;
  for (std::size_t i = 1; i <= depth_; ++i) {
    const Frame& parent = frames_[i - 1];
    const bool is_current = i == depth_;
    const FieldId field = is_current ? next_ : frames_[i].field;
    if (parent.is_array) {
      path += '[' + std::to_string(parent.elements - 1) + ']';
    } else if (tree_[field].key == Field::kEach) {
      path += '[' + std::string(is_current ? key_ : frames_[i].key) + ']';
    } else {
      if (!path.empty()) path += '.';
      path += tree_[field].key;
    }
  }
  return path;
}

}  // namespace portcullis::kube
