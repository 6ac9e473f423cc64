#pragma once

#include <mutex>

// Clang's lock analysis (-Wthread-safety) needs annotated lock types, which std::mutex is not in
// libstdc++. With g++ the annotations are nothing.
#if defined(__clang__)
#define PORTCULLIS_TSA(x) __attribute__((x))
#else
#define PORTCULLIS_TSA(x)
#endif

#define GUARDED_BY(x) PORTCULLIS_TSA(guarded_by(x))
#define REQUIRES_LOCK(...) PORTCULLIS_TSA(requires_capability(__VA_ARGS__))

namespace portcullis {

// A std::mutex that Clang's analysis can follow.
class PORTCULLIS_TSA(capability("mutex")) Mutex {
 public:
  void Lock() PORTCULLIS_TSA(acquire_capability()) { mutex_.lock(); }
  void Unlock() PORTCULLIS_TSA(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

// Holds a Mutex for the length of a scope.
class PORTCULLIS_TSA(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) PORTCULLIS_TSA(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() PORTCULLIS_TSA(release_capability()) { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  // For std::condition_variable_any, which lets go while it waits.
  void lock() PORTCULLIS_TSA(no_thread_safety_analysis) { mutex_.Lock(); }
  void unlock() PORTCULLIS_TSA(no_thread_safety_analysis) { mutex_.Unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace portcullis
