"""The rules of a security group: an ordered list a direction, edited under one version.

Immutable: an edit returns the set after it, or raises the ApiError of one that the cloud refuses.
"""

from .api_error import ApiError

DIRECTIONS = ("Ingress", "Egress")


class RuleSet:
    """`version` grows by one an edit. An edit that names a version takes place on that one only; one
    that names none takes place on any."""

    def __init__(self, ingress=(), egress=(), version=0):
        self._lists = {"Ingress": list(ingress), "Egress": list(egress)}
        self.version = version

    def __getitem__(self, direction):
        return tuple(self._lists[direction])

    def policies(self):
        return self["Ingress"] + self["Egress"]

    def require_version(self, version):
        if version is not None and version != str(self.version):
            raise ApiError(
                "UnsupportedOperation.VersionMismatch", f"the version is {self.version}, not {version}"
            )

    def insert(self, direction, index, policies):
        """In front of the rule at an index, in the order given; None: behind the last rule."""
        edited = self._lists[direction].copy()
        if index is None:
            index = len(edited)
        if not 0 <= index <= len(edited):
            raise _out_of_range(direction, index, len(edited))
        edited[index:index] = policies
        return self._with(direction, edited)

    def replace(self, direction, policies):
        """`policies`: the new rule by index."""
        edited = self._lists[direction].copy()
        for index, policy in policies.items():
            if not 0 <= index < len(edited):
                raise _out_of_range(direction, index, len(edited) - 1)
            edited[index] = policy
        return self._with(direction, edited)

    def delete(self, direction, indexes):
        """The indexes are those before the call, whatever their order."""
        rules = self._lists[direction]
        for index in indexes:
            if not 0 <= index < len(rules):
                raise _out_of_range(direction, index, len(rules) - 1)
        return self._with(direction, [rule for i, rule in enumerate(rules) if i not in indexes])

    def clear(self):
        return RuleSet(version=self.version + 1)

    def index_of(self, direction, policy):
        if policy not in self._lists[direction]:
            raise ApiError("ResourceNotFound", f"there is no such rule in {direction}")
        return self._lists[direction].index(policy)

    def answer(self):
        """The SecurityGroupPolicySet of DescribeSecurityGroupPolicies."""
        statistics = {}
        for direction in DIRECTIONS:
            ipv6 = sum(policy.is_ipv6() for policy in self[direction])
            statistics[f"{direction}IPv4TotalCount"] = len(self[direction]) - ipv6
            statistics[f"{direction}IPv6TotalCount"] = ipv6
        return {
            "Version": str(self.version),
            **{
                direction: [policy.answer(index) for index, policy in enumerate(self[direction])]
                for direction in DIRECTIONS
            },
            "PolicyStatistics": statistics,
        }

    def _with(self, direction, rules):
        for i, rule in enumerate(rules):
            if rule in rules[:i]:
                raise ApiError(
                    "UnsupportedOperation.DuplicatePolicy",
                    f"{direction} {rules.index(rule)} and {i} would be the same rule",
                )
        edited = RuleSet(self._lists["Ingress"], self._lists["Egress"], self.version + 1)
        edited._lists[direction] = rules
        return edited


def _out_of_range(direction, index, last):
    return ApiError(
        "InvalidParameterValue.Range", f"{direction} has no place {index}; the last is {last}"
    )
