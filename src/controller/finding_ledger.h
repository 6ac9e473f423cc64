#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "controller/ledger_entry.h"
#include "message/language.h"
#include "policy/finding.h"

namespace portcullis::controller {

// What became of a finding about a Service or a Node. That a finding cannot be judged any more, or
// that its object is gone, is no change: nobody knows that it holds no longer, or nobody is left to
// tell.
struct Change {
  enum class Kind : std::uint8_t {
    kOpened,    // was not there, or was exempted
    kChanged,   // other severity or action, or exempted now
    kResolved,  // its check was run and does not find it
  };

  Kind kind;
  policy::ObjectRef object;
  LedgerEntry entry;  // as it is now; of kResolved as it was
  std::string note;   // what to say of the change, in the language of the update
};

// How many statements of one check the ledger holds.
struct CheckCounts {
  std::array<std::size_t, 5> findings{};  // by policy::Severity
  std::size_t exempted = 0;
  std::array<std::size_t, 5> not_evaluated{};  // by policy::Reason

  friend bool operator==(const CheckCounts&, const CheckCounts&) = default;
};

// What holds now: the latest evaluation of every object. Events follow from the changes that an
// update returns, reports and gauges from what is held; so it lives only while this replica leads.
// Every statement belongs to the object that it is about, whoever's evaluation it comes from, and
// is held once. Thread-safe.
class FindingLedger {
 public:
  FindingLedger();

  // Replaces what is held of a Service or a Node. What the evaluation says about other objects,
  // such as of a Node's group list, is left out: it comes with the facts.
  std::vector<Change> Update(const policy::ObjectRef& object, const policy::Evaluation& evaluation,
                             message::Language language);

  // Replaces what is held of all objects of the cloud. What the evaluation says about Nodes is left
  // out.
  void UpdateFacts(const policy::Evaluation& evaluation, message::Language language);

  // Forgets a Service or a Node that is gone.
  void Remove(const policy::ObjectRef& object);

  // What is held of the Services of a namespace, or, of "", of everything that has none; by object.
  std::vector<std::shared_ptr<const ObjectEntries>> Of(std::string_view namespace_name) const;

  // The namespaces, with "" as above, of which something else is held than when this was last
  // called. For one caller.
  std::set<std::string> TakeTouched();

  // In the order of policy::AllChecks().
  std::vector<CheckCounts> counts() const;

 private:
  using Pointer = std::shared_ptr<const ObjectEntries>;

  struct ByObject {
    using is_transparent = void;
    bool operator()(const Pointer& a, const Pointer& b) const;
    bool operator()(const Pointer& a, const policy::ObjectRef& b) const;
    bool operator()(const policy::ObjectRef& a, const Pointer& b) const;
  };

  // What was held of the object before; null: nothing.
  Pointer Replace(const Pointer& now) REQUIRES_LOCK(mutex_);
  void Count(const ObjectEntries& object, bool is_there) REQUIRES_LOCK(mutex_);

  mutable Mutex mutex_;
  std::set<Pointer, ByObject> objects_ GUARDED_BY(mutex_);  // only those with entries
  std::set<std::string> touched_ GUARDED_BY(mutex_);
  std::vector<CheckCounts> counts_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::controller
