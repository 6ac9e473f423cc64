#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace spdlog {
class logger;
}

namespace portcullis::log {

enum class Format { kJson, kText };

// One key and value of a line.
struct Field {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, bool> value;
};

// Writes lines to standard error: a JSON object each, or text for people. The message is constant text
// that begins with a capital, and what varies is in fields, as Kubernetes components do. Never log
// whole objects, tokens or key material. Thread-safe.
class Log {
 public:
  // Verbosity 0 to 5: what has a higher level than this is left out. 0 is for errors alone, 2 is usual,
  // 4 tells of every review.
  Log(Format format, int verbosity);
  ~Log();

  void Error(std::string_view message, std::initializer_list<Field> fields = {});
  void Warning(std::string_view message, std::initializer_list<Field> fields = {});
  void Info(int level, std::string_view message, std::initializer_list<Field> fields = {});

  bool IsOn(int level) const { return level <= verbosity_; }

 private:
  std::string Compose(std::string_view message, std::initializer_list<Field> fields) const;

  const Format format_;
  const int verbosity_;
  std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace portcullis::log
