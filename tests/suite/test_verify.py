"""The command `verify`: what it reads, what it answers, and its exit status."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
FACTS = str(ROOT / "examples" / "facts.yaml")
HEAD = "apiVersion: portcullis.dev/v1alpha1\nkind: PacketSuite\n"


def suite(name, *expectations):
    """A suite that asks about one packet of sg-base, which drops it."""
    cases = "".join(
        f"- {{name: {expected}, groups: [sg-base], protocols: [tcp], ports: 23, remotes: [ANY], "
        f"expect: {expected}}}\n"
        for expected in expectations
    )
    return f"{HEAD}name: {name}\ncases:\n{cases}"


class Verify(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    def verify(self, *arguments, text="", facts=("--facts", FACTS)):
        return subprocess.run(
            [os.environ["PORTCULLIS"], "verify", *facts, *arguments],
            cwd=self.folder,
            env={"PATH": os.environ.get("PATH", "")},
            input=text,
            capture_output=True,
            text=True,
        )

    def test_exit_status(self):
        self.write("unknown.facts.yaml", "apiVersion: portcullis.dev/v1alpha1\nkind: CloudFacts\n"
                   'observedAt: "2026-11-20T08:00:00Z"\nsecurityGroups: [{SecurityGroupId: sg-base}]\n')
        unknown = ("--facts", "unknown.facts.yaml")
        cases = (
            ("all pass", suite("s", "drop"), ("--facts", FACTS), 0),
            ("one fails", suite("s", "drop", "accept"), ("--facts", FACTS), 1),
            ("one is unknown", suite("s", "drop"), unknown, 1),
            ("unknown is expected", suite("s", "unknown"), unknown, 0),
            ("an error of the suite", suite("s", "deny"), ("--facts", FACTS), 2),
            ("no suite", "", ("--facts", FACTS), 2),
            ("no facts", suite("s", "drop"), (), 2),
            ("no such facts", suite("s", "drop"), ("--facts", "missing"), 2),
            ("a flag that is none", suite("s", "drop"), ("--fact", FACTS), 2),
        )
        for name, text, facts, want in cases:
            with self.subTest(name):
                done = self.verify(self.write("s.yaml", text), facts=facts)
                self.assertEqual(done.returncode, want, done.stderr)
                self.assertEqual(done.stdout == "", want == 2)
                self.assertEqual(done.stderr == "", want != 2)

    def test_files_folders_and_standard_input(self):
        self.write("b/z.yaml", suite("second", "drop"))
        self.write("b/a/one.json", json.dumps({"apiVersion": "portcullis.dev/v1alpha1",
            "kind": "PacketSuite", "name": "first", "cases": [{"name": "n", "groups": ["sg-base"],
            "remotes": ["1.2.3.4"], "protocols": ["udp"], "expect": "drop"}]}))
        self.write("b/readme.md", "no suite")
        self.write("a.yaml", suite("third", "drop") + "---\n" + suite("fourth", "drop"))
        done = self.verify("b", "a.yaml", "-", "-o", "json", text=suite("fifth", "drop"))
        names = [one["name"] for one in json.loads(done.stdout)["suites"]]
        self.assertEqual(names, ["first", "second", "third", "fourth", "fifth"])

    def test_the_mistakes_of_all_files_at_once(self):
        one = self.write("one.yaml", suite("s", "deny"))
        two = self.write("two.yaml", HEAD + "name: s\n")
        done = self.verify(one, "missing.yaml", two, "-", text="{")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(
            [line.split(": ")[1] for line in done.stderr.splitlines()],
            ["one.yaml:5:88", "missing.yaml", "two.yaml:1:1", "standard input:1:2"],
        )

    def test_a_folder_without_files(self):
        (self.folder / "empty").mkdir()
        done = self.verify("empty")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("hold no .yaml, .yml or .json file", done.stderr)

    def test_the_config_may_name_the_facts(self):
        config = self.write("config.yaml", "apiVersion: portcullis.dev/v1alpha1\n"
            f"kind: PortcullisConfig\nfacts: {{source: file, path: {FACTS}}}\n")
        done = self.verify(self.write("s.yaml", suite("s", "drop")), "--config", config, facts=())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_json(self):
        name = self.write("s.yaml", suite("s", "accept", "drop"))
        report = json.loads(self.verify(name, "-o", "json").stdout)
        self.assertEqual(
            report,
            {
                "apiVersion": "portcullis.dev/v1alpha1",
                "kind": "VerifyReport",
                "suites": [
                    {
                        "name": "s",
                        "cases": [
                            {
                                "name": "accept",
                                "result": "fail",
                                "expected": "accept",
                                "verdict": "drop",
                                "groups": ["sg-base"],
                                "witness": {
                                    "direction": "ingress",
                                    "protocol": "tcp",
                                    "port": 23,
                                    "remote": "1.0.0.1",
                                },
                                "decidedBy": None,
                            },
                            {
                                "name": "drop",
                                "result": "pass",
                                "expected": "drop",
                                "verdict": "drop",
                                "groups": ["sg-base"],
                            },
                        ],
                    }
                ],
                "summary": {"pass": 1, "fail": 1, "unknown": 0},
            },
        )

    def test_junit(self):
        name = self.write("s.yaml", suite("s", "accept", "drop", "unknown"))
        root = xml.etree.ElementTree.fromstring(self.verify(name, "-o", "junit").stdout)
        self.assertEqual(
            [(c.get("classname"), c.get("name"), [e.get("message") for e in c])
             for c in root.iter("testcase")],
            [
                ("s", "accept", ["expected accept, is drop"]),
                ("s", "drop", []),
                ("s", "unknown", ["expected unknown, is drop"]),
            ],
        )

    def test_the_same_input_gives_the_same_bytes(self):
        name = self.write("s.yaml", suite("s", "accept", "drop", "unknown"))
        for output in ("text", "json", "junit"):
            with self.subTest(output):
                self.assertEqual(
                    self.verify(name, "-o", output).stdout, self.verify(name, "-o", output).stdout
                )


if __name__ == "__main__":
    unittest.main()
