#include "kube/current_text.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <utility>

namespace portcullis::kube {

Result<std::string> ReadSmallFile(const std::string& path) {
  constexpr std::size_t kMaxBytes = 1 << 20;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    const auto code = errno == ENOENT ? Error::Code::kNotFound : Error::Code::kUnavailable;
    return MakeError(code, path + ": cannot be read: " + std::strerror(errno));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxBytes) return MakeError(Error::Code::kUnavailable, path + ": is too large");
  text.shrink_to_fit();
  return text;
}

CurrentText::CurrentText(TextSource source) : source_(std::move(source)) {}

Result<std::string> CurrentText::Get(std::chrono::steady_clock::time_point now) {
  if (source_.file.empty() || (read_at_ && now - *read_at_ < kMaxAge)) return source_.text;
  auto text = ReadSmallFile(source_.file);
  if (!text && source_.text.empty()) return text;
  read_at_ = now;
  if (text) source_.text = std::move(*text);
  return source_.text;
}

}  // namespace portcullis::kube
