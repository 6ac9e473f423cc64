#include "cli/manifest_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace portcullis::cli {
namespace {

namespace fs = std::filesystem;

bool IsManifest(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

Status AddFolder(const std::string& folder, std::vector<std::string>& files) {
  std::error_code error;
  std::vector<std::string> found;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file(error) && IsManifest(entry->path())) {
      found.push_back(entry->path().string());
    }
  }
  if (error) return MakeError(Error::Code::kNotFound, folder + ": " + error.message());
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
  return {};
}

}  // namespace

Result<std::vector<std::string>> ManifestFiles(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (argument == "-" || !fs::is_directory(argument, error)) {
      files.push_back(argument);
    } else if (Status status = AddFolder(argument, files); !status) {
      return tl::unexpected(status.error());
    }
  }
  return files;
}

}  // namespace portcullis::cli
