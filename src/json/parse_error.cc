#include "json/parse_error.h"

namespace portcullis::json {

std::string ToString(const ParseError& error, std::string_view file) {
  std::string text(file);
  text += ':' + std::to_string(error.position.line) + ':' + std::to_string(error.position.column);
  if (!error.path.empty()) text += ": " + error.path;
  return text + ": " + error.message;
}

Error ToError(const ParseError& error, std::string_view file) {
  return Error{Error::Code::kInvalidArgument, ToString(error, file)};
}

}  // namespace portcullis::json
