#pragma once

#include <string>

#include "message/language.h"
#include "suite/verification.h"

namespace portcullis::report {

// Why a case did not pass: the packet, its list and the rule that decides it, a line each.
std::string WitnessText(const suite::CaseResult& result, const std::string& indent,
                        message::Language language);

// "expected drop, is accept"
std::string DifferenceText(const suite::CaseResult& result, message::Language language);

}  // namespace portcullis::report
