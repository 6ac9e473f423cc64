#include "base/file_watcher.h"

#include <sys/stat.h>

#include <cstddef>
#include <utility>

namespace portcullis {
namespace {

std::int64_t Nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

FileIdentity FileIdentity::Of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, status.st_size, Nanoseconds(status.st_mtim),
          Nanoseconds(status.st_ctim)};
}

FileSet::FileSet(std::vector<std::string> paths)
    : paths_(std::move(paths)), identities_(paths_.size()) {
  Changed();
}

bool FileSet::Changed() {
  bool changed = false;
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    const FileIdentity now = FileIdentity::Of(paths_[i]);
    if (now == identities_[i]) continue;
    identities_[i] = now;
    changed = true;
  }
  return changed;
}

FileWatcher::FileWatcher(FileSet files, std::chrono::milliseconds interval,
                         std::function<void()> on_change)
    : files_(std::move(files)),
      interval_(interval),
      on_change_(std::move(on_change)),
      thread_([this](const std::stop_token& stop) { Watch(stop); }) {}

void FileWatcher::Watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    stopped_.wait_for(lock, stop, interval_, [] { return false; });
    if (!stop.stop_requested() && files_.Changed()) on_change_();
  }
}

}  // namespace portcullis
