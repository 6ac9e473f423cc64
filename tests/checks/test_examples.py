"""The examples show what they say they show."""

import json
import unittest

from program import ROOT, run

SHOP = "examples/shop.yaml"


def findings(*arguments):
    done = run(["check", "-o", "json", *arguments], ROOT)
    report = json.loads(done.stdout)
    if report["notEvaluated"]:
        raise AssertionError(report["notEvaluated"])
    return [(f["object"]["name"], f["id"], f["severity"]) for f in report["findings"]]


class Examples(unittest.TestCase):
    def test_one_service_is_reachable_one_is_not_and_one_is_too_open(self):
        self.assertEqual(
            findings(SHOP, "--facts", "examples/facts.yaml"),
            [("web", "nodeport-not-admitted", "high"), ("admin", "nodeport-overexposed", "info")],
        )

    def test_the_config_raises_what_is_too_open(self):
        found = findings(
            SHOP, "--facts", "examples/facts.yaml", "--config", "examples/config.yaml"
        )
        self.assertIn(("admin", "nodeport-overexposed", "medium"), found)

    def test_the_groups_that_the_vendor_makes_raise_nothing_above_info(self):
        self.assertEqual(
            findings("--facts", "examples/vendor-default.yaml"),
            [("sg-node", "admin-port-open-to-world", "info")],
        )

    def test_the_suite_fails_where_the_shop_is_not_reachable(self):
        done = run(
            ["verify", "examples/suite.yaml", "--facts", "examples/facts.yaml", "-o", "json"], ROOT
        )
        cases = json.loads(done.stdout)["suites"][0]["cases"]
        self.assertEqual(done.returncode, 1)
        self.assertEqual([case["result"] for case in cases], ["pass", "fail", "pass", "pass"])


if __name__ == "__main__":
    unittest.main()
