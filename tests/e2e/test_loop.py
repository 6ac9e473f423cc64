"""The reconcile loop against a real API server: what admission could not see is found, said and taken
back. The program has the rights of deploy/rbac.yaml."""

import json
import pathlib
import tempfile
import time
import unittest

import loop
from cluster import Cluster
from reviews import node_port_service
from waiting import wait_until

# How long a change may take to show, and how long a report then rests after it was written.
SOON = 2
REPORT_INTERVAL = 30
EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"


def setUpModule():
    global cluster
    cluster = unittest.enterModuleContext(Cluster("loop"))
    loop.prepare(cluster, loop.open_reports())


def claiming_service(name="old"):
    """A Service with a finding whatever the facts say."""
    service = node_port_service(name, None)
    service["spec"]["type"] = "ClusterIP"
    service["spec"]["externalIPs"] = ["203.0.113.9"]
    return service


class LoopCase(unittest.TestCase):
    """Two nodes, and what a replica says; each test has a namespace of its own."""

    server = None  # the replica

    @classmethod
    def setUpClass(cls):
        cls.replicas = cls.enterClassContext(loop.Replicas(cluster))
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.facts = loop.Facts(pathlib.Path(folder) / "facts.json")
        for name, instance in (("node-1", "ins-1"), ("node-2", "ins-2")):
            cluster.kubectl("create", "-f", "-", stdin=loop.node(name, instance))
            cls.addClassCleanup(cluster.kubectl, "delete", "node", name)

    def setUp(self):
        self.namespace = cluster.new_namespace()
        self.addCleanup(cluster.kubectl, "delete", "services", "--all", "-n", self.namespace)

    def findings(self, check):
        return self.server.metric("portcullis_findings", check=check)

    def create(self, obj):
        cluster.kubectl("create", "-n", self.namespace, "-f", "-", stdin=obj)

    def add_third_node(self, **labels):
        """One that does not admit node port 30080; no other test has its name."""
        name = f"node-of-{self.namespace}"
        cluster.kubectl("create", "-f", "-", stdin=loop.node(name, "ins-3", **labels))
        self.addCleanup(cluster.kubectl, "delete", "node", name, "--ignore-not-found")
        return name

    def reasons(self, name, namespace=None):
        """Of our events about an object, in the order of their times."""
        events = self.events(name, namespace or self.namespace)
        return [event["reason"] for event in sorted(events, key=lambda e: e["eventTime"])]

    @staticmethod
    def events(name, namespace):
        return [
            event
            for event in cluster.get("events.events.k8s.io", "-n", namespace)["items"]
            if event["regarding"]["name"] == name
            and event["reportingController"].startswith("portcullis")
        ]

    def report(self, namespace):
        found = cluster.kubectl(
            *("get", "reports.openreports.io", "portcullis", "-n", namespace, "-o", "json"), check=False
        )
        return json.loads(found.stdout) if found.code == 0 else {}

    def reported(self, namespace=None):
        return [
            f"{result['policy']} {result['result']} {result['resources'][0]['name']}"
            for result in self.report(namespace or self.namespace).get("results", [])
        ]

    def assert_soon(self, condition, what, seconds=SOON):
        start = time.monotonic()
        wait_until(condition, what, seconds)
        print(f"{what}: {time.monotonic() - start:.2f} s", flush=True)


class Changes(LoopCase):
    """What one replica finds of what changes while it runs, and of what was there before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old_namespace = cluster.new_namespace()
        cluster.kubectl("create", "-n", cls.old_namespace, "-f", "-", stdin=claiming_service())
        cls.server = cls.enterClassContext(cls.replicas.start("--facts", cls.facts.path))
        loop.wait_until_leading(cls.server)
        loop.wait_until_complete(cls.server)

    def test_a_service_older_than_the_start(self):
        self.assert_soon(
            lambda: self.reasons("old", self.old_namespace) == ["ExternalIPUsed"], "an old Service's event"
        )
        self.assert_soon(
            lambda: self.reported(self.old_namespace) == ["external-ip-used warn old"],
            "an old Service's report",
        )

    def test_a_rule_changed_in_the_facts_and_changed_back(self):
        self.create(node_port_service("web", 30080))
        time.sleep(0.5)
        self.assertEqual(self.findings("nodeport-not-admitted"), 0)
        try:
            self.facts.set_rules("sg-open", loop.DROP_30080, loop.ACCEPT_ALL)
            self.assert_soon(
                lambda: self.findings("nodeport-not-admitted") == 1, "a changed rule's metric"
            )
            self.assert_soon(
                lambda: self.reasons("web") == ["NodePortNotAdmitted"], "a changed rule's event"
            )
            self.assert_soon(
                lambda: self.reported() == ["nodeport-not-admitted warn web"], "a changed rule's report"
            )
        finally:
            self.facts.set_rules("sg-open", loop.ACCEPT_ALL)
        self.assert_soon(
            lambda: self.findings("nodeport-not-admitted") == 0, "a repaired rule's metric"
        )
        self.assert_soon(
            lambda: self.reasons("web") == ["NodePortNotAdmitted", "NodePortNotAdmittedResolved"],
            "a repaired rule's event",
        )
        self.assert_soon(
            lambda: not self.report(self.namespace),
            "a repaired rule's report, which is gone",
            REPORT_INTERVAL + SOON,
        )

    def test_a_node_added_with_other_groups(self):
        node = self.add_third_node()
        self.assert_soon(
            lambda: self.findings("node-groups-inconsistent") == 1, "an added node's metric"
        )
        self.assert_soon(
            lambda: self.reasons(node, "default") == ["NodeGroupsInconsistent"],
            "an added node's event",
        )
        cluster.kubectl("delete", "node", node)
        self.assert_soon(
            lambda: self.findings("node-groups-inconsistent") == 0, "a deleted node's metric"
        )

    def test_a_label_changed_through_status(self):
        """The webhook does not see writes of the status subresource, which may change labels."""
        node = self.add_third_node(**{EXCLUDED: ""})
        service = node_port_service("web", 30080)
        service["spec"]["type"] = "LoadBalancer"
        self.create(service)
        time.sleep(0.5)
        self.assertEqual(self.findings("nodeport-not-admitted"), 0)
        for label, findings in ((None, 1), ("", 0)):
            patch = json.dumps({"metadata": {"labels": {EXCLUDED: label}}})
            cluster.kubectl("patch", "node", node, "--subresource=status", "-p", patch)
            self.assert_soon(
                lambda findings=findings: self.findings("nodeport-not-admitted") == findings,
                "a label changed through /status",
            )
        self.assert_soon(
            lambda: self.reasons("web") == ["NodePortNotAdmitted", "NodePortNotAdmittedResolved"],
            "events of a changed label",
        )

    def test_verdicts_at_admission_use_the_live_nodes(self):
        answer = self.server.review(node_port_service("web", 30080))
        self.assertNotIn("warnings", answer.response)
        self.add_third_node()

        def warnings():
            return self.server.review(node_port_service("web", 30080)).response.get("warnings")

        self.assert_soon(warnings, "a warning about a new Node")
        self.assertIn("dropped on 1/3 nodes by sg-closed rule 0", warnings()[0])



class Restart(LoopCase):
    """A replica that ends and another that starts."""

    def test_a_restart_repeats_nothing(self):
        self.create(claiming_service())
        with self.replicas.start("--facts", self.facts.path) as self.server:
            wait_until(lambda: self.reasons("old") == ["ExternalIPUsed"], "the event")
            wait_until(lambda: self.reported() == ["external-ip-used warn old"], "the report")
        before = self.said()
        with self.replicas.start("--facts", self.facts.path) as self.server:
            loop.wait_until_complete(self.server)
            # Events and reports are written in order: when the next is there, these would be, too.
            self.create(claiming_service("next"))
            wait_until(lambda: self.reasons("next") == ["ExternalIPUsed"], "the next event")
            self.assertEqual(self.server.metric("portcullis_report_writes_total"), 0)
        self.assertEqual(self.said(), before)

    def said(self):
        (event,) = self.events("old", self.namespace)
        report = self.report(self.namespace)
        return event["metadata"]["resourceVersion"], report["metadata"]["resourceVersion"]


if __name__ == "__main__":
    unittest.main()
