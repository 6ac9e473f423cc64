"""The changes of a plan are such as the cloud takes, and afterwards nothing is found any more."""

import json
import shlex
import unittest

from cloud.client import call, error_code
from cloud.repair import Repair


def run(cloud, command):
    """Does what tccli would do."""
    _, _, action, *flags = shlex.split(command)
    named = dict(zip(flags[::2], flags[1::2]))
    parameters = {
        "SecurityGroupId": named["--SecurityGroupId"],
        "SecurityGroupPolicySet": json.loads(named["--SecurityGroupPolicySet"]),
    }
    answer = call(cloud, action, parameters)
    if error_code(answer):
        raise AssertionError(f"{command}\n{answer}")


class Repairs(unittest.TestCase):
    def test_what_was_found_is_gone(self):
        repair = Repair(run)
        self.assertEqual(
            repair.before,
            {
                "cluster-network-not-admitted",
                "container-network-not-admitted",
                "egress-not-admitted",
                "icmp-not-admitted",
                "nodeport-range-not-admitted",
            },
        )
        self.assertEqual(repair.unrepaired, [])
        self.assertEqual(repair.after, set())
        self.assertEqual(len(repair.calls), len(repair.commands))

    def test_the_cloud_refuses_a_plan_for_another_version(self):
        def run_twice(cloud, command):
            run(cloud, command)
            with self.assertRaisesRegex(AssertionError, "VersionMismatch"):
                run(cloud, command)

        self.assertEqual(Repair(run_twice).after, set())


if __name__ == "__main__":
    unittest.main()
