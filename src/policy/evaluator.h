#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "cluster/node.h"
#include "cluster/service.h"
#include "policy/check.h"
#include "policy/cluster_view.h"
#include "policy/node_port.h"
#include "policy/rule_analysis.h"
#include "policy/settings.h"

namespace portcullis::policy {

// Runs the checks. Pure: the same input gives the same findings in the same order; the time it uses is
// an argument. Thread-safe. Refers to the settings and the view, which must outlive it.
class Evaluator {
 public:
  // Why there is no view, for findings that would need one.
  enum class Facts { kKnown, kMissing, kStale };

  // REQUIRES: `view` is null exactly if `facts` is not kKnown.
  Evaluator(const Settings& settings, const ClusterView* view, Facts facts,
            std::chrono::system_clock::time_point now)
      : settings_(settings), view_(view), facts_(facts), now_(now) {}

  // The Service checks of one Service. `old` (may be null) is the object that an update replaces, and
  // `dry_run` whether its new node ports may be invented.
  Evaluation OfService(const cluster::Service& service, const cluster::Service* old,
                       DryRun dry_run) const;

  // The Node checks of one Node, and the list checks of its group list.
  Evaluation OfNode(const cluster::Node& node) const;

  // The Node checks of one Node alone.
  Evaluation OfNodeAlone(const cluster::Node& node) const;

  // Everything that the facts hold: instances, group lists and groups. It is, for whoever keeps the
  // answers apart, OfNodeAlone for every Node of the view that matches, and OfCloudObjects.
  Evaluation OfFacts() const;

  // Every group list, every group, and the instances that stand for a Node that is not known. `rules`
  // are those of the view's facts.
  Evaluation OfCloudObjects(const RuleAnalysis& rules) const;

  // The action and severity of a check under the settings.
  static Action ActionOf(const Check& check, const Settings& settings);

 private:
  template <typename Function, typename Input>
  void Run(const Input& input, const cluster::StringMap* annotations, Evaluation& total) const;

  Match MatchOf(const cluster::Node& node) const;
  void AddNode(const cluster::Node& node, const Match& match, Evaluation& total) const;
  void AddLists(Evaluation& total) const;
  // The Node checks of the members whose Nodes are known, or of those whose are not.
  void AddMembers(bool are_nodes_known, Evaluation& total) const;
  void AddGroups(const RuleAnalysis& rules, Evaluation& total) const;

  // Notes the rows about masters, where a cluster has masters and the facts do not.
  void AddMastersMissing(Evaluation& total) const;

  // Whether the check is on, and can be run with what is known. Notes what cannot.
  bool IsRunnable(const Check& check, const ObjectRef& object, Evaluation& total) const;

  // Gives a check's findings their severity and action and moves them to `total`, the exempted ones
  // apart.
  void Settle(const Check& check, const cluster::StringMap* annotations, Evaluation found,
              Evaluation& total) const;

  const Settings& settings_;
  const ClusterView* view_;
  const Facts facts_;
  const std::chrono::system_clock::time_point now_;
};

}  // namespace portcullis::policy
