"""The program against the oracle: a million random packets, looked up in what `exposure` and `diff` say."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

LOOKUPS = int(os.environ.get("ORACLE_LOOKUPS", "1000000"))
SEED = os.environ.get("ORACLE_SEED", "20261125")
LISTS = 20
FOUND = r"packets, [1-9]\d* differences"


def portcullis(*arguments):
    return subprocess.run(
        [os.environ["PORTCULLIS"], *arguments], stdout=subprocess.PIPE, text=True)


def oracle(*arguments):
    return subprocess.run(
        [os.environ["ORACLE"], *arguments], stdout=subprocess.PIPE, text=True)


def first_port(box):
    return int(box["ports"].partition("-")[0])


def last_port(box):
    return int(box["ports"].rpartition("-")[2])


class BoxesAgreeWithOracle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.before, cls.after, cls.exposures, cls.difference = (
            Path(folder.name) / name for name in ("before", "after", "exposures", "difference"))
        print(f"seed {SEED}, {LOOKUPS} packets")
        oracle("change", "--seed", SEED, "--lists", str(LISTS), "--before-out", cls.before,
               "--after-out", cls.after).check_returncode()
        answers = []
        for number in range(LISTS):
            for direction in ("ingress", "egress"):
                done = portcullis("exposure", "--facts", cls.before, "--instance", f"ins-{number}",
                                  "--direction", direction, "-o", "json")
                done.check_returncode()
                answers.append(done.stdout)
        cls.exposures.write_text("".join(answers))
        cls.answers = [json.loads(answer) for answer in answers]
        cls.diff = portcullis("diff", cls.before, cls.after, "-o", "json")
        cls.difference.write_text(cls.diff.stdout)

    def lookup(self, exposures, difference, packets):
        return oracle("lookup", "--seed", SEED, "--lists", str(LISTS), "--packets", str(packets),
                      "--exposures", exposures, "--difference", difference)

    def test_random_packets(self):
        looked_up = self.lookup(self.exposures, self.difference, LOOKUPS)
        print(looked_up.stdout)
        self.assertEqual(looked_up.returncode, 0, looked_up.stdout)
        self.assertIn(f"{LOOKUPS} packets, 0 differences", looked_up.stdout)
        for change in ("accept drop", "accept unknown", "drop accept", "drop unknown",
                       "unknown accept", "unknown drop", "unknown unknown", "unchanged"):
            self.assertRegex(looked_up.stdout, rf"(?m)^\d+ {change}$")

    def test_an_answer_that_lacks_boxes_is_found(self):
        few = min(LOOKUPS, 20000)
        answers = [dict(answer, admitted=answer["admitted"][::2]) for answer in self.answers]
        exposures = self.exposures.with_name("wrong-exposures")
        exposures.write_text("".join(json.dumps(answer) + "\n" for answer in answers))
        self.assertRegex(self.lookup(exposures, self.difference, few).stdout, FOUND)
        answer = json.loads(self.diff.stdout)
        difference = self.difference.with_name("wrong-difference")
        difference.write_text(json.dumps(dict(answer, removed=answer["removed"][::2])))
        self.assertRegex(self.lookup(self.exposures, difference, few).stdout, FOUND)

    def test_boxes_are_cut_only_where_remotes_change(self):
        self.assertGreater(len(self.answers), 0)
        for answer in self.answers:
            for boxes in (answer["admitted"], answer["unknown"]):
                for one, next_one in zip(boxes, boxes[1:]):
                    if one["protocol"] != next_one["protocol"]:
                        continue
                    self.assertLess(last_port(one), first_port(next_one))
                    if last_port(one) + 1 == first_port(next_one):
                        self.assertNotEqual(one["remotes"], next_one["remotes"])

    def test_a_state_and_itself(self):
        self.assertEqual(self.diff.returncode, 1)
        same = portcullis("diff", self.before, self.before, "-o", "json")
        self.assertEqual(same.returncode, 0)
        answer = json.loads(same.stdout)
        unknown = answer.pop("unknown")
        self.assertEqual({(box["before"], box["after"]) for box in unknown}, {("unknown", "unknown")})
        self.assertEqual(
            answer, {"added": [], "removed": [], "instancesAdded": [], "instancesRemoved": []})


if __name__ == "__main__":
    unittest.main()
