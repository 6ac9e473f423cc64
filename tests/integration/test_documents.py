"""Facts and config are read again when they change; a bad one is refused and the last good one stays."""

import os
import shutil
import unittest

import scratch
from reviews import node_port_service
from server import EXAMPLES, Server
from waiting import wait_until


def setUpModule():
    global certificate
    certificate = scratch.new_certificate(scratch.new_folder())


FACTS = (EXAMPLES / "facts.yaml").read_text()
CONFIG = "apiVersion: portcullis.dev/v1alpha1\nkind: PortcullisConfig\n"
# Without the rule that drops node ports.
OPEN_FACTS = "".join(line for line in FACTS.splitlines(True) if "Action: DROP" not in line)


class Documents(unittest.TestCase):
    def setUp(self):
        self.folder = scratch.new_folder()

    def start(self, *flags):
        self.server = self.enterContext(Server(*flags, certificate=certificate))

    def warnings(self):
        return self.server.review(node_port_service(node_port=30080)).response.get("warnings", [])

    def is_allowed(self):
        return self.server.review(node_port_service(node_port=30080)).response["allowed"]

    def test_facts_are_followed(self):
        facts = self.folder / "facts.yaml"
        facts.write_text(FACTS)
        self.start("--facts", facts)
        self.assertEqual(len(self.warnings()), 1)
        facts.write_text(OPEN_FACTS)
        wait_until(lambda: not self.warnings(), "the new facts are in force")

    def test_facts_of_a_mounted_config_map_are_followed(self):
        """A kubelet swaps the symlink ..data, through which the file is seen."""
        for version, text in (("..1", FACTS), ("..2", OPEN_FACTS)):
            (self.folder / version).mkdir()
            (self.folder / version / "facts.yaml").write_text(text)
        (self.folder / "..data").symlink_to("..1")
        (self.folder / "facts.yaml").symlink_to("..data/facts.yaml")
        self.start("--facts", self.folder / "facts.yaml")
        self.assertEqual(len(self.warnings()), 1)
        (self.folder / "..data_tmp").symlink_to("..2")
        os.replace(self.folder / "..data_tmp", self.folder / "..data")
        shutil.rmtree(self.folder / "..1")
        wait_until(lambda: not self.warnings(), "the new facts are in force")

    def test_bad_facts_are_refused(self):
        facts = self.folder / "facts.yaml"
        facts.write_text(FACTS)
        self.start("--facts", facts)
        facts.write_text(FACTS.replace("Port: 30000-32768", "Port: 90-80", 1))
        refused = lambda: self.server.metric("portcullis_facts_refreshes_total", result="failure")
        wait_until(refused, "the bad facts are refused")
        self.assertEqual(len(self.warnings()), 1)
        ready = self.server.get(self.server.health_port, "/readyz?verbose")
        self.assertEqual(ready.status, 200)
        self.assertIn("90-80", ready.text)

    def test_facts_that_come_later_are_taken(self):
        facts = self.folder / "facts.yaml"
        self.start("--facts", facts)
        self.assertIn("facts-missing", self.warnings()[0])
        facts.write_text(FACTS)
        wait_until(lambda: "nodeport-not-admitted" in self.warnings()[0], "the facts are in force")

    def test_the_config_is_followed(self):
        config = self.folder / "config.yaml"
        config.write_text("")  # a valid document
        self.start("--facts", EXAMPLES / "facts.yaml", "--config", config)
        self.assertTrue(self.is_allowed())
        config.write_text(scratch.DENYING_CONFIG)
        wait_until(lambda: not self.is_allowed(), "the new config is in force")

        config.write_text(scratch.DENYING_CONFIG.replace("deny", "dney"))
        refused = lambda: self.server.metric("portcullis_config_reloads_total", result="failure")
        wait_until(refused, "the bad config is refused")
        self.assertFalse(self.is_allowed())

    def test_exemptions_of_the_config_are_followed(self):
        config = self.folder / "config.yaml"
        config.write_text("")
        self.start("--facts", EXAMPLES / "facts.yaml", "--config", config)
        self.assertEqual(len(self.warnings()), 1)
        exemption = "{check: nodeport-not-admitted, object: Service/*/*, reason: known, until: %s}"
        config.write_text(f"{CONFIG}exemptions: [{exemption % '9999-12-31'}]\n")
        wait_until(lambda: not self.warnings(), "the exemption is in force")
        config.write_text(f"{CONFIG}exemptions: [{exemption % '2020-01-01'}]\n")
        wait_until(self.warnings, "the exemption that has ended is in force")

    def test_the_language_of_the_config_is_followed(self):
        facts = self.folder / "facts.yaml"
        facts.write_text(
            "apiVersion: portcullis.dev/v1alpha1\nkind: CloudFacts\n"
            "observedAt: '2026-11-20T08:00:00Z'\n"
            "securityGroups: [{SecurityGroupId: sg-a, SecurityGroupPolicySet: {}}]\n"
            "instances: [{InstanceId: ins-a, SecurityGroupIds: [sg-a]}]\n"
        )
        config = self.folder / "config.yaml"
        config.write_text("")
        self.start("--facts", facts, "--config", config)
        self.assertIn("anywhere", self.warnings()[0])
        config.write_text(f"{CONFIG}language: zh-CN\n")
        chinese = "\u4efb\u610f\u5730\u5740"
        wait_until(lambda: chinese in self.warnings()[0], "the language is in force")

    def test_a_config_without_a_source_that_this_version_has_is_refused(self):
        config = self.folder / "config.yaml"
        config.write_text(f"{CONFIG}facts: {{source: tencentcloud, clusterId: cls-1}}\n")
        with self.assertRaisesRegex(AssertionError, "this version has no live source"):
            Server("--config", config, certificate=certificate)
        self.start("--facts", EXAMPLES / "facts.yaml", "--config", config)
        self.assertEqual(len(self.warnings()), 1)

    def test_facts_that_contradict_the_config_are_refused(self):
        """Which peer has which networks, both say; neither is put in force until they agree again."""
        peer = "{name: billing, containerCidrs: [%s]}"
        facts = self.folder / "facts.yaml"
        config = self.folder / "config.yaml"
        with_peer = FACTS.replace("\nnetwork:\n", f"\nnetwork:\n  peerClusters: [{peer}]\n")
        self.assertNotEqual(with_peer, FACTS)
        facts.write_text(with_peer % "172.20.0.0/16")
        config.write_text(f"{CONFIG}expectations: {{peerClusters: [{peer % '172.20.0.0/16'}]}}\n")
        self.start("--facts", facts, "--config", config)
        self.assertEqual(len(self.warnings()), 1)

        facts.write_text((with_peer % "172.21.0.0/16").replace("Action: DROP", "Action: ACCEPT"))
        refused = lambda: self.server.metric("portcullis_facts_refreshes_total", result="failure")
        wait_until(refused, "the facts are refused")
        self.assertEqual(len(self.warnings()), 1)
        problem = self.server.get(self.server.health_port, "/readyz?verbose").text
        self.assertIn("facts.yaml:", problem)
        self.assertIn("config.yaml:3:", problem)

        config.write_text(f"{CONFIG}expectations: {{peerClusters: [{peer % '172.21.0.0/16'}]}}\n")
        wait_until(lambda: not self.warnings(), "facts and config that agree are in force")
        problem = self.server.get(self.server.health_port, "/readyz?verbose").text
        self.assertNotIn("config.yaml:", problem)

    def test_a_folder_is_no_document(self):
        with self.assertRaisesRegex(AssertionError, "cannot be read"):
            Server("--config", self.folder, certificate=certificate)

    def test_a_bad_config_is_no_start(self):
        config = self.folder / "config.yaml"
        config.write_text("checks: {nodeport-not-admited: {action: deny}}\n")
        with self.assertRaisesRegex(AssertionError, "nodeport-not-admitted"):
            Server("--config", config, certificate=certificate)


if __name__ == "__main__":
    unittest.main()
