"""The calls that list what an account has, page by page.

Each takes the Account, the call's Parameters and the time, and returns the members of the answer.
"""

from .api_error import ApiError
from .listing import listing

_GROUP_DEFAULTS = {
    "SecurityGroupName": "",
    "SecurityGroupDesc": "",
    "ProjectId": "0",
    "IsDefault": False,
    "CreatedTime": "",
    "UpdateTime": "",
    "TagSet": [],
}


def describe_security_groups(account, parameters, _):
    groups = [
        {**_GROUP_DEFAULTS, **{name: value for name, value in group.items() if name != "SecurityGroupPolicySet"}}
        for group in account.security_groups()
    ]
    for group in parameters.texts("SecurityGroupIds"):
        account.rules(group)
    filters = {
        "security-group-id": lambda group: [group["SecurityGroupId"]],
        "security-group-name": lambda group: [group["SecurityGroupName"]],
        "project-id": lambda group: [group["ProjectId"]],
    }
    ids = ("SecurityGroupIds", "SecurityGroupId")
    page, total = listing(parameters, groups, ids, filters, text_pages=True)
    return {"SecurityGroupSet": page, "TotalCount": total}


def describe_security_group_limits(account, _parameters, _):
    return {"SecurityGroupLimitSet": account.limits}


def describe_instances(account, parameters, _):
    filters = {
        "instance-id": lambda instance: [instance["InstanceId"]],
        "private-ip-address": lambda instance: instance.get("PrivateIpAddresses") or [],
        "security-group-id": lambda instance: instance.get("SecurityGroupIds") or [],
    }
    # The same service counts values a filter: more than five are refused.
    for given in parameters.objects("Filters"):
        if len(given.texts("Values")) > 5:
            raise ApiError("InvalidFilterValue.LimitExceeded", f"{given.name('Values')}: more than 5")
    ids = ("InstanceIds", "InstanceId")
    page, total = listing(parameters, account.instances(), ids, filters, text_pages=False)
    return {"InstanceSet": page, "TotalCount": total}


def describe_network_interfaces(account, parameters, _):
    filters = {
        "network-interface-id": lambda interface: [interface["NetworkInterfaceId"]],
        "attachment.instance-id": lambda interface: [(interface.get("Attachment") or {}).get("InstanceId")],
        "groups.security-group-id": lambda interface: interface.get("GroupSet") or [],
    }
    ids = ("NetworkInterfaceIds", "NetworkInterfaceId")
    page, total = listing(parameters, account.network_interfaces(), ids, filters, text_pages=False)
    return {"NetworkInterfaceSet": page, "TotalCount": total}


def describe_templates(name):
    """The call that lists templates or groups of one of the lists of Templates.LISTS."""
    kind = name[0].upper() + name[1:-1]
    words = {"A": "address-template", "S": "service-template"}[kind[0]]
    words += "-group" if kind.endswith("Group") else ""

    def describe(account, parameters, _):
        filters = {
            f"{words}-id": lambda template: [template[f"{kind}Id"]],
            f"{words}-name": lambda template: [template.get(f"{kind}Name")],
        }
        page, total = listing(parameters, account.templates.all(name), None, filters, text_pages=True)
        return {f"{kind}Set": page, "TotalCount": total}

    return describe
