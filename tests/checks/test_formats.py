"""The formats of `check` for other programs: SARIF and JUnit, files of them, and baselines."""

import json
import os
import pathlib
import stat
import tempfile
import unittest
import xml.etree.ElementTree

import sarif
from program import ROOT, UPDATE, run

GOLDEN = ROOT / "tests" / "checks" / "testdata"
SHOP = ["examples/shop.yaml", "--facts", "examples/facts.yaml"]
EXEMPTED = "tests/testdata/external-ip-used/allow-exempted.yaml"

CASES = {
    "shop": SHOP,
    "lists": ["--facts", "examples/facts.yaml"],
    "without-facts": ["examples/shop.yaml"],
    "exempted": [EXEMPTED, "--facts", "examples/facts.yaml"],
    "unknown-template": [
        "--facts",
        "tests/testdata/container-network-not-admitted/allow-unknown-template.facts.yaml",
    ],
}


def check(*arguments):
    return run(["check", *arguments], ROOT)


def answer(output, *arguments):
    done = check("-o", output, *arguments)
    if done.returncode == 2:
        raise AssertionError(done.stderr)
    return done.stdout


def sarif_run(*arguments):
    return json.loads(answer("sarif", *arguments))["runs"][0]


class Golden(unittest.TestCase):
    maxDiff = None

    def compare(self, file, text):
        golden = GOLDEN / file
        if UPDATE:
            golden.write_text(text, encoding="utf-8")
        self.assertEqual(text, golden.read_text(encoding="utf-8"))

    def test_sarif(self):
        for name, arguments in CASES.items():
            with self.subTest(name):
                log = json.loads(answer("sarif", *arguments))
                # All rules alike in all cases; a version comes with every release.
                driver = log["runs"][0]["tool"]["driver"]
                driver["rules"] = driver["rules"][:1] if name == "shop" else []
                driver["semanticVersion"] = "VERSION"
                self.compare(f"{name}.sarif", json.dumps(log, indent=1) + "\n")

    def test_junit(self):
        for name, arguments in CASES.items():
            with self.subTest(name):
                self.compare(f"{name}.xml", answer("junit", *arguments))

    def test_the_same_input_gives_the_same_bytes(self):
        for output in ("text", "json", "sarif", "junit"):
            for name, arguments in CASES.items():
                with self.subTest(f"{output} {name}"):
                    self.assertEqual(answer(output, *arguments), answer(output, *arguments))


class Sarif(unittest.TestCase):
    def test_is_as_the_standard_says(self):
        for name, arguments in CASES.items():
            with self.subTest(name):
                self.assertEqual(sarif.complaints(json.loads(answer("sarif", *arguments))), [])

    def test_what_is_not_is_noticed(self):
        log = json.loads(answer("sarif", *SHOP))
        log["runs"][0]["result"] = log["runs"][0].pop("results")
        log["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"] = "docs/page.md"
        self.assertEqual(
            sarif.complaints(log),
            [
                "log.runs[0].result: not known",
                "log.runs[0].tool.driver.rules[0].helpUri: 'docs/page.md'",
                "log.runs[0].results: missing",
            ],
        )

    def test_rules_are_the_checks(self):
        listed = json.loads(run(["checks", "list", "-o", "json"], ROOT).stdout)
        rules = sarif_run(*SHOP)["tool"]["driver"]["rules"]
        self.assertEqual([rule["id"] for rule in rules], [one["id"] for one in listed])

    def test_results_point_at_their_rule_their_line_and_a_file(self):
        for name, arguments in CASES.items():
            with self.subTest(name):
                report = json.loads(answer("json", *arguments))
                log = sarif_run(*arguments)
                results = log["results"]
                findings = report["findings"] + report["exempted"]
                self.assertEqual(len(results), len(findings))
                for result, finding in zip(results, findings):
                    rule = log["tool"]["driver"]["rules"][result["ruleIndex"]]
                    self.assertEqual((result["ruleId"], rule["id"]), (finding["id"], finding["id"]))
                    self.assertEqual(
                        result["partialFingerprints"]["portcullis/v1"], finding["fingerprint"]
                    )
                    place = result["locations"][0]["physicalLocation"]
                    source = finding.get("source", {"file": arguments[-1]})
                    self.assertEqual(place["artifactLocation"]["uri"], source["file"])
                    if "line" in source:
                        want = {"startLine": source["line"], "startColumn": source["column"]}
                        self.assertEqual(place["region"], want)

    def test_fingerprints_survive_lines_that_move(self):
        text = (ROOT / "examples" / "shop.yaml").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            moved = pathlib.Path(folder) / "moved.yaml"
            moved.write_text("# One more.\n" + text, encoding="utf-8")
            after = sarif_run(str(moved), *SHOP[1:])["results"]
        before = sarif_run(*SHOP)["results"]
        line = lambda result: result["locations"][0]["physicalLocation"]["region"]["startLine"]
        fingerprint = lambda result: result["partialFingerprints"]
        self.assertEqual([line(result) + 1 for result in before], [line(result) for result in after])
        self.assertEqual(list(map(fingerprint, before)), list(map(fingerprint, after)))


class Junit(unittest.TestCase):
    def test_counts_are_of_what_is_there(self):
        for name, arguments in CASES.items():
            with self.subTest(name):
                root = xml.etree.ElementTree.fromstring(answer("junit", *arguments))
                for element in [root, *root.iter("testsuite")]:
                    cases = list(element.iter("testcase"))
                    self.assertEqual(element.get("tests"), str(len(cases)))
                    for kind, count in (("failure", "failures"), ("skipped", "skipped")):
                        self.assertEqual(element.get(count), str(len(list(element.iter(kind)))))
                names = [(c.get("classname"), c.get("name")) for c in root.iter("testcase")]
                self.assertEqual(len(names), len(set(names)))
                self.assertTrue(names)

    def test_what_counts_fails(self):
        for fail_on, want in (("info", 2), ("medium", 1), ("critical", 0), ("none", 0)):
            with self.subTest(fail_on):
                done = check("-o", "junit", "--fail-on", fail_on, *SHOP)
                root = xml.etree.ElementTree.fromstring(done.stdout)
                self.assertEqual(root.get("failures"), str(want))
                self.assertEqual(done.returncode, 1 if want else 0)

    def test_the_attribute_survives_a_reader(self):
        with tempfile.TemporaryDirectory() as folder:
            manifest = pathlib.Path(folder) / "a.yaml"
            manifest.write_text(
                "apiVersion: v1\nkind: Service\nmetadata:\n"
                '  name: "<a & \\"b\\">\\x01\\n"\nspec: {externalIPs: [1.2.3.4]}\n'
            )
            root = xml.etree.ElementTree.fromstring(answer("junit", str(manifest)))
        self.assertEqual(
            {case.get("name") for case in root.iter("testcase")},
            {'Service default/<a & "b">\ufffd\n'},
        )


class OutputFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_several_at_once_beside_standard_output(self):
        files = {o: self.folder / o for o in ("text", "json", "sarif", "junit")}
        flags = [f"--output-file={output}={path}" for output, path in files.items()]
        done = check(*SHOP, "-o", "json", *flags)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertEqual(done.stdout, answer("json", *SHOP))
        for output, path in files.items():
            with self.subTest(output):
                self.assertEqual(path.read_text(encoding="utf-8"), answer(output, *SHOP))
        self.assertEqual(len(list(self.folder.iterdir())), 4)

    def test_colour_is_for_standard_output(self):
        path = self.folder / "text"
        done = check(*SHOP, "--color", "always", "--output-file", f"text={path}")
        self.assertIn("\x1b[", done.stdout)
        self.assertNotIn("\x1b[", path.read_text(encoding="utf-8"))

    def test_a_file_is_replaced_and_a_symlink_stays(self):
        target = self.folder / "target"
        target.write_text("old " * 10000)
        link = self.folder / "link"
        link.symlink_to(target)
        check(*SHOP, "--output-file", f"json={link}")
        self.assertTrue(link.is_symlink())
        self.assertEqual(target.read_text(encoding="utf-8"), answer("json", *SHOP))

    def test_it_may_be_read_like_other_files(self):
        path = self.folder / "a"
        check(*SHOP, "--output-file", f"json={path}")
        mask = os.umask(0)
        os.umask(mask)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o666 & ~mask)

    def test_a_device_is_written_to(self):
        done = check(*SHOP, "--output-file", "json=/dev/null")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_what_cannot_be_written_is_2_and_the_others_are_written(self):
        good = self.folder / "good"
        bad = self.folder / "missing" / "bad"
        done = check(*SHOP, "--output-file", f"json={bad}", "--output-file", f"json={good}")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(
            done.stderr, f"portcullis: {bad}: cannot be written: No such file or directory\n"
        )
        self.assertEqual(done.stdout, answer("text", *SHOP))
        self.assertEqual(good.read_text(encoding="utf-8"), answer("json", *SHOP))

    def test_wrong_flags(self):
        cases = (
            (["--output-file", "yaml=a"], "yaml=a is no FORMAT=PATH; FORMAT is one of text, json, "),
            (["--output-file", "json"], "json is no FORMAT=PATH"),
            (["--output-file", "json="], "json= is no FORMAT=PATH"),
            (["--output-file", "json=a", "--output-file", "text=a"], "a is given twice"),
        )
        for flags, want in cases:
            with self.subTest(" ".join(flags)):
                done = check(*SHOP, *flags)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(want, done.stderr)


class Baseline(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "baseline.json"
        self.file.write_text(answer("json", *SHOP), encoding="utf-8")
        self.flags = ["--baseline", str(self.file), "--fail-on", "info"]

    def test_what_is_known_is_listed_and_does_not_count(self):
        done = check(*SHOP, *self.flags, "-o", "json")
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0)
        self.assertEqual([f["known"] for f in report["findings"]], [True, True])
        self.assertEqual((report["summary"]["high"], report["summary"]["known"]), (1, 2))
        text = check(*SHOP, *self.flags).stdout
        self.assertIn("nodeport-not-admitted  Service shop/web  known\n", text)
        self.assertIn("1 high, 1 info. 2 findings known. ", text)

    def test_what_is_new_counts(self):
        report = json.loads(self.file.read_text(encoding="utf-8"))
        del report["findings"][0]
        self.file.write_text(json.dumps(report), encoding="utf-8")
        done = check(*SHOP, *self.flags, "-o", "json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([f["known"] for f in json.loads(done.stdout)["findings"]], [False, True])

    def test_an_answer_with_a_baseline_is_a_baseline(self):
        self.file.write_text(answer("json", *SHOP, *self.flags), encoding="utf-8")
        self.assertEqual(check(*SHOP, *self.flags).returncode, 0)

    def test_in_sarif_and_junit(self):
        results = sarif_run(*SHOP, *self.flags)["results"]
        self.assertEqual([result["baselineState"] for result in results], ["unchanged"] * 2)
        root = xml.etree.ElementTree.fromstring(answer("junit", *SHOP, *self.flags))
        self.assertEqual(root.get("failures"), "0")

    def test_what_is_none_is_2(self):
        cases = (
            ("examples/missing.json", "examples/missing.json: No such file or directory"),
            ("examples/facts.yaml", "CloudFacts\" is not what is read here; use CheckReport"),
        )
        for file, want in cases:
            with self.subTest(file):
                done = check(*SHOP, "--baseline", file)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(want, done.stderr)


if __name__ == "__main__":
    unittest.main()
