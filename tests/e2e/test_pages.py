"""Runs the sessions of the documentation that need a cluster: blocks ```shell-session, where each line
`$ ...` is run in the repository's folder and the lines below it are what it prints, errors included.

Sessions are read only: what they should print is what a reader sees.
"""

import os
import pathlib
import re
import subprocess
import unittest

import webhook
from cluster import REPOSITORY, Cluster
from server import EXAMPLES

SESSION = re.compile(r"^```shell-session\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "$ "


def setUpModule():
    global cluster
    cluster = unittest.enterModuleContext(Cluster("pages"))
    webhook.Webhook.cluster = cluster


def run(command):
    """What a shell prints whose kubectl is the cluster's."""
    path = f"{cluster.directory / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=REPOSITORY,
        env={"PATH": path, "HOME": cluster.directory, "KUBECONFIG": str(cluster.kubeconfig)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    return done.stdout


class Pages(webhook.Webhook):
    """With the config that hack/quickstart uses."""

    config = (EXAMPLES / "config.yaml").read_text()
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run("kubectl create namespace shop")

    def setUp(self):
        self.addCleanup(run, "kubectl delete -n shop services --all")

    def _check(self, page):
        text = pathlib.Path(REPOSITORY / page).read_text(encoding="utf-8")
        sessions = SESSION.findall(text)
        self.assertTrue(sessions)
        for session in sessions:
            printed = ""
            for line in session.splitlines():
                if line.startswith(PROMPT):
                    printed += f"{line}\n" + run(line.removeprefix(PROMPT))
            self.assertEqual(session, printed)

    def test_readme(self):
        self._check("README.md")

    def test_troubleshooting(self):
        run("kubectl apply -f examples/shop.yaml")
        self._check("docs/troubleshooting.md")


if __name__ == "__main__":
    unittest.main()
