#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace portcullis::cli {

// A further place for a command's answer, in a format of its own.
struct OutputFile {
  OutputFormat format;
  std::string path;
};

// --output-file FORMAT=PATH, any number of times; FORMAT is one of `formats`, and no path is given
// twice.
void AddOutputFiles(CLI::App* command, const std::vector<OutputFormat>& formats,
                    std::vector<OutputFile>& files);

// Puts the text into a file: all of it, or none while the file keeps what it had. A symlink stays one;
// what is no regular file, such as a pipe, is written to directly. The error names path and reason.
Status WriteFile(const std::string& path, std::string_view text);

}  // namespace portcullis::cli
