#pragma once

// The oracle's side of the documents: facts as a CloudFacts document, packets as `explain
// --packets` reads them, and the answers that it should give.

#include <optional>
#include <string>

#include "tests/oracle/facts.h"
#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/packet.h"

namespace portcullis::oracle {

// A CloudFacts document in JSON. Fields without a value are left out, null and "" in turn, every
// other list of rules carries a PolicyIndex with gaps, and the cloud's objects carry fields that
// mean nothing here.
std::string FactsDocument(const Facts& facts);

// Which list a packet is asked about: by its groups, by the instance that has it or by its node.
enum class Selection { kGroups, kInstance, kNode };

struct Question {
  std::string id;
  std::size_t list;
  Selection selection;
  Packet packet;
};

// Asks by groups only where the facts hold them all, by node only where the instance has a name.
Question MakeQuestion(Random& random, const Scenario& scenario, std::string id);

// One line without its end, as `explain --packets` takes it. `random` chooses the word for `other`
// and whether a packet without ports carries a port all the same.
std::string QuestionLine(Random& random, const Scenario& scenario, const Question& question);

// One line without its end, as `explain --packets` answers. `reason` holds the references that may
// be named.
std::string AnswerLine(const std::string& id, const Judgement& judgement);

// How an answer differs from the expected line, or none. Compares id, verdict and deciding rule; an
// unknown needs a reason that names one of the expected line's references, if it has any.
std::optional<std::string> Difference(const std::string& expected, const std::string& answer);

}  // namespace portcullis::oracle
