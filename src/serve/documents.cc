#include "serve/documents.h"

#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "config/config_reader.h"
#include "facts/facts_reader.h"

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
                                                   Metrics& metrics, log::Log& log,
                                                   std::chrono::milliseconds interval) {
  std::unique_ptr<Documents> documents(
      new Documents(std::move(config_path), std::move(facts_path), metrics, log));
  if (Status status = documents->LoadConfig(); !status) return tl::unexpected(status.error());
  // Reported by LoadFacts; the next good file is taken.
  (void)documents->LoadFacts();
  documents->Publish();
  Documents* self = documents.get();
  std::vector<std::string> paths = PathsOf(self->config_path_);
  for (std::string& path : PathsOf(self->facts_path_)) paths.push_back(std::move(path));
  if (!paths.empty()) {
    self->watcher_.emplace(FileSet(std::move(paths)), interval, [self] { self->Reload(); });
  }
  return documents;
}

Documents::Documents(std::string config_path, std::string facts_path, Metrics& metrics,
                     log::Log& log)
    : config_path_(std::move(config_path)),
      facts_flag_(!facts_path.empty()),
      facts_path_(std::move(facts_path)),
      metrics_(metrics),
      log_(log),
      config_files_(PathsOf(config_path_)),
      facts_files_(PathsOf(facts_path_)),
      settings_(std::make_shared<const policy::Settings>()),
      snapshots_(std::make_shared<const policy::Snapshot>()) {}

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
  metrics_.Reloaded(Metrics::Document::kConfig, config.has_value());
  if (!config) return tl::unexpected(config.error());
  settings_ = std::make_shared<const policy::Settings>(std::move(config->settings));
  if (!facts_flag_) SetFactsPath(config->facts_file.value_or(""));
  log_.Info(2, "Read the config", {{"file", config_path_}});
  return {};
}

// Files are watched from the start, so another path takes a restart.
void Documents::SetFactsPath(const std::string& path) {
  if (watcher_) {
    if (path != facts_path_) log_.Warning("Another facts.path takes a restart", {{"path", path}});
    return;
  }
  facts_path_ = path;
  facts_files_ = FileSet(PathsOf(path));
}

Status Documents::LoadFacts() {
  if (facts_path_.empty()) return {};
  auto text = ReadFile(facts_path_);
  auto facts = text ? facts::ReadFacts(*std::move(text), facts_path_)
                    : Result<cluster::Facts>(tl::unexpected(text.error()));
  metrics_.Reloaded(Metrics::Document::kFacts, facts.has_value());
  {
    const MutexLock lock(mutex_);
    facts_problem_ = facts ? "" : facts.error().message.substr(0, facts.error().message.find('\n'));
  }
  if (!facts) {
    log_.Error("Could not read the facts; the last good ones stay in force",
               {{"err", facts.error().message}, {"haveGoodOnes", facts_ != nullptr}});
    return tl::unexpected(facts.error());
  }
  metrics_.FactsObserved(facts->observed_at);
  log_.Info(2, "Read the facts",
            {{"file", facts_path_},
             {"groups", static_cast<std::int64_t>(facts->inventory.groups.size())},
             {"instances", static_cast<std::int64_t>(facts->instances.size())}});
  facts_ = std::make_shared<const cluster::Facts>(*std::move(facts));
  return {};
}

void Documents::Publish() {
  auto snapshot = std::make_shared<policy::Snapshot>();
  snapshot->settings = settings_;
  snapshot->facts_are_configured = !facts_path_.empty();
  if (facts_ != nullptr) {
    snapshot->view = policy::ClusterView::Make(facts_, {}, settings_->expectations);
    snapshot->facts = policy::Evaluator::Facts::kKnown;
  }
  snapshots_.Replace(std::move(snapshot));
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
  if (facts_files_.Changed()) changed = LoadFacts().has_value() || changed;
  if (changed) Publish();
}

}  // namespace portcullis::serve
