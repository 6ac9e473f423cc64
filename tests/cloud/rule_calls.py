"""The calls that read and edit the rules of a security group.

Each takes the Account, the call's Parameters and the time as the cloud writes it, and returns the members
of the answer.
"""

from .api_error import ApiError
from .policy import read_policy
from .rule_set import DIRECTIONS


def describe_security_group_policies(account, parameters, _):
    rules = account.rules(parameters.text("SecurityGroupId"))
    return {"SecurityGroupPolicySet": rules.answer()}


def create_security_group_policies(account, parameters, now):
    group, rules, edit = _edit(account, parameters)
    direction, policies = _one_direction(edit)
    indexes = {policy.index("PolicyIndex") if policy.has("PolicyIndex") else None for policy in policies}
    if len(indexes) > 1:
        raise ApiError("InvalidParameterValue", "every rule of a call must have the same PolicyIndex")
    created = [read_policy(policy, now) for policy in policies]
    return _commit(account, parameters, group, rules.insert(direction, indexes.pop(), created))


def replace_security_group_policies(account, parameters, now):
    group, rules, edit = _edit(account, parameters)
    parameters.has("OriginalSecurityGroupPolicySet")  # is logged by the cloud, and nothing else
    if parameters.text("UpdateType", "Policy") != "Policy":
        raise ApiError("InvalidParameterValue", "UpdateType: the stand-in knows Policy only")
    direction, policies = _one_direction(edit)
    replaced = {policy.index("PolicyIndex"): read_policy(policy, now) for policy in policies}
    if len(replaced) < len(policies):
        raise ApiError("InvalidParameterValue", "two rules of the call have one PolicyIndex")
    return _commit(account, parameters, group, rules.replace(direction, replaced))


def delete_security_group_policies(account, parameters, now):
    group, rules, edit = _edit(account, parameters)
    direction, policies = _one_direction(edit)
    by_index = [policy.has("PolicyIndex") for policy in policies]
    if any(by_index) and not all(by_index):
        raise ApiError("InvalidParameterValue", "some rules have a PolicyIndex and others have not")
    if all(by_index):
        indexes = [policy.index("PolicyIndex") for policy in policies]
    else:
        indexes = [rules.index_of(direction, read_policy(policy, now)) for policy in policies]
    return _commit(account, parameters, group, rules.delete(direction, indexes))


def modify_security_group_policies(account, parameters, _):
    """Version "0" clears the group, whatever rules are sent along. How the call orders the rules of
    another version is not documented well enough to stand in for."""
    group = parameters.text("SecurityGroupId")
    rules = account.rules(group)
    edit = parameters.object("SecurityGroupPolicySet")
    if edit.text("Version", "") != "0":
        raise ApiError("UnsupportedOperation", "the stand-in takes Version 0 only, which clears the group")
    for direction in DIRECTIONS:
        edit.objects(direction)
    edit.finish()
    return _commit(account, parameters, group, rules.clear())


def _edit(account, parameters):
    """The group's id, its rules and the SecurityGroupPolicySet that is to change them, whose version is
    theirs."""
    group = parameters.text("SecurityGroupId")
    rules = account.rules(group)
    edit = parameters.object("SecurityGroupPolicySet")
    rules.require_version(edit.text("Version") if edit.has("Version") else None)
    return group, rules, edit


def _commit(account, parameters, group, rules):
    parameters.finish()
    account.set_rules(group, rules)
    return {}


def _one_direction(edit):
    given = {direction: edit.objects(direction) for direction in DIRECTIONS}
    edit.finish()
    directions = [direction for direction in DIRECTIONS if given[direction]]
    if not directions:
        raise ApiError("MissingParameter", "one of Ingress and Egress is required")
    if len(directions) > 1:
        raise ApiError("InvalidParameter.Coexist", "a call edits Ingress or Egress, not both")
    return directions[0], given[directions[0]]
