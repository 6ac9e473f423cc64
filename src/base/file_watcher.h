#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace portcullis {

// Which content a path leads to, as far as stat(2) tells: symbolic links are followed, so that the
// swap of the `..data` link of a mounted ConfigMap or Secret, a rename over the file and a write in
// place all give another identity. A path that leads nowhere has one too, equal to itself. Not
// seen: a write in place of equal length within the file system's clock tick, some milliseconds.
struct FileIdentity {
  static FileIdentity Of(const std::string& path);

  bool operator==(const FileIdentity&) const = default;

  dev_t device = 0;
  ino_t inode = 0;  // 0: no such file
  off_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  // catches what sets the modification time back, such as `cp -p`
};

// The paths that one load reads, and what they led to when last looked at. Make it before the load:
// what changes in between is then seen by the first `Changed`. External synchronisation.
class FileSet {
 public:
  explicit FileSet(std::vector<std::string> paths);

  // Whether any path leads to something else than at the last call (or since construction).
  bool Changed();

 private:
  std::vector<std::string> paths_;
  std::vector<FileIdentity> identities_;
};

// Looks at a set of files every `interval` on a thread of its own and calls `on_change`, on that
// thread, after each look that found a change. Polling, because inotify sees neither the far end of
// a symbolic link nor network file systems. The destructor waits for a call in progress.
class FileWatcher {
 public:
  FileWatcher(FileSet files, std::chrono::milliseconds interval, std::function<void()> on_change);
  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;

 private:
  void Watch(const std::stop_token& stop);

  FileSet files_;
  const std::chrono::milliseconds interval_;
  const std::function<void()> on_change_;
  std::mutex mutex_;  // guards nothing; a condition variable needs one
  std::condition_variable_any stopped_;
  std::jthread thread_;  // last: stops and joins before the rest goes
};

}  // namespace portcullis
