#pragma once

#include <string>

#include "message/language.h"
#include "policy/check.h"
#include "report/paint.h"

// The catalogue of checks, for `portcullis checks`.
namespace portcullis::report {

// An object a check: id, object, severity, action, requirements, needs, title.
std::string CheckListJson();

// A line a check.
std::string CheckListText(const Paint& paint, message::Language language);

// All that the catalogue says of one check.
std::string CheckText(const policy::Check& check, const Paint& paint, message::Language language);

}  // namespace portcullis::report
