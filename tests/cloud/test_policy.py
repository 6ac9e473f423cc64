"""One rule: what is taken, how it is kept, what is refused."""

import unittest

from cloud.api_error import ApiError
from cloud.client import rule
from cloud.parameters import Parameters
from cloud.policy import read_policy

ADDRESSES = {"AddressId": "ipm-a", "AddressGroupId": ""}
SERVICES = {"ServiceGroupId": "ppmg-a"}


def kept(sent):
    return read_policy(Parameters(sent), "2026-01-01 08:00:00").answer(0)


def refusal(sent):
    try:
        kept(sent)
    except ApiError as error:
        return error.code
    return ""


class Kept(unittest.TestCase):
    CASES = (
        ("a protocol in lower case", rule(Protocol="TCP"), "Protocol", "tcp"),
        ("as given in any case", rule(Protocol="Udp"), "Protocol", "udp"),
        ("all in upper case", rule("all", Protocol="all"), "Protocol", "ALL"),
        ("the ports of all", rule(None, Protocol="ALL"), "Port", "ALL"),
        ("the ports of ICMP", rule(None, Protocol="ICMP"), "Port", "ALL"),
        ("all ports in upper case", rule("all"), "Port", "ALL"),
        ("a range", rule("8000-8010"), "Port", "8000-8010"),
        ("a list", rule("80,443"), "Port", "80,443"),
        ("an action in upper case", rule(Action="accept"), "Action", "ACCEPT"),
        ("anywhere", rule(cidr_block="0.0.0.0/0"), "CidrBlock", "0.0.0.0/0"),
        ("half of anywhere becomes all of it", rule(cidr_block="0.0.0.0/1"), "CidrBlock", "0.0.0.0/0"),
        ("the other half does not", rule(cidr_block="128.0.0.0/1"), "CidrBlock", "128.0.0.0/1"),
        ("host bits", rule(cidr_block="192.0.2.8/17"), "CidrBlock", "192.0.2.8/17"),
        ("an address", rule(cidr_block="192.0.2.8"), "CidrBlock", "192.0.2.8"),
        ("IPv6", rule(cidr_block=None, Ipv6CidrBlock="::/0"), "Ipv6CidrBlock", "::/0"),
        ("a peer", rule(cidr_block=None, SecurityGroupId="sg-a"), "SecurityGroupId", "sg-a"),
        ("a template", rule(cidr_block=None, AddressTemplate=ADDRESSES), "AddressTemplate", ADDRESSES),
        ("services", rule(None, Protocol=None, ServiceTemplate=SERVICES), "Protocol", ""),
        ("a description", rule(PolicyDescription="web"), "PolicyDescription", "web"),
    )

    def test_members(self):
        for name, sent, member, want in self.CASES:
            with self.subTest(name):
                self.assertEqual(kept(sent)[member], want)

    def test_every_member_is_answered(self):
        self.assertEqual(
            kept(rule("80")),
            {
                "PolicyIndex": 0,
                "Priority": 1,
                "Protocol": "tcp",
                "Port": "80",
                "ServiceTemplate": {"ServiceId": "", "ServiceGroupId": ""},
                "CidrBlock": "10.0.0.0/8",
                "Ipv6CidrBlock": "",
                "SecurityGroupId": "",
                "AddressTemplate": {"AddressId": "", "AddressGroupId": ""},
                "Action": "ACCEPT",
                "PolicyDescription": "",
                "ModifyTime": "2026-01-01 08:00:00",
                "Diff": False,
            },
        )

    def test_an_answer_can_be_sent_back(self):
        for name, sent, _, _ in self.CASES:
            with self.subTest(name):
                self.assertEqual(kept(kept(sent)), kept(sent))


class Refused(unittest.TestCase):
    def test_by_code(self):
        two_remotes = rule(Ipv6CidrBlock="::/0")
        both_ids = rule(cidr_block=None, AddressTemplate={**ADDRESSES, "AddressGroupId": "ipmg-a"})
        icmp_over_ipv6 = rule(None, None, Protocol="ICMP", Ipv6CidrBlock="::/0")
        cases = (
            ("no action", rule(Action=None), "MissingParameter"),
            ("no protocol", rule(Protocol=None), "MissingParameter"),
            ("no port for TCP", rule(None), "MissingParameter"),
            ("no remote", rule(cidr_block=None), "MissingParameter"),
            ("an empty remote", rule(cidr_block=""), "MissingParameter"),
            ("two remotes", two_remotes, "InvalidParameter.Coexist"),
            ("both ids of a template", both_ids, "InvalidParameter.Coexist"),
            ("services and ports", rule(ServiceTemplate=SERVICES), "InvalidParameter.Coexist"),
            ("ICMP over IPv6", icmp_over_ipv6, "InvalidParameter.Coexist"),
            ("another action", rule(Action="REJECT"), "InvalidParameterValue"),
            ("SCTP", rule(Protocol="SCTP"), "InvalidParameterValue"),
            ("a port of ICMP", rule("8", Protocol="ICMP"), "InvalidParameterValue"),
            ("a port of all", rule("80", Protocol="ALL"), "InvalidParameterValue"),
            ("a port too large", rule("65536"), "InvalidParameterValue"),
            ("a range that falls", rule("90-80"), "InvalidParameterValue"),
            ("a list that ends too early", rule("80,"), "InvalidParameterValue"),
            ("no block", rule(cidr_block="10.0.0.0/33"), "InvalidParameterValue"),
            ("IPv6 where IPv4 belongs", rule(cidr_block="::/0"), "InvalidParameterValue"),
            ("no id of a group", rule(cidr_block=None, SecurityGroupId="node"), "InvalidParameterValue"),
            ("a long description", rule(PolicyDescription="x" * 101), "InvalidParameterValue.TooLong"),
            ("a number for a port", rule(80), "InvalidParameter"),
            ("an unknown member", rule(Ports="80"), "UnknownParameter"),
        )  # fmt: skip
        for name, sent, want in cases:
            with self.subTest(name):
                self.assertEqual(refusal(sent), want)


if __name__ == "__main__":
    unittest.main()
