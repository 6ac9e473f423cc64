"""Runs the commands of a plan with the vendor's own tccli, whose path is in the environment as TCCLI, against
the stand-in: python3 tests/cloud/tccli_repair.py"""

import os
import shlex
import subprocess
import sys
import tempfile

from cloud.client import CREDENTIAL
from cloud.repair import Repair


def run(cloud, command):
    # As people paste it, but for the endpoint.
    program, rest = command.split(" ", 1)
    if program != "tccli":
        raise AssertionError(command)
    line = f"{shlex.quote(os.environ['TCCLI'])} {rest} --endpoint {cloud.url}"
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "TENCENTCLOUD_SECRET_ID": CREDENTIAL.secret_id,
            "TENCENTCLOUD_SECRET_KEY": CREDENTIAL.secret_key,
        }
        done = subprocess.run(line, shell=True, env=environment, capture_output=True, text=True)
    if done.returncode != 0 or "Error" in done.stdout:
        raise AssertionError(f"{command}\n{done.stdout}{done.stderr}")


def main():
    repair = Repair(run)
    print(f"{len(repair.commands)} commands run by tccli")
    print(f"found before: {', '.join(sorted(repair.before))}")
    print(f"found after: {', '.join(sorted(repair.after)) or 'nothing'}")
    if not repair.commands or repair.after or repair.unrepaired:
        sys.exit("the plan has not repaired everything")


main()
