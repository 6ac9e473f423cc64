#include "serve/documents.h"

#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "config/config_reader.h"
#include "facts/facts_reader.h"
#include "policy/peers.h"

namespace portcullis::serve {
namespace {

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An empty file is a document, too; to insert nothing would count as a failure.
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.is_open() || file.bad() || !text) {
    return MakeError(Error::Code::kNotFound, path + ": cannot be read");
  }
  return std::move(text).str();
}

std::vector<std::string> PathsOf(const std::string& path) {
  return path.empty() ? std::vector<std::string>() : std::vector<std::string>{path};
}

}  // namespace

Result<std::unique_ptr<Documents>> Documents::Make(std::string config_path, std::string facts_path,
                                                   policy::SnapshotMaker& snapshots,
                                                   Metrics& metrics, log::Log& log,
                                                   std::chrono::milliseconds interval) {
  std::unique_ptr<Documents> documents(
      new Documents(std::move(config_path), std::move(facts_path), snapshots, metrics, log));
  if (Status status = documents->LoadConfig(); !status) return tl::unexpected(status.error());
  // Bad facts are reported; the next good file is taken.
  documents->LoadFacts();
  documents->Publish();
  Documents* self = documents.get();
  std::vector<std::string> paths = PathsOf(self->config_path_);
  for (std::string& path : PathsOf(self->facts_path_)) paths.push_back(std::move(path));
  if (!paths.empty()) {
    self->watcher_.emplace(FileSet(std::move(paths)), interval, [self] { self->Reload(); });
  }
  return documents;
}

Documents::Documents(std::string config_path, std::string facts_path,
                     policy::SnapshotMaker& snapshots, Metrics& metrics, log::Log& log)
    : config_path_(std::move(config_path)),
      facts_flag_(std::move(facts_path)),
      facts_path_(facts_flag_),
      snapshots_(snapshots),
      metrics_(metrics),
      log_(log),
      config_files_(PathsOf(config_path_)),
      facts_files_(PathsOf(facts_path_)),
      settings_(std::make_shared<const policy::Settings>()) {}

std::string Documents::FactsProblem() const {
  if (facts_path_.empty()) return "none are configured";
  const MutexLock lock(mutex_);
  return facts_problem_;
}

Status Documents::LoadConfig() {
  if (config_path_.empty()) return {};
  auto text = ReadFile(config_path_);
  auto config = text ? config::ReadConfig(*std::move(text), config_path_)
                     : Result<config::Config>(tl::unexpected(text.error()));
  const auto facts_file = config ? config::FactsFile(*config, config_path_, facts_flag_)
                                 : Result<std::string>(tl::unexpected(config.error()));
  metrics_.Reloaded(Metrics::Document::kConfig, facts_file.has_value());
  if (!facts_file) return tl::unexpected(facts_file.error());
  settings_ = std::make_shared<const policy::Settings>(std::move(config->settings));
  SetFactsPath(*facts_file);
  log_.Info(2, "Read the config", {{"file", config_path_}});
  return {};
}

// Files are watched from the start, so another path takes a restart.
void Documents::SetFactsPath(const std::string& path) {
  if (path == facts_path_) return;
  if (watcher_) {
    log_.Warning("Another facts.path takes a restart", {{"path", path}});
    return;
  }
  facts_path_ = path;
  facts_files_ = FileSet(PathsOf(path));
}

bool Documents::LoadFacts() {
  if (facts_path_.empty()) return false;
  auto text = ReadFile(facts_path_);
  auto facts = text ? facts::ReadFacts(*std::move(text), facts_path_)
                    : Result<cluster::Facts>(tl::unexpected(text.error()));
  facts_file_is_good_ = facts.has_value();
  if (!facts) {
    RefuseFacts(facts.error());
    return false;
  }
  log_.Info(2, "Read the facts",
            {{"file", facts_path_},
             {"groups", static_cast<std::int64_t>(facts->inventory.groups.size())},
             {"instances", static_cast<std::int64_t>(facts->instances.size())}});
  facts_ = std::make_shared<const cluster::Facts>(*std::move(facts));
  return true;
}

void Documents::RefuseFacts(const Error& error) {
  metrics_.Reloaded(Metrics::Document::kFacts, false);
  {
    const MutexLock lock(mutex_);
    facts_problem_ = error.message.substr(0, error.message.find('\n'));
  }
  log_.Error("Could not take the facts; the last good ones stay in force",
             {{"err", error.message}, {"haveGoodOnes", facts_in_force_ != nullptr}});
}

// Says that the newest good facts come into force.
void Documents::TakeFacts() {
  if (facts_in_force_ != facts_) {
    metrics_.Reloaded(Metrics::Document::kFacts, true);
    metrics_.FactsObserved(facts_->observed_at);
  }
  facts_in_force_ = facts_;
  if (!facts_file_is_good_) return;
  const MutexLock lock(mutex_);
  facts_problem_.clear();
}

void Documents::Publish() {
  const Status agreed = facts_ == nullptr
                            ? Status()
                            : policy::AgreeOnPeers(*facts_, facts_path_, settings_->expectations,
                                                   config_path_);
  if (!agreed) RefuseFacts(agreed.error());
  if (!agreed && anything_in_force_) return;
  anything_in_force_ = true;
  if (facts_ != nullptr && agreed) TakeFacts();
  snapshots_.Take({settings_, facts_in_force_, !facts_path_.empty()});
}

void Documents::Reload() {
  bool changed = false;
  if (config_files_.Changed()) {
    const Status status = LoadConfig();
    changed = status.has_value();
    if (!status) {
      log_.Error("Could not read the config; the last good one stays in force",
                 {{"err", status.error().message}});
    }
  }
  if (facts_files_.Changed()) changed = LoadFacts() || changed;
  if (changed) Publish();
}

}  // namespace portcullis::serve
