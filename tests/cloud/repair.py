"""A plan, carried out on the stand-in: what the cloud makes of the commands, and what the checks make of the
cloud afterwards."""

import json
import os
import pathlib
import subprocess
import tempfile

from .client import CREDENTIAL
from .endpoint import Endpoint

BLOCKED = pathlib.Path(__file__).parent / "testdata" / "blocked.facts.json"
# Which nodes have which groups is not a plan's to change.
OTHER_CHECKS = {"node-groups-inconsistent"}


def portcullis(command, facts):
    """The answer in JSON to a command about facts."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(facts, file)
        file.flush()
        done = subprocess.run(
            [os.environ["PORTCULLIS"], command, "--facts", file.name, "-o", "json"],
            capture_output=True,
            text=True,
        )
    if done.returncode not in (0, 1):
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def findings(facts):
    """The ids of what is found, without what is only info and what rules are of use."""
    return {
        finding["id"]
        for finding in portcullis("check", facts)["findings"]
        if finding["severity"] != "info" and not finding["id"].startswith("rule-")
    } - OTHER_CHECKS


class Repair:
    """`run` takes the Endpoint and one line of the plan's tccli commands."""

    def __init__(self, run):
        facts = json.loads(BLOCKED.read_text())
        self.before = findings(facts)
        plan = portcullis("plan", facts)
        self.unrepaired = plan["unrepaired"]
        self.commands = plan["commands"]["tccli"]
        with Endpoint(facts, [CREDENTIAL]) as cloud:
            for command in self.commands:
                run(cloud, command)
            self.calls = [call.action for call in cloud.calls()]
            self.after = findings(cloud.facts())
