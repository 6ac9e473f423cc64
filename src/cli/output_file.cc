#include "cli/output_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

namespace portcullis::cli {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> Unwritable(const std::string& path, int error) {
  return MakeError(Error::Code::kUnavailable,
                   path + ": cannot be written: " + std::strerror(error));
}

// `mode` is fopen's; the error is an errno value.
tl::expected<void, int> Write(const std::string& path, const char* mode, std::string_view text) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), mode),
                                                             std::fclose);
  if (file == nullptr) return tl::unexpected(errno);
  if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
      std::fflush(file.get()) != 0) {
    return tl::unexpected(errno);
  }
  return {};
}

}  // namespace

void AddOutputFiles(CLI::App* command, const std::vector<OutputFormat>& formats,
                    std::vector<OutputFile>& files) {
  const std::string words = WordsOf(formats);
  command
      ->add_option_function<std::vector<std::string>>(
          "--output-file",
          [formats, words, &files](const std::vector<std::string>& values) {
            for (const std::string& value : values) {
              const auto equals = value.find('=');
              const auto format = FindFormat(value.substr(0, equals), formats);
              if (!format || equals == std::string::npos || equals + 1 == value.size()) {
                throw CLI::ValidationError("--output-file",
                                           value + " is no FORMAT=PATH; FORMAT is one of " + words);
              }
              std::string path = value.substr(equals + 1);
              if (std::any_of(files.begin(), files.end(),
                              [&](const OutputFile& file) { return file.path == path; })) {
                throw CLI::ValidationError("--output-file", path + " is given twice");
              }
              files.push_back({*format, std::move(path)});
            }
          },
          "Also write the answer to a file; FORMAT is one of " + words +
              "; may be given several times")
      ->allow_extra_args(false)
      ->type_name("FORMAT=PATH");
}

Status WriteFile(const std::string& path, std::string_view text) {
  std::error_code ignored;
  const bool is_special = fs::exists(path, ignored) && !fs::is_regular_file(path, ignored);
  if (is_special) {
    const auto written = Write(path, "wb", text);
    return written ? Status() : Unwritable(path, written.error());
  }
  const fs::path resolved = fs::weakly_canonical(path, ignored);
  const std::string target = ignored ? path : resolved.string();
  const std::string temporary = target + ".tmp-" + std::to_string(getpid());
  const auto written = Write(temporary, "wbx", text);
  if (!written) {
    if (written.error() != EEXIST) std::remove(temporary.c_str());
    return Unwritable(path, written.error());
  }
  if (std::rename(temporary.c_str(), target.c_str()) != 0) {
    const int error = errno;
    std::remove(temporary.c_str());
    return Unwritable(path, error);
  }
  return {};
}

}  // namespace portcullis::cli
