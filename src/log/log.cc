#include "log/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "json/writer.h"

namespace portcullis::log {
namespace {

// RFC 3339 in UTC with milliseconds; the line's own text is composed below.
constexpr const char* kJsonPattern = R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";
constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v";

void WriteValue(json::Writer& writer, const Field& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    writer.String(*text);
  } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    writer.Int(*number);
  } else {
    writer.Bool(std::get<bool>(field.value));
  }
}

// As JSON writes it, so that a line stays a line whatever the text holds.
std::string JsonOf(const Field& field) {
  std::string text;
  json::Writer writer(text);
  WriteValue(writer, field);
  return text;
}

}  // namespace

Log::Log(Format format, int verbosity)
    : format_(format),
      verbosity_(verbosity),
      logger_(std::make_unique<spdlog::logger>("portcullis",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      format == Format::kJson ? kJsonPattern : kTextPattern, spdlog::pattern_time_type::utc));
  logger_->set_level(spdlog::level::info);
  logger_->flush_on(spdlog::level::info);
}

Log::~Log() = default;

std::string Log::Compose(std::string_view message, std::initializer_list<Field> fields) const {
  std::string line;
  if (format_ == Format::kText) {
    line = message;
    for (const Field& field : fields) {
      line.append(" ").append(field.key).append("=").append(JsonOf(field));
    }
    return line;
  }
  {
    json::Writer writer(line);
    writer.StartObject();
    writer.Key("msg");
    writer.String(message);
    for (const Field& field : fields) {
      writer.Key(field.key);
      WriteValue(writer, field);
    }
    writer.EndObject();
  }
  // The pattern brings the braces.
  return line.substr(1, line.size() - 2);
}

void Log::Error(std::string_view message, std::initializer_list<Field> fields) {
  logger_->log(spdlog::level::err, "{}", Compose(message, fields));
}

void Log::Warning(std::string_view message, std::initializer_list<Field> fields) {
  if (IsOn(1)) logger_->log(spdlog::level::warn, "{}", Compose(message, fields));
}

void Log::Info(int level, std::string_view message, std::initializer_list<Field> fields) {
  if (IsOn(level)) logger_->log(spdlog::level::info, "{}", Compose(message, fields));
}

}  // namespace portcullis::log
