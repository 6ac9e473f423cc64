#pragma once

#include <string>
#include <string_view>

#include "message/language.h"
#include "plan/plan.h"
#include "report/paint.h"

// The answer of `portcullis plan`, for programs and for people.
namespace portcullis::report {

// Changes, what stays unrepaired, the proof, and the commands; compact JSON and a newline.
std::string PlanJson(const plan::Plan& plan);

// Each change with its place and what it repairs, then what is proven of them, then the commands.
std::string PlanText(const plan::Plan& plan, const Paint& paint, message::Language language);

}  // namespace portcullis::report
