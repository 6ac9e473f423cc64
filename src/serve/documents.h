#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/file_watcher.h"
#include "base/result.h"
#include "log/log.h"
#include "policy/snapshot_maker.h"
#include "serve/metrics.h"

namespace portcullis::serve {

// Keeps the snapshots up to date with the config and facts documents. A document is read again when it changes; a bad new one is refused and the last good one stays,
// which a log line and a metric tell. Where a config and facts that are good by themselves contradict
// each other the facts are refused, and both stay as they last agreed. Thread-safe.
class Documents {
 public:
  // Empty paths mean defaults and no facts. `snapshots` outlives it. Fails if the config is bad: a program that starts with
  // other rules than it was given is worse than one that does not start. Missing or bad facts are no
  // reason: what needs them is then not evaluated.
  static Result<std::unique_ptr<Documents>> Make(std::string config_path, std::string facts_path,
                                                 policy::SnapshotMaker& snapshots,
                                                 Metrics& metrics, log::Log& log,
                                                 std::chrono::milliseconds interval =
                                                     std::chrono::seconds(1));

  // What is wrong with the facts, for people: there are none, or the newest are bad. Empty if nothing.
  std::string FactsProblem() const;

 private:
  Documents(std::string config_path, std::string facts_path, policy::SnapshotMaker& snapshots,
            Metrics& metrics, log::Log& log);

  Status LoadConfig();
  // Returns whether there are new good ones.
  bool LoadFacts();
  void SetFactsPath(const std::string& path);
  // Puts the newest good documents in force if they agree.
  void Publish();
  void TakeFacts();
  void RefuseFacts(const Error& error);
  void Reload();

  const std::string config_path_;
  const std::string facts_flag_;  // empty: the config names the facts
  std::string facts_path_;        // fixed once the watcher runs
  policy::SnapshotMaker& snapshots_;
  Metrics& metrics_;
  log::Log& log_;

  // Only the loading thread uses these; before the watcher starts that is the maker's.
  FileSet config_files_;
  FileSet facts_files_;
  // The newest good ones.
  std::shared_ptr<const policy::Settings> settings_;
  std::shared_ptr<const cluster::Facts> facts_;
  bool facts_file_is_good_ = true;  // whether facts_ are what the file says now

  std::shared_ptr<const cluster::Facts> facts_in_force_;
  bool anything_in_force_ = false;

  mutable Mutex mutex_;
  std::string facts_problem_ GUARDED_BY(mutex_);
  std::optional<FileWatcher> watcher_;  // last: its thread uses the others
};

}  // namespace portcullis::serve
