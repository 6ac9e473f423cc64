"""The table of contents of the stand-in: which calls it knows."""

from . import describing_calls as describing
from . import rule_calls as rules
from .api_error import ApiError
from .parameters import Parameters

# Service, its version: its calls by X-TC-Action.
CALLS = {
    ("vpc", "2017-03-12"): {
        "DescribeSecurityGroups": describing.describe_security_groups,
        "DescribeSecurityGroupLimits": describing.describe_security_group_limits,
        "DescribeSecurityGroupPolicies": rules.describe_security_group_policies,
        "CreateSecurityGroupPolicies": rules.create_security_group_policies,
        "ReplaceSecurityGroupPolicies": rules.replace_security_group_policies,
        "DeleteSecurityGroupPolicies": rules.delete_security_group_policies,
        "ModifySecurityGroupPolicies": rules.modify_security_group_policies,
        "DescribeNetworkInterfaces": describing.describe_network_interfaces,
        "DescribeAddressTemplates": describing.describe_templates("addressTemplates"),
        "DescribeAddressTemplateGroups": describing.describe_templates("addressTemplateGroups"),
        "DescribeServiceTemplates": describing.describe_templates("serviceTemplates"),
        "DescribeServiceTemplateGroups": describing.describe_templates("serviceTemplateGroups"),
    },
    ("cvm", "2017-03-12"): {
        "DescribeInstances": describing.describe_instances,
    },
}


def call(account, service, version, action, body, now):
    """The members of the answer to a call. `now` is the time as the cloud writes it."""
    if (service, version) not in CALLS:
        raise ApiError("NoSuchVersion", f"the service {service!r} has no version {version!r}")
    run = CALLS[service, version].get(action)
    if not run:
        raise ApiError("InvalidAction", f"{service} has no action {action!r}")
    parameters = Parameters(body)
    answer = run(account, parameters, now)
    parameters.finish()
    return answer
