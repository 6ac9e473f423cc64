#include "base/file_watcher.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <string>

namespace portcullis {
namespace {

namespace fs = std::filesystem;

// A directory that goes away with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (fs::temp_directory_path() / "portcullis-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }

  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

void Write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

// Replaces a symbolic link in one step, as the kubelet does with `..data`.
void Relink(const fs::path& link, const fs::path& target) {
  const fs::path next = link.string() + ".next";
  fs::create_directory_symlink(target, next);
  fs::rename(next, link);
}

TEST_CASE("a file set changes with what its paths lead to") {
  const TemporaryDirectory directory;
  const fs::path file = directory / "facts.yaml";
  fs::create_directory(directory / "v1");
  fs::create_directory(directory / "v2");
  Write(directory / "v1" / "facts.yaml", "one");
  Write(directory / "v2" / "facts.yaml", "two");
  Relink(directory / "..data", "v1");
  fs::create_symlink("..data/facts.yaml", file);

  struct Case {
    std::string name;
    std::function<void()> change;
    bool want;
  };
  const Case cases[] = {
      {"nothing", [] {}, false},
      {"another file in the directory", [&] { Write(directory / "other", "x"); }, false},
      {"written in place, longer", [&] { std::ofstream(file, std::ios::app) << "more"; }, true},
      {"written in place, same length and modification time",
       [&] {
         // Time stamps move by ticks of some milliseconds: write until this one has moved.
         const auto modified = fs::last_write_time(file);
         const FileIdentity before = FileIdentity::Of(file.string());
         do {
           Write(file, "ONE");
           fs::last_write_time(file, modified);
         } while (FileIdentity::Of(file.string()) == before);
       },
       true},
      {"replaced by a rename",
       [&] {
         Write(directory / "next", "one");
         fs::rename(directory / "next", file);
       },
       true},
      {"the directory link swapped, as a ConfigMap volume does",
       [&] { Relink(directory / "..data", "v2"); }, true},
      {"removed", [&] { fs::remove(file); }, true},
      {"its target removed", [&] { fs::remove_all(directory / "v1"); }, true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      FileSet files({file.string()});
      c.change();
      CHECK(files.Changed() == c.want);
      CHECK_FALSE(files.Changed());
    }
  }
}

TEST_CASE("a file that appears later is a change") {
  const TemporaryDirectory directory;
  FileSet files({(directory / "a").string(), (directory / "b").string()});
  CHECK_FALSE(files.Changed());
  Write(directory / "b", "here");
  CHECK(files.Changed());
}

TEST_CASE("a watcher calls back after a change, one made before it started included") {
  const TemporaryDirectory directory;
  FileSet files({(directory / "a").string()});
  Write(directory / "a", "here");

  std::promise<void> changed;
  const FileWatcher watcher(std::move(files), std::chrono::milliseconds(1),
                            [&] { changed.set_value(); });
  CHECK(changed.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
}

TEST_CASE("a watcher stops at once, however long its interval") {
  const auto start = std::chrono::steady_clock::now();
  {
    const FileWatcher watcher(FileSet({"/nowhere"}), std::chrono::hours(1), [] {});
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

}  // namespace
}  // namespace portcullis
