"""What DescribeSecurityGroupLimits tells, and whether a rule set keeps it."""

from .api_error import ApiError
from .rule_set import DIRECTIONS

# The documented defaults, as of the usage limits of CVM; in the cloud's spelling.
DEFAULT_LIMITS = {
    "SecurityGroupLimit": 50,
    "SecurityGroupPolicyLimit": 100,
    "ReferedSecurityGroupLimit": 10,
    "SecurityGroupInstanceLimit": 2000,
    "InstanceSecurityGroupLimit": 5,
    "SecurityGroupExtendedPolicyLimit": 512,
}


def require_quota(rules, limits, templates):
    """Raises the ApiError of a rule set that has too many rules."""
    for direction in DIRECTIONS:
        _require(len(rules[direction]), limits["SecurityGroupPolicyLimit"], f"rules in {direction}")
    peers = {policy.security_group_id for policy in rules.policies()} - {""}
    _require(len(peers), limits["ReferedSecurityGroupLimit"], "security groups as remotes")
    expanded = sum(expanded_size(policy, templates) for policy in rules.policies())
    _require(expanded, limits["SecurityGroupExtendedPolicyLimit"], "expanded rules")


def expanded_size(policy, templates):
    """How many rules it stands for: its remotes times its items of ports."""
    remotes = ports = 1
    if policy.address_template.id or policy.address_template.group_id:
        remotes = len(templates.addresses(policy.address_template))
    if policy.service_template.id or policy.service_template.group_id:
        ports = sum(_items(service) for service in templates.services(policy.service_template))
    else:
        ports = _items(policy.port)
    return remotes * ports


def _items(ports):
    return ports.count(",") + 1


def _require(count, limit, what):
    if count > limit:
        raise ApiError("LimitExceeded.SecurityGroupPolicySet", f"{count} {what}; the limit is {limit}")
