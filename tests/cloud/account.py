"""What one account holds in one region: read from CloudFacts, and written as such again."""

import copy

from .api_error import ApiError
from .parameters import Parameters
from .policy import read_policy
from .quota import DEFAULT_LIMITS, require_quota
from .rule_set import DIRECTIONS, RuleSet
from .templates import Templates

# What CloudFacts tells of an instance beyond the cloud's own answer.
_FIELDS_OF_OURS = ("nodeName", "role")


class Account:
    """Not thread-safe."""

    def __init__(self, facts):
        """`facts`: a CloudFacts document, whose rules must be such as the cloud takes. Raises ApiError
        otherwise. Answers of the cloud may stand in it with or without their envelopes."""
        self._facts = copy.deepcopy(facts)
        for name in ("instances", "networkInterfaces", *Templates.LISTS):
            self._facts[name] = _opened(self._facts.get(name, []), f"{name[0].upper()}{name[1:-1]}Set")
        self.limits = {**DEFAULT_LIMITS, **self._facts.get("securityGroupLimits", {})}
        self.templates = Templates(self._facts)
        self._rules = {}
        for group in self._facts.get("securityGroups", []):
            answered = _opened(group.get("SecurityGroupPolicySet", {}), "SecurityGroupPolicySet")
            self._rules[group["SecurityGroupId"]] = _read_rules(answered)

    def facts(self):
        """The document with the rules as they are now."""
        facts = copy.deepcopy(self._facts)
        for group in facts.get("securityGroups", []):
            group["SecurityGroupPolicySet"] = self._rules[group["SecurityGroupId"]].answer()
        return facts

    def security_groups(self):
        return self._facts.get("securityGroups", [])

    def instances(self):
        """As DescribeInstances answers them."""
        return [
            {name: value for name, value in instance.items() if name not in _FIELDS_OF_OURS}
            for instance in self._facts["instances"]
        ]

    def network_interfaces(self):
        """As DescribeNetworkInterfaces answers them."""
        return self._facts["networkInterfaces"]

    def rules(self, security_group_id):
        if security_group_id not in self._rules:
            raise ApiError("ResourceNotFound", f"there is no security group {security_group_id}")
        return self._rules[security_group_id]

    def set_rules(self, security_group_id, rules):
        """Raises ApiError if they refer to what is not there, or are too many."""
        for policy in rules.policies():
            if policy.security_group_id:
                self.rules(policy.security_group_id)
        require_quota(rules, self.limits, self.templates)
        self._rules[security_group_id] = rules


def _opened(value, name):
    """What an answer holds under a name, if it is a whole one."""
    response = value.get("Response") if isinstance(value, dict) else None
    return response[name] if response else value


def _read_rules(answered):
    lists = [
        [
            read_policy(Parameters(policy, f"{direction}.{i}"), policy.get("ModifyTime", ""))
            for i, policy in enumerate(answered.get(direction, []))
        ]
        for direction in DIRECTIONS
    ]
    return RuleSet(*lists, version=int(answered.get("Version") or 0))
