#include "cli/input.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "facts/facts_reader.h"

namespace portcullis::cli {
namespace {

constexpr std::size_t kMaxInputBytes = std::size_t{64} << 20;

tl::unexpected<Error> Unreadable(const std::string& path, int error) {
  return MakeError(Error::Code::kNotFound, path + ": " + std::strerror(error));
}

}  // namespace

Result<std::string> ReadInput(const std::string& path) {
  const bool is_stdin = path == "-";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
      is_stdin ? nullptr : std::fopen(path.c_str(), "rb"), std::fclose);
  std::FILE* file = is_stdin ? stdin : opened.get();
  if (file == nullptr) return Unreadable(path, errno);
  std::string text;
  char buffer[65536];
  while (const std::size_t size = std::fread(buffer, 1, sizeof(buffer), file)) {
    text.append(buffer, size);
    if (text.size() > kMaxInputBytes) {
      return InvalidArgument(path + ": is larger than 64 MiB");
    }
  }
  if (std::ferror(file) != 0) return Unreadable(path, errno);
  return text;
}

Result<cluster::Facts> LoadFacts(const std::string& path) {
  auto text = ReadInput(path);
  if (!text) return tl::unexpected(text.error());
  return facts::ReadFacts(*std::move(text), path == "-" ? "standard input" : path);
}

Result<config::Config> LoadConfig(const std::string& path) {
  auto text = ReadInput(path);
  if (!text) return tl::unexpected(text.error());
  return config::ReadConfig(*std::move(text), path);
}

Result<kube::Manifest> LoadManifest(const std::string& path) {
  auto text = ReadInput(path);
  if (!text) return tl::unexpected(text.error());
  return kube::ReadManifest(*std::move(text), path);
}

}  // namespace portcullis::cli
