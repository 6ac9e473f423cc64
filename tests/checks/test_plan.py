"""Plans for every case of tests/testdata, seen from outside: what is repaired, what is not, and the exit
status."""

import json
import shlex
import unittest

from program import ROOT, run
from test_checks import TESTDATA, VENDOR_FACTS, cases

# Findings of checks *-not-admitted that no plan repairs, by the reason.
UNREPAIRED = {
    "only a rule for ALL protocols admits it": {
        "nodeport-not-admitted/deny-sctp",
        "nodeport-protocol-unfilterable/deny-sctp-dropped",
    },
    # The node-port range would be open to others than the clients that the Service names.
    "it would bring up nodeport-overexposed of shop/web": {
        "nodeport-not-admitted/allow-clb-groups",
        "nodeport-not-admitted/allow-internal",
        "nodeport-not-admitted/allow-internal-by-status",
        "nodeport-not-admitted/allow-source-ranges",
        "nodeport-not-admitted/allow-source-ranges-annotation",
        "nodeport-not-admitted/deny-clb-groups",
        "nodeport-not-admitted/deny-health-check-sources",
        "nodeport-not-admitted/deny-internal",
        "nodeport-not-admitted/deny-internal-clients",
        "nodeport-not-admitted/deny-source-ranges",
        "nodeport-overexposed/allow-peer",
        "nodeport-overexposed/allow-source-ranges",
        "nodeport-overexposed/allow-vpc",
    },
}

# How many findings that are info a plan brings up: SSH from anywhere is what row N3 asks for.
MAY_APPEAR = {"ssh-not-admitted/deny-n3-missing": 1}


def plan(case):
    """The answer as text, and the exit status."""
    done = run(["plan", "-o", "json", *case.arguments()], case.folder)
    if done.stderr:
        raise AssertionError(f"{case.check}/{case.name}: {done.stderr}")
    return done.stdout, done.returncode


class Plans(unittest.TestCase):
    maxDiff = None

    def test_every_case(self):
        changes = 0
        for case in cases():
            name = f"{case.check}/{case.name}"
            with self.subTest(name):
                text, status = plan(case)
                answer = json.loads(text)
                changes += len(answer["changes"])
                self.check_promises(answer, MAY_APPEAR.get(name, 0))
                self.assertEqual(plan(case), (text, status), "the same input, other bytes")
                self.assertEqual(status, 1 if answer["unrepaired"] else 0)
                expected = {reason for reason, names in UNREPAIRED.items() if name in names}
                self.assertEqual(
                    {unrepaired["reason"].partition(",")[0] for unrepaired in answer["unrepaired"]},
                    expected,
                )
        self.assertGreater(changes, 50)

    def check_promises(self, answer, may_appear=0):
        before = answer["proof"]["before"]
        after = answer["proof"]["after"]
        fixed = {fingerprint for change in answer["changes"] for fingerprint in change["fixes"]}
        self.assertEqual(set(after) & set(before), set(before) - fixed)
        self.assertEqual(len(set(after) - set(before)), may_appear)
        for change in answer["changes"]:
            self.assertTrue(change["fixes"], "a change that is needless")
            self.assertIn(change["op"], ("insert", "delete"))
        for box in answer["proof"]["changed"]:
            self.assertEqual(box["after"], "accept")
        self.check_commands(answer)
        self.assertEqual(bool(answer["commands"]["terraform"]), bool(answer["changes"]))

    def check_commands(self, answer):
        """A shell hands tccli what the changes say."""
        self.assertEqual(len(answer["commands"]["tccli"]), len(answer["changes"]))
        for command, change in zip(answer["commands"]["tccli"], answer["changes"]):
            *_, group, flag, text = shlex.split(command)
            self.assertEqual((group, flag), (change["securityGroupId"], "--SecurityGroupPolicySet"))
            policies = json.loads(text)
            self.assertEqual(policies.get("Version"), change["version"])
            (policy,) = policies[change["direction"].capitalize()]
            self.assertEqual(policy.pop("PolicyIndex", change["index"]), change["index"])
            self.assertEqual(policy, change["policy"] if change["op"] == "insert" else {})

    def test_the_vendors_groups_need_nothing(self):
        done = run(["plan", "--facts", VENDOR_FACTS], TESTDATA)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("Nothing to repair.\n", "", 0))

    def test_what_cannot_be_done(self):
        for arguments, want in (
            ([], "plan: no facts; name them with --facts FILE, or in the config"),
            (["--facts", "missing.yaml"], "missing.yaml"),
            (["--facts", VENDOR_FACTS, "--checks", "nodeport"], 'there is no check "nodeport"'),
            (["--facts", VENDOR_FACTS, "missing"], "missing"),
        ):
            with self.subTest(arguments):
                done = run(["plan", *arguments], ROOT)
                self.assertEqual((done.stdout, done.returncode), ("", 2))
                self.assertIn(want, done.stderr)


if __name__ == "__main__":
    unittest.main()
