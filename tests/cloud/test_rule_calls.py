"""The calls that edit the rules of a group."""

import unittest

from cloud.account import Account
from cloud.api_error import ApiError
from cloud.calls import call
from cloud.client import facts, rule

NOW = "2026-01-01 08:00:00"


def account(*ports, **members):
    """An account whose group admits these ports, one rule each."""
    return Account(facts(ingress=map(rule, ports), **members))


def edit(account, action, rules, direction="Ingress", **members):
    """Returns the code of the refusal, if any."""
    changes = {direction: rules, **members.pop("policy_set", {})}
    body = {"SecurityGroupId": "sg-node", "SecurityGroupPolicySet": changes, **members}
    try:
        call(account, "vpc", "2017-03-12", action, body, NOW)
    except ApiError as error:
        return error.code
    return ""


def create(account, *rules, **members):
    return edit(account, "CreateSecurityGroupPolicies", list(rules), **members)


def replace(account, *rules, **members):
    return edit(account, "ReplaceSecurityGroupPolicies", list(rules), **members)


def delete(account, *rules, **members):
    return edit(account, "DeleteSecurityGroupPolicies", list(rules), **members)


def ports(account):
    """The ports of the rules in their order, and the version behind a colon."""
    rules = account.rules("sg-node")
    return " ".join(policy.port for policy in rules["Ingress"]) + f":{rules.version}"


class Edits(unittest.TestCase):
    def check(self, cases):
        for name, make, want_code, want_ports in cases:
            with self.subTest(name):
                edited = account("1", "2", "3")
                self.assertEqual((make(edited), ports(edited)), (want_code, want_ports))

    def test_create(self):
        self.check((
            ("in front of all", lambda a: create(a, rule("9", PolicyIndex=0)), "", "9 1 2 3:8"),
            ("in front of one", lambda a: create(a, rule("9", PolicyIndex=2)), "", "1 2 9 3:8"),
            ("behind the last", lambda a: create(a, rule("9", PolicyIndex=3)), "", "1 2 3 9:8"),
            ("no index: behind the last", lambda a: create(a, rule("9")), "", "1 2 3 9:8"),
            ("an index as a string", lambda a: create(a, rule("9", PolicyIndex="1")), "", "1 9 2 3:8"),
            ("two in their order",
             lambda a: create(a, rule("9", PolicyIndex=1), rule("8", PolicyIndex=1)), "", "1 9 8 2 3:8"),
            ("two places",
             lambda a: create(a, rule("9", PolicyIndex=1), rule("8", PolicyIndex=2)),
             "InvalidParameterValue", "1 2 3:7"),
            ("a place too far", lambda a: create(a, rule("9", PolicyIndex=4)),
             "InvalidParameterValue.Range", "1 2 3:7"),
            ("a negative place", lambda a: create(a, rule("9", PolicyIndex=-1)),
             "InvalidParameterValue.Range", "1 2 3:7"),
            ("the same again", lambda a: create(a, rule("2", PolicyIndex=0)),
             "UnsupportedOperation.DuplicatePolicy", "1 2 3:7"),
            ("the same in other words", lambda a: create(a, rule("2", Protocol="tcp", Action="accept")),
             "UnsupportedOperation.DuplicatePolicy", "1 2 3:7"),
            ("the same for another action", lambda a: create(a, rule("2", Action="DROP")), "", "1 2 3 2:8"),
            ("the same for the other direction", lambda a: create(a, rule("2"), direction="Egress"),
             "", "1 2 3:8"),
            ("nothing", create, "MissingParameter", "1 2 3:7"),
            ("both directions", lambda a: create(a, rule("9"), policy_set={"Egress": [rule("9")]}),
             "InvalidParameter.Coexist", "1 2 3:7"),
            ("a bad rule behind a good one", lambda a: create(a, rule("9"), rule("x")),
             "InvalidParameterValue", "1 2 3:7"),
            ("for a group that is not there",
             lambda a: create(a, rule(cidr_block=None, SecurityGroupId="sg-gone")),
             "ResourceNotFound", "1 2 3:7"),
            ("in a group that is not there", lambda a: create(a, rule("9"), SecurityGroupId="sg-gone"),
             "ResourceNotFound", "1 2 3:7"),
            ("an unknown parameter", lambda a: create(a, rule("9"), Force=True),
             "UnknownParameter", "1 2 3:7"),
        ))  # fmt: skip

    def test_replace(self):
        self.check((
            ("one", lambda a: replace(a, rule("9", PolicyIndex=1)), "", "1 9 3:8"),
            ("two", lambda a: replace(a, rule("9", PolicyIndex=2), rule("8", PolicyIndex=0)),
             "", "8 2 9:8"),
            ("no index", lambda a: replace(a, rule("9")), "MissingParameter", "1 2 3:7"),
            ("one twice", lambda a: replace(a, rule("9", PolicyIndex=1), rule("8", PolicyIndex=1)),
             "InvalidParameterValue", "1 2 3:7"),
            ("behind the last", lambda a: replace(a, rule("9", PolicyIndex=3)),
             "InvalidParameterValue.Range", "1 2 3:7"),
            ("by what is there", lambda a: replace(a, rule("1", PolicyIndex=1)),
             "UnsupportedOperation.DuplicatePolicy", "1 2 3:7"),
            ("by itself", lambda a: replace(a, rule("2", PolicyIndex=1)), "", "1 2 3:8"),
        ))  # fmt: skip

    def test_delete(self):
        self.check((
            ("one", lambda a: delete(a, {"PolicyIndex": 1}), "", "1 3:8"),
            ("two, by indexes of before", lambda a: delete(a, {"PolicyIndex": 0}, {"PolicyIndex": 1}),
             "", "3:8"),
            ("two in any order", lambda a: delete(a, {"PolicyIndex": "1"}, {"PolicyIndex": "0"}), "", "3:8"),
            ("by the rule", lambda a: delete(a, rule("2")), "", "1 3:8"),
            ("by the rule and by index", lambda a: delete(a, rule("2"), {"PolicyIndex": 0}),
             "InvalidParameterValue", "1 2 3:7"),
            ("by another rule", lambda a: delete(a, rule("9")), "ResourceNotFound", "1 2 3:7"),
            ("behind the last", lambda a: delete(a, {"PolicyIndex": 3}),
             "InvalidParameterValue.Range", "1 2 3:7"),
        ))  # fmt: skip

    def test_version(self):
        """An edit that names a version takes place on that one only."""
        nine = rule("9", PolicyIndex=0)
        for name, make in (("create", create), ("replace", replace), ("delete", delete)):
            for version, want in (("7", ""), ("6", "UnsupportedOperation.VersionMismatch")):
                with self.subTest(f"{name} {version}"):
                    rules = [{"PolicyIndex": 0}] if name == "delete" else [nine]
                    edited = account("1", "2", "3")
                    self.assertEqual(make(edited, *rules, policy_set={"Version": version}), want)
                    self.assertEqual(edited.rules("sg-node").version, 7 if want else 8)

    def test_modify(self):
        """Version 0 clears the group, whatever rules are sent along; no other is stood in for."""
        modify = "ModifySecurityGroupPolicies"
        self.check((
            ("version 0", lambda a: edit(a, modify, [rule("9")], policy_set={"Version": "0"}), "", ":8"),
            ("its own", lambda a: edit(a, modify, [rule("9")], policy_set={"Version": "7"}),
             "UnsupportedOperation", "1 2 3:7"),
        ))  # fmt: skip


class Quota(unittest.TestCase):
    OVER = "LimitExceeded.SecurityGroupPolicySet"

    def test_rules_of_a_direction(self):
        edited = account(*map(str, range(1, 100)))
        self.assertEqual(create(edited, rule("100")), "")
        self.assertEqual(create(edited, rule("101")), self.OVER)
        self.assertEqual(create(edited, rule("101"), direction="Egress"), "")

    def test_raised_limit(self):
        edited = account("1", securityGroupLimits={"SecurityGroupPolicyLimit": 1})
        self.assertEqual(create(edited, rule("2")), self.OVER)

    def test_expanded_rules(self):
        """Remotes times items of ports, of both directions together."""
        templates = {
            "addressTemplates": [
                {"AddressTemplateId": f"ipm-{i}", "AddressSet": [f"192.0.2.{host}" for host in range(64)]}
                for i in range(2)
            ],
            "addressTemplateGroups": [
                {"AddressTemplateGroupId": "ipmg-a", "AddressTemplateIdSet": ["ipm-0", "ipm-1"]}
            ],
            "serviceTemplates": [{"ServiceTemplateId": "ppm-a", "ServiceSet": ["tcp:80,443", "udp:53"]}],
        }
        group = {"cidr_block": None, "AddressTemplate": {"AddressGroupId": "ipmg-a"}}
        services = {"port": None, "Protocol": None, "ServiceTemplate": {"ServiceId": "ppm-a"}}
        cases = (
            ("128 remotes, 3 ports", [rule("1,2,3", **group)], ""),
            ("128 remotes, 4 ports", [rule("1,2,3,4", **group)], ""),
            ("128 remotes, 4 ports, and one more", [rule("1,2,3,4", **group), rule("9")], self.OVER),
            ("128 remotes, 5 ports", [rule("1,2,3,4,5", **group)], self.OVER),
            ("128 remotes, 3 services", [rule(**group, **services)], ""),
            ("and twice", [rule(**group, **services), rule(**group, **services, Action="DROP")], self.OVER),
        )
        for name, rules, want in cases:
            with self.subTest(name):
                self.assertEqual(create(account(**templates), *rules), want)
        edited = account(**templates)
        self.assertEqual(create(edited, rule("1,2,3,4", **group)), "")
        self.assertEqual(create(edited, rule("9"), direction="Egress"), self.OVER)

    def test_peers(self):
        peers = [{"SecurityGroupId": f"sg-{i}"} for i in range(11)]
        edited = Account(facts(securityGroups=[*facts()["securityGroups"], *peers]))
        rules = [rule(cidr_block=None, **peer) for peer in peers]
        self.assertEqual(create(edited, *rules), self.OVER)
        self.assertEqual(create(edited, *rules[:10]), "")

    def test_templates_must_be_there(self):
        gone = rule(cidr_block=None, AddressTemplate={"AddressId": "ipm-gone"})
        self.assertEqual(create(account(), gone), "ResourceNotFound")


if __name__ == "__main__":
    unittest.main()
