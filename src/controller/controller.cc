#include "controller/controller.h"

#include <exception>
#include <string_view>
#include <utility>

#include "base/sleep.h"

namespace portcullis::controller {
namespace {

using policy::ObjectRef;

constexpr std::chrono::milliseconds kSyncInterval{100};

// Exemptions end with a day in UTC.
std::chrono::system_clock::duration UntilTomorrow(std::chrono::system_clock::time_point now) {
  return std::chrono::ceil<std::chrono::days>(now + std::chrono::seconds(1)) - now;
}

}  // namespace

Controller::Controller(Options options, kube::ApiClient& api, policy::SnapshotMaker& snapshots,
                       const Clock& clock, Metrics& metrics, log::Log& log)
    : options_(std::move(options)),
      api_(api),
      snapshots_(snapshots),
      clock_(clock),
      metrics_(metrics),
      log_(log),
      queue_metrics_(metrics),
      queue_(&queue_metrics_),
      state_(
          [this](const kube::ObjectName& name) {
            queue_.Add({Key::Kind::kService, std::string(name.namespace_name),
                        std::string(name.name)});
          },
          [this](const kube::ObjectName&) {
            reconciler_.NodesChanged();
            queue_.Add({});
          }),
      reconciler_(state_, snapshots, clock),
      services_(api, state_.service_handler(), services_timer_,
                [&log](const std::string& trouble) {
                  log.Warning("Could not watch Services", {{"err", trouble}});
                }),
      nodes_(api, state_.node_handler(), nodes_timer_,
             [&log](const std::string& trouble) {
               log.Warning("Could not watch Nodes", {{"err", trouble}});
             }),
      election_(options_.election, api, *this),
      services_thread_([this](const std::stop_token& stop) { services_.Run(stop); }),
      nodes_thread_([this](const std::stop_token& stop) { nodes_.Run(stop); }),
      worker_([this](const std::stop_token& stop) { Work(stop); }),
      leading_([this](const std::stop_token& stop) { Lead(stop); }) {
  snapshots_.Listen([this] { queue_.Add({}); });
}

void Controller::End() {
  snapshots_.Listen(nullptr);
  std::jthread* const threads[] = {&leading_, &worker_, &nodes_thread_, &services_thread_};
  for (std::jthread* thread : threads) thread->request_stop();
  for (std::jthread* thread : threads) {
    if (thread->joinable()) thread->join();
  }
}

bool Controller::IsLeading() const {
  return options_.elect ? election_.IsLeading() : term() != nullptr;
}

bool Controller::IsSynced() const { return services_.state().synced && nodes_.state().synced; }

std::string Controller::WatchProblem() const {
  const std::string services = services_.state().trouble;
  return services.empty() ? nodes_.state().trouble : services;
}

void Controller::RefreshMetrics() {
  metrics_.QueueDepth(queue_.depth());
  const WorkQueue::Work work = queue_.work();
  metrics_.QueueWorking(work.total, work.longest);
}

bool Controller::WaitUntilSynced(const std::stop_token& stop) const {
  while (!IsSynced()) {
    if (!SleepFor(kSyncInterval, stop)) return false;
  }
  return !stop.stop_requested();
}

// Before everything was heard of once, the instances of the facts stand for the Nodes, and nothing is
// known to be gone.
void Controller::Work(const std::stop_token& stop) {
  if (!WaitUntilSynced(stop)) return;
  queue_.Add({});
  while (const std::optional<Key> key = queue_.Get(stop)) {
    ReconcileOne(*key);
    if (key->kind == Key::Kind::kView) {
      queue_.AddAfter(*key, UntilTomorrow(clock_.Now()));
    }
    queue_.Done(*key);
  }
}

void Controller::ReconcileOne(const Key& key) {
  const auto start = std::chrono::steady_clock::now();
  const auto ended = [&](Metrics::ReconcileResult result) {
    metrics_.ReconcileEnded(result, std::chrono::steady_clock::now() - start);
  };
  metrics_.ReconcileStarted();
  try {
    reconciler_.Reconcile(key, term().get());
    queue_.Forget(key);
    ended(Metrics::ReconcileResult::kSuccess);
  } catch (const std::exception& exception) {
    log_.Error("Could not reconcile",
               {{"namespace", key.namespace_name}, {"name", key.name}, {"err", exception.what()}});
    queue_.AddRateLimited(key);
    ended(Metrics::ReconcileResult::kError);
  }
}

void Controller::Lead(const std::stop_token& stop) {
  if (!WaitUntilSynced(stop)) return;
  if (options_.elect) {
    election_.Run(stop);
    return;
  }
  StartedLeading();
  while (SleepFor(std::chrono::hours(1), stop)) {
  }
  StoppedLeading();
}

std::shared_ptr<Term> Controller::term() const {
  const MutexLock lock(mutex_);
  return term_;
}

std::optional<std::string> Controller::UidOf(const ObjectRef& object) const {
  if (object.kind == ObjectRef::Kind::kNode) {
    const auto node = state_.FindNode(object.name);
    return node ? std::optional(node->uid) : std::nullopt;
  }
  const auto service = state_.FindService({object.namespace_name, object.name});
  return service ? std::optional(service->uid) : std::nullopt;
}

void Controller::StartedLeading() {
  log_.Info(0, "Leading", {{"identity", options_.election.identity}});
  auto term = std::make_shared<Term>(
      Term::Options{
          .identity = options_.election.identity,
          .may_write = [this] { return IsLeading(); },
          .uid_of = [this](const ObjectRef& object) { return UidOf(object); }},
      api_, clock_, metrics_, log_);
  {
    const MutexLock lock(mutex_);
    term_ = std::move(term);
  }
  queue_.Add({});
}

void Controller::StoppedLeading() {
  log_.Info(0, "Leading no more", {{"identity", options_.election.identity}});
  std::shared_ptr<Term> ended;
  {
    const MutexLock lock(mutex_);
    ended.swap(term_);
  }
  if (ended != nullptr) ended->End();
}

void Controller::SawHolder(std::string_view identity) {
  log_.Info(1, "Saw the leader", {{"identity", identity}});
}

void Controller::AttemptFailed(std::string_view problem) {
  log_.Warning("Could not take part in the election", {{"err", problem}});
}

}  // namespace portcullis::controller
