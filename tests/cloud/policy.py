"""One rule of a security group: read from a call, kept and answered as the cloud does.

Source of what is accepted: the documents of CreateSecurityGroupPolicies and SecurityGroupPolicy; of the
shape of answers: answers of the cloud. What neither allows is refused.
"""

import ipaddress
import re
from dataclasses import dataclass, field

from .api_error import ApiError

# The cloud keeps all but ALL in lower case, whatever it was given.
PROTOCOLS = {"TCP": "tcp", "UDP": "udp", "ICMP": "icmp", "ICMPV6": "icmpv6", "GRE": "gre", "ALL": "ALL"}
ALL_PORTS = "ALL"
MAX_DESCRIPTION = 100

REMOTES = ("CidrBlock", "Ipv6CidrBlock", "SecurityGroupId", "AddressTemplate")
_TEMPLATES = {
    "AddressTemplate": {"AddressId": r"ipm-[\w-]+", "AddressGroupId": r"ipmg-[\w-]+"},
    "ServiceTemplate": {"ServiceId": r"ppm-[\w-]+", "ServiceGroupId": r"ppmg-[\w-]+"},
}
# What an answer carries, which may be given back unchanged.
_ANSWERED_ONLY = ("PolicyIndex", "Priority", "ModifyTime", "Diff")


@dataclass(frozen=True)
class Template:
    """A reference to a template or a group of templates; the other id is empty."""

    id: str = ""
    group_id: str = ""


@dataclass(frozen=True)
class Policy:
    """Immutable. Two are equal if they match the same packets by the same words and do the same, so
    that the cloud takes the second one for a repetition."""

    action: str
    protocol: str  # as kept; empty with a service template, as is the port
    port: str
    service_template: Template
    cidr_block: str
    ipv6_cidr_block: str
    security_group_id: str
    address_template: Template
    description: str = field(default="", compare=False)
    modify_time: str = field(default="", compare=False)

    def answer(self, index):
        """As DescribeSecurityGroupPolicies has it; every member is there, the unused ones empty."""
        return {
            "PolicyIndex": index,
            "Priority": index + 1,
            "Protocol": self.protocol,
            "Port": self.port,
            "ServiceTemplate": {
                "ServiceId": self.service_template.id,
                "ServiceGroupId": self.service_template.group_id,
            },
            "CidrBlock": self.cidr_block,
            "Ipv6CidrBlock": self.ipv6_cidr_block,
            "SecurityGroupId": self.security_group_id,
            "AddressTemplate": {
                "AddressId": self.address_template.id,
                "AddressGroupId": self.address_template.group_id,
            },
            "Action": self.action,
            "PolicyDescription": self.description,
            "ModifyTime": self.modify_time,
            "Diff": False,
        }

    def is_ipv6(self):
        return bool(self.ipv6_cidr_block)


def read_policy(parameters, now):
    """The rule that a SecurityGroupPolicy describes, modified at the text `now`. Leaves its PolicyIndex
    to the caller."""
    for member in _ANSWERED_ONLY:
        parameters.has(member)
    action = parameters.text("Action").upper()
    if action not in ("ACCEPT", "DROP"):
        raise _bad(parameters, "Action", "ACCEPT or DROP")
    remotes = [name for name in REMOTES if _given(parameters, name)]
    if len(remotes) > 1:
        names = " and ".join(parameters.name(remote) for remote in remotes)
        raise ApiError("InvalidParameter.Coexist", f"{names} exclude each other")
    if not remotes:
        raise ApiError("MissingParameter", f"one of {', '.join(map(parameters.name, REMOTES))} is required")
    protocol, port = _service(parameters)
    if protocol == "icmp" and remotes == ["Ipv6CidrBlock"]:
        raise ApiError("InvalidParameter.Coexist", "ICMP has no IPv6 addresses; use ICMPV6")
    description = parameters.text("PolicyDescription", "")
    if len(description) > MAX_DESCRIPTION:
        raise ApiError(
            "InvalidParameterValue.TooLong",
            f"{parameters.name('PolicyDescription')} has more than {MAX_DESCRIPTION} characters",
        )
    policy = Policy(
        action=action,
        protocol=protocol,
        port=port,
        service_template=_template(parameters, "ServiceTemplate"),
        cidr_block=_cidr_block(parameters),
        ipv6_cidr_block=_ipv6_cidr_block(parameters),
        security_group_id=_security_group_id(parameters),
        address_template=_template(parameters, "AddressTemplate"),
        description=description,
        modify_time=now,
    )
    parameters.finish()
    return policy


def _given(parameters, member):
    """Empty is the same as absent, so that an answer can be sent back."""
    if member in _TEMPLATES:
        return parameters.has(member) and _template(parameters, member) != Template()
    return parameters.text(member, "") != ""


def _service(parameters):
    if _given(parameters, "ServiceTemplate"):
        if _given(parameters, "Protocol") or _given(parameters, "Port"):
            raise ApiError("InvalidParameter.Coexist", "ServiceTemplate excludes Protocol and Port")
        return "", ""
    protocol = PROTOCOLS.get(parameters.text("Protocol").upper())
    if not protocol:
        raise _bad(parameters, "Protocol", "one of " + ", ".join(PROTOCOLS))
    if protocol in ("tcp", "udp"):
        return protocol, _port(parameters)
    if parameters.text("Port", ALL_PORTS).upper() not in ("", ALL_PORTS):
        raise _bad(parameters, "Port", f"ALL or absent, as {protocol} has no ports")
    return protocol, ALL_PORTS


def _port(parameters):
    text = parameters.text("Port")
    if text.upper() == ALL_PORTS:
        return ALL_PORTS
    for item in text.split(","):
        numbers = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", item)
        if not numbers or not 0 <= int(numbers[1]) <= int(numbers[2] or numbers[1]) <= 65535:
            raise _bad(parameters, "Port", "ALL, a port, a range such as 8000-8010, or ports with commas")
    return text


def _cidr_block(parameters):
    text = parameters.text("CidrBlock", "")
    if not text:
        return ""
    address = _network(parameters, "CidrBlock", ipaddress.IPv4Interface).ip
    # "0.0.0.0/n is mapped to 0.0.0.0/0", whatever n is.
    return "0.0.0.0/0" if "/" in text and int(address) == 0 else text


def _ipv6_cidr_block(parameters):
    text = parameters.text("Ipv6CidrBlock", "")
    if text:
        _network(parameters, "Ipv6CidrBlock", ipaddress.IPv6Interface)
    return text


def _network(parameters, member, kind):
    """Host bits may be set, and an address is a block of one."""
    try:
        return kind(parameters.text(member))
    except ValueError:
        raise _bad(parameters, member, "an address or a CIDR block") from None


def _security_group_id(parameters):
    text = parameters.text("SecurityGroupId", "")
    if text and not re.fullmatch(r"sg-[\w-]+", text):
        raise _bad(parameters, "SecurityGroupId", "an id such as sg-33ocnj9n")
    return text


def _template(parameters, member):
    if not parameters.has(member):
        return Template()
    given = parameters.object(member)
    ids = []
    for name, pattern in _TEMPLATES[member].items():
        text = given.text(name, "")
        if text and not re.fullmatch(pattern, text):
            raise _bad(given, name, f"an id that matches {pattern}")
        ids.append(text)
    given.finish()
    if all(ids):
        raise ApiError("InvalidParameter.Coexist", f"{parameters.name(member)} has both ids")
    return Template(*ids)


def _bad(parameters, member, accepted):
    value = parameters.text(member)
    return ApiError("InvalidParameterValue", f"{parameters.name(member)} is {value!r}; use {accepted}")
