"""What goes before what: flag, environment, config, default."""

import json
import pathlib
import tempfile
import unittest

from program import run

CONFIG = "apiVersion: portcullis.dev/v1alpha1\nkind: PortcullisConfig\n"
FACTS = """\
apiVersion: portcullis.dev/v1alpha1
kind: CloudFacts
observedAt: "2026-11-20T08:00:00Z"
clusterId: %s
securityGroups: [{SecurityGroupId: sg-a, SecurityGroupPolicySet: {}}]
instances: [{InstanceId: ins-a, SecurityGroupIds: [sg-a]}]
"""
ANYWHERE = {"en": "anywhere", "ja": "\u4efb\u610f\u306e\u30a2\u30c9\u30ec\u30b9", "zh-CN": "\u4efb\u610f\u5730\u5740"}
SERVICE = """\
{"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "shop", "name": "web"},
 "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}}
"""


class Precedence(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.write(
            flag=FACTS % "of-the-flag",
            environment=FACTS % "of-the-environment",
            config=FACTS % "of-the-config",
            service=SERVICE,
            none=CONFIG,
            file=CONFIG + "facts: {source: file, path: config.yaml}\n",
            live=CONFIG + "facts: {source: tencentcloud, clusterId: cls-1}\n",
            ja=CONFIG + "language: ja\n",
            off=CONFIG + "checks: {nodeport-not-admitted: {action: off}}\n",
        )

    def write(self, **files):
        """NAME=TEXT makes NAME.yaml."""
        for name, text in files.items():
            (pathlib.Path(self.folder) / f"{name}.yaml").write_text(text)

    def run_program(self, *arguments, **environment):
        return run(arguments, self.folder, environment=environment)

    def test_of_the_facts(self):
        flag = ["--facts", "flag.yaml"]
        environment = {"PORTCULLIS_FACTS": "environment.yaml"}
        config = ["--config", "file.yaml"]
        live = ["--config", "live.yaml"]
        cases = (
            (flag + config, environment, "of-the-flag"),
            (config, environment, "of-the-environment"),
            (config, {}, "of-the-config"),
            (flag + live, {}, "of-the-flag"),
            (live, environment, "of-the-environment"),
            (["--config", "none.yaml"], {}, None),
            ([], {}, None),
        )
        for flags, variables, want in cases:
            with self.subTest(f"{flags} {variables}"):
                done = self.run_program("check", "service.yaml", "-o", "json", *flags, **variables)
                facts = json.loads(done.stdout).get("facts", {})
                self.assertEqual(facts.get("clusterId"), want)

    def test_of_the_config(self):
        """Which is no field of itself."""
        facts = ["--facts", "flag.yaml"]
        cases = (
            (["--config", "none.yaml"], {"PORTCULLIS_CONFIG": "off.yaml"}, 1),
            ([], {"PORTCULLIS_CONFIG": "off.yaml"}, 0),
            ([], {}, 1),
        )
        for flags, variables, want in cases:
            with self.subTest(f"{flags} {variables}"):
                done = self.run_program("check", "service.yaml", *facts, *flags, **variables)
                self.assertEqual(done.returncode, want, done.stdout + done.stderr)

    def test_of_the_language(self):
        config = ["--config", "ja.yaml"]
        chinese = {"PORTCULLIS_LANGUAGE": "zh-CN"}
        cases = (
            (["--language", "en", *config], chinese, "en"),
            (config, chinese, "zh-CN"),
            (config, {}, "ja"),
            ([], chinese, "zh-CN"),
            ([], {}, "en"),
        )
        facts = ["--facts", "flag.yaml"]
        for flags, variables, want in cases:
            with self.subTest(f"{flags} {variables}"):
                done = self.run_program("check", "service.yaml", *facts, *flags, **variables)
                said = [language for language, word in ANYWHERE.items() if word in done.stdout]
                self.assertEqual(said, [want], done.stdout + done.stderr)

    def test_a_bad_variable_is_an_error_like_a_bad_flag(self):
        for command in (["check", "service.yaml"], ["checks", "list"], ["checks", "show", "x"]):
            with self.subTest(command):
                done = self.run_program(*command, PORTCULLIS_LANGUAGE="fr")
                self.assertEqual(done.returncode, 2)
                self.assertIn("zh-CN", done.stderr)

    def test_a_source_that_this_version_lacks_is_an_error(self):
        done = self.run_program("check", "service.yaml", "--config", "live.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, "")
        self.assertIn("live.yaml: facts.source: this version has no live source", done.stderr)

    def test_a_peer_with_two_networks_is_an_error(self):
        peers = "peerClusters: [{name: billing, nodeCidrs: [%s]}]"
        self.write(
            facts=FACTS % "cls-a" + "network: {%s}\n" % (peers % "10.8.0.0/16"),
            peer=CONFIG + "expectations: {%s}\n" % (peers % "10.9.0.0/16"),
        )
        done = self.run_program("check", "--facts", "facts.yaml", "--config", "peer.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(
            done.stderr,
            'portcullis: facts.yaml:7:26: network.peerClusters: "billing" has other networks than in '
            "expectations.peerClusters at peer.yaml:3:31; give both the same, or leave one out\n",
        )


if __name__ == "__main__":
    unittest.main()
