"""The program against the oracle: `explain --packets` answers a million random packets alike."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PACKETS = int(os.environ.get("ORACLE_PACKETS", "1000000"))
SEED = os.environ.get("ORACLE_SEED", "20261125")


class ExplainAgreesWithOracle(unittest.TestCase):
    def test_a_million_random_packets(self):
        with tempfile.TemporaryDirectory() as folder:
            facts, packets, expected, answers = (
                Path(folder) / name for name in ("facts.json", "packets", "expected", "answers"))
            oracle = os.environ["ORACLE"]
            print(f"seed {SEED}, {PACKETS} packets")
            subprocess.run(
                [oracle, "generate", "--seed", SEED, "--packets", str(PACKETS), "--lists", "300",
                 "--rules", "20", "--facts-out", facts, "--packets-out", packets,
                 "--expected-out", expected], check=True)
            with answers.open("wb") as out:
                subprocess.run([os.environ["PORTCULLIS"], "explain", "--facts", facts,
                                "--packets", packets], stdout=out, check=True)
            self.assertEqual(sum(1 for _ in answers.open("rb")), PACKETS)
            compared = subprocess.run(
                [oracle, "compare", "--expected", expected, "--answers", answers],
                stdout=subprocess.PIPE, text=True)
            self.assertEqual(compared.returncode, 0, compared.stdout)
            self.assertIn("0 differences", compared.stdout)


if __name__ == "__main__":
    unittest.main()
