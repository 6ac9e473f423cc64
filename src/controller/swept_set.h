#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "kube/object_handler.h"

namespace portcullis::controller {

// Objects by name, with what it takes to tell which of them a list no longer has: everything that
// the list names is put or marked, and the end of the sweep takes out the rest. T has `name()` and
// is compared with ==. Not thread-safe.
template <typename T>
class SweptSet {
 public:
  // Returns whether it is new, or another than there was.
  bool Put(T object) {
    const auto found = elements_.find(object.name());
    if (found == elements_.end()) {
      elements_.insert({std::move(object), sweep_});
      return true;
    }
    found->sweep = sweep_;
    if (found->object == object) return false;
    auto element = elements_.extract(found);
    element.value().object = std::move(object);
    elements_.insert(std::move(element));
    return true;
  }

  // Of an object that is there as it was, if it ever was.
  void Mark(const kube::ObjectName& name) {
    const auto found = elements_.find(name);
    if (found != elements_.end()) found->sweep = sweep_;
  }

  // Returns whether there was one.
  bool Erase(const kube::ObjectName& name) {
    const auto found = elements_.find(name);
    if (found == elements_.end()) return false;
    elements_.erase(found);
    return true;
  }

  // A sweep that was not ended is forgotten.
  void StartSweep() { ++sweep_; }
  // Takes out and returns what was neither put nor marked since the sweep was started.
  std::vector<T> EndSweep() {
    std::vector<T> gone;
    for (auto element = elements_.begin(); element != elements_.end();) {
      const auto next = std::next(element);
      if (element->sweep != sweep_) {
        gone.push_back(std::move(elements_.extract(element).value().object));
      }
      element = next;
    }
    return gone;
  }

  // Null if there is none.
  const T* Find(const kube::ObjectName& name) const {
    const auto found = elements_.find(name);
    return found == elements_.end() ? nullptr : &found->object;
  }

  // Calls `visit` with each, by name.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const Element& element : elements_) visit(element.object);
  }

  std::size_t size() const { return elements_.size(); }

 private:
  struct Element {
    T object;
    mutable std::uint32_t sweep;  // in which it was last put or marked; no part of the order
  };

  struct ByName {
    using is_transparent = void;

    static kube::ObjectName NameOf(const Element& element) { return element.object.name(); }
    static kube::ObjectName NameOf(const kube::ObjectName& name) { return name; }

    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return NameOf(a) < NameOf(b);
    }
  };

  std::set<Element, ByName> elements_;
  std::uint32_t sweep_ = 0;
};

}  // namespace portcullis::controller
