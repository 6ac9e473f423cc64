"""Judges every case of tests/testdata.

A case of the check ID is what lies in tests/testdata/ID under one name:

  NAME.yaml         manifests; without them the facts themselves are judged
  NAME.facts.yaml   the facts; without them tests/testdata/vendor.facts.yaml
  NAME.config.yaml  the config; without it the defaults
  NAME.json         the golden answer: UPDATE_GOLDEN=1 writes it, and the diff is reviewed like code

NAME says what is expected: deny-* is at least one finding of the check that is more than info,
deny-*-info one that is info, allow-* none.
"""

import json
import unittest

from program import ROOT, UPDATE, run

TESTDATA = ROOT / "tests" / "testdata"
VENDOR_FACTS = TESTDATA / "vendor.facts.yaml"

# The case that lacks a row of the recommended practice and no other.
CASE_WITHOUT_ROW = {
    "N1": "container-network-not-admitted/deny-n1-missing",
    "N2": "cluster-network-not-admitted/deny-n2-missing",
    "N3": "ssh-not-admitted/deny-n3-missing",
    "N4": "nodeport-range-not-admitted/deny-n4-missing",
    "N5": "nodeport-range-not-admitted/deny-n5-missing",
    "N6": "icmp-not-admitted/deny-n6-missing",
    "N7": "egress-not-admitted/deny-n7-missing",
    "M1": "icmp-not-admitted/deny-m1-missing",
    "M2": "nodeport-range-not-admitted/deny-m2-missing",
    "M3": "nodeport-range-not-admitted/deny-m3-missing",
    "M4": "control-plane-port-not-admitted/deny-m4-missing",
    "M5": "control-plane-port-not-admitted/deny-m5-missing",
    "M6": "nodeport-range-not-admitted/deny-m6-missing",
    "M7": "nodeport-range-not-admitted/deny-m7-missing",
    "M8": "control-plane-port-not-admitted/deny-m8-missing",
    "M9": "control-plane-port-not-admitted/deny-m9-missing",
    "M10": "egress-not-admitted/deny-m10-missing",
    "P1": "node-groups-inconsistent/deny-order",
    "P2": "foreign-instance-in-group/deny-database",
    "P3": "admin-port-open-to-world/deny-rdp",
    "P5": "peer-cluster-not-admitted/deny-p5-missing",
    "P7": "nodeport-not-admitted/deny-baseline-in-front",
}


class Case:
    def __init__(self, check, name):
        self.check = check
        self.name = name
        self.folder = TESTDATA / check
        self.golden = self.folder / f"{name}.json"

    def arguments(self):
        """What is judged, for a command that is run in the case's folder."""
        facts = f"{self.name}.facts.yaml"
        config = f"{self.name}.config.yaml"
        manifest = f"{self.name}.yaml"
        arguments = ["--facts", facts if self._has(facts) else VENDOR_FACTS]
        arguments += ["--config", config] if self._has(config) else []
        return arguments + ([manifest] if self._has(manifest) else [])

    def judge(self):
        """The answer of `portcullis check`."""
        done = run(["check", "-o", "json", *self.arguments()], self.folder)
        if done.returncode not in (0, 1) or done.stderr:
            raise AssertionError(f"{self.check}/{self.name}: exit {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout)

    def _has(self, file):
        return (self.folder / file).exists()


def cases():
    found = set()
    for file in TESTDATA.glob("*/*.yaml"):
        name = file.name.removesuffix(".yaml").removesuffix(".facts").removesuffix(".config")
        found.add((file.parent.name, name))
    return [Case(check, name) for check, name in sorted(found)]


def catalogue():
    done = run(["checks", "list", "-o", "json"], TESTDATA)
    return [check["id"] for check in json.loads(done.stdout)]


def findings_above_info(report):
    return [finding for finding in report["findings"] if finding["severity"] != "info"]


class Cases(unittest.TestCase):
    maxDiff = None

    def test_every_case(self):
        for case in cases():
            with self.subTest(f"{case.check}/{case.name}"):
                report = case.judge()
                self.check_name(case, report)
                if UPDATE:
                    case.golden.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
                self.assertEqual(report, json.loads(case.golden.read_text(encoding="utf-8")))

    def check_name(self, case, report):
        severities = {f["severity"] for f in report["findings"] if f["id"] == case.check}
        if case.name.startswith("allow-"):
            self.assertEqual(severities, set())
        elif case.name.endswith("-info"):
            self.assertEqual(severities, {"info"})
        else:
            self.assertTrue(case.name.startswith("deny-"), "a case is allow-* or deny-*")
            self.assertTrue(severities - {"info"}, "no finding of the check is more than info")

    def test_no_golden_file_without_its_case(self):
        known = {case.golden for case in cases()}
        self.assertEqual([str(f) for f in TESTDATA.glob("*/*.json") if f not in known], [])

    def test_every_check_has_cases_of_both_kinds(self):
        checks = catalogue()
        self.assertGreater(len(checks), 10)
        for check in checks:
            for kind in ("deny", "allow"):
                with self.subTest(check=check, kind=kind):
                    self.assertTrue(list((TESTDATA / check).glob(f"{kind}-*.yaml")))

    def test_every_folder_is_a_check(self):
        folders = {folder.name for folder in TESTDATA.iterdir() if folder.is_dir()}
        self.assertEqual(folders - set(catalogue()), set())


class RecommendedPractice(unittest.TestCase):
    """The tables of rows N1 to N7 and M1 to M10, as the vendor publishes them."""

    def test_the_vendors_groups_raise_nothing(self):
        done = run(["check", "--facts", VENDOR_FACTS, "-o", "json"], TESTDATA)
        report = json.loads(done.stdout)
        self.assertEqual(findings_above_info(report), [])
        self.assertEqual(report["notEvaluated"], [])

    def test_the_vendors_masters_raise_nothing(self):
        report = Case("control-plane-port-not-admitted", "allow-vendor-masters").judge()
        self.assertEqual(findings_above_info(report), [])
        self.assertEqual(report["notEvaluated"], [])

    def test_the_template_of_2019_lacks_ping_only(self):
        findings = findings_above_info(Case("icmp-not-admitted", "deny-2019-template").judge())
        self.assertEqual([f["id"] for f in findings], ["icmp-not-admitted"])

    def test_each_row_that_is_missing_is_one_finding(self):
        for row, path in CASE_WITHOUT_ROW.items():
            with self.subTest(row):
                findings = findings_above_info(Case(*path.split("/")).judge())
                self.assertEqual([f["requirement"] for f in findings], [row])


if __name__ == "__main__":
    unittest.main()
