"""The webhook behind a real API server, asked as deploy/webhook.yaml says.

The tests that quote a sentence hold Portcullis to it.
"""

import json
import os
import pathlib
import signal
import tempfile
import unittest

import webhook
from cluster import Cluster
from reviews import node_port_service
from waiting import wait_until
from webhook import node

SERVICES, NODES = "services.portcullis.dev", "nodes.portcullis.dev"

DENYING_CONFIG = """\
apiVersion: portcullis.dev/v1alpha1
kind: PortcullisConfig
checks:
  nodeport-not-admitted: {action: deny}
  eni-security-groups-disabled: {action: deny}
"""
NOT_ADMITTED = (
    "nodeport-not-admitted: TCP 30080 from anywhere but 10.0.0.0/8 dropped on 12/14 nodes"
    " by sg-base rule 3; admit above"
)
NO_ENI_GROUPS = "tke.cloud.tencent.com/disable-node-eni-security-groups"


def setUpModule():
    global cluster
    cluster = unittest.enterModuleContext(Cluster("webhook"))
    webhook.Webhook.cluster = cluster


def load_balancer(name, node_port, **spec):
    service = node_port_service(name, node_port)
    service["spec"].update(type="LoadBalancer", **spec)
    return service


class Warnings(webhook.Webhook):
    """With the defaults nothing is denied."""

    def test_create_shows_the_warning(self):
        result = self.create(node_port_service())
        self.assert_passes(result, NOT_ADMITTED)
        self.assertEqual(result.stdout, "service/web created\n")

    def test_a_reachable_service_passes_without_a_word(self):
        self.assert_passes(self.create(node_port_service(node_port=30443)))

    def test_warnings_as_errors_fails(self):
        result = self.create(node_port_service(), "--warnings-as-errors")
        self.assertEqual(result.code, 1)
        self.assertIn(f"Warning: {NOT_ADMITTED}\n", result.stderr)

    def test_server_side_apply_shows_the_warning(self):
        applied = self.kubectl("apply", "--server-side", "-f", "-", stdin=node_port_service())
        self.assert_passes(applied, NOT_ADMITTED)
        again = node_port_service(port=8080)
        self.assert_passes(
            self.kubectl("apply", "--server-side", "-f", "-", stdin=again), NOT_ADMITTED
        )

    def test_dry_run_knows_invented_ports(self):
        """Dry runs: ports that the allocator only pretends to give are recognised."""
        for service, warnings in (
            (node_port_service(node_port=None), ()),
            (node_port_service(node_port=30080), (NOT_ADMITTED,)),
        ):
            result = self.create(service, "--dry-run=server", "-o", "json")
            self.assert_passes(result, *warnings)
        invented = json.loads(
            self.create(node_port_service(node_port=None), "--dry-run=server", "-o", "json").stdout
        )
        # What makes the test worth its while: a number that no real request would get.
        self.assertGreater(invented["spec"]["ports"][0]["nodePort"], 32767)
        annotations = cluster.audit_annotations("create", "services", "web")
        self.assertEqual(annotations[f"{SERVICES}/not-evaluated"], "nodeport-not-admitted")

    def test_dry_run_leaves_nothing(self):
        """A dry run leaves no event and no state."""
        findings = self.server.metric("portcullis_admission_findings_total")
        self.create(node_port_service(), "--dry-run=server")
        self.assertEqual(self.server.metric("portcullis_admission_findings_total"), findings)
        self.assertEqual(cluster.get("events,services", "-n", self.namespace)["items"], [])

    def test_health_check_node_port_of_a_load_balancer(self):
        service = load_balancer(
            "web", 30443, externalTrafficPolicy="Local", healthCheckNodePort=30500
        )
        result = self.create(service)
        self.assert_passes(
            result,
            # The line has no room for the advice.
            NOT_ADMITTED.replace("TCP 30080", "health check TCP 30500").removesuffix("; admit above"),
        )

    def test_delete_is_not_asked(self):
        """DELETE is not registered."""
        self.create(node_port_service())
        before = self.reviews("Service")
        self.assert_passes(self.kubectl("delete", "service", "web"))
        self.assertEqual(self.reviews("Service"), before)

    def test_deletion_held_up_by_a_finalizer_passes(self):
        """An object with deletionTimestamp passes."""
        service = node_port_service()
        service["metadata"]["finalizers"] = ["test.example/hold"]
        self.create(service)
        self.kubectl("delete", "service", "web", "--wait=false")
        ports = [{"port": 80, "nodePort": 30081}]
        let_go = json.dumps({"metadata": {"finalizers": None}, "spec": {"ports": ports}})
        self.assert_passes(self.kubectl("patch", "service", "web", "--patch", let_go))

    def test_kube_system_is_not_asked(self):
        """`services`: without kube-system and the release namespace."""
        before = self.reviews("Service")
        create = ("create", "-n", "kube-system", "-f", "-")
        self.addCleanup(cluster.kubectl, "delete", "-n", "kube-system", "service", "web")
        self.assert_passes(cluster.kubectl(*create, stdin=node_port_service()))
        self.assertEqual(self.reviews("Service"), before)

    def test_status_is_not_asked(self):
        """No `status` or other subresource is asked for."""
        self.create(load_balancer("web", 30443))
        before = self.reviews("Service")
        status = '{"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}]}}}'
        patch = ("patch", "service", "web", "--subresource=status", "--type=merge", "-p", status)
        self.assert_passes(self.kubectl(*patch))
        self.assertEqual(self.reviews("Service"), before)

    def test_what_opens_nothing_or_changes_nothing_is_not_asked(self):
        """Condition: has or had a type with node ports, or external IPs, and on UPDATE `spec` or
        annotations differ."""
        cluster_ip = node_port_service("inside", None)
        cluster_ip["spec"]["type"] = "ClusterIP"
        before = self.reviews("Service")
        self.assert_passes(self.create(cluster_ip))
        self.assertEqual(self.reviews("Service"), before)

        self.create(node_port_service())
        before = self.reviews("Service")
        self.assert_passes(self.kubectl("label", "service", "web", "tier=front"))
        self.assertEqual(self.reviews("Service"), before)
        self.kubectl("annotate", "service", "web", "example.com/owner=shop")
        self.assertEqual(self.reviews("Service"), before + 1)

    def test_external_ips_are_asked_for(self):
        service = node_port_service("web", None)
        service["spec"].update(type="ClusterIP", externalIPs=["203.0.113.9"])
        result = self.create(service)
        self.assertIn("Warning: external-ip-used: ", result.stderr)
        self.assertEqual(result.code, 0)

    def test_audit_annotations_tell_the_decision(self):
        """Audit annotations: `decision`, `findings`, `exempted`, `not-evaluated`, check ids separated by
        commas."""
        service = node_port_service()
        service["metadata"]["annotations"] = {
            "ignore.portcullis.dev/nodeport-not-admitted": "reached through the bastion only"
        }
        for obj, want in (
            (node_port_service("noted"), {"decision": "warn", "findings": "nodeport-not-admitted"}),
            ({**service, "metadata": {**service["metadata"], "name": "exempt"}},
             {"decision": "allow", "exempted": "nodeport-not-admitted"}),
        ):
            with self.subTest(want["decision"]):
                self.create(obj)
                name = obj["metadata"]["name"]
                annotations = cluster.audit_annotations("create", "services", name)
                ours = {
                    key.removeprefix(f"{SERVICES}/"): value
                    for key, value in annotations.items()
                    if key.startswith(f"{SERVICES}/")
                }
                self.assertEqual(ours, want)
                self.kubectl("delete", "service", name)

    def test_a_node_of_other_groups_warns(self):
        self.remove_later("node", "other-groups")
        result = self.create(node("other-groups", "qcloud:///100003/ins-a6pe4k1u"))
        self.assertIn("Warning: node-groups-inconsistent: ", result.stderr)
        self.assertEqual(result.code, 0)


class Denials(webhook.Webhook):
    """With a config that denies."""

    config = DENYING_CONFIG

    def test_create_is_denied(self):
        """Denials answer 403 `Forbidden`, one line a finding."""
        self.assert_denied(self.create(node_port_service()), SERVICES, NOT_ADMITTED)
        self.assertEqual(cluster.get("services", "-n", self.namespace)["items"], [])

    def test_dry_run_is_denied_too(self):
        result = self.create(node_port_service(), "--dry-run=server")
        self.assert_denied(result, SERVICES, NOT_ADMITTED)

    def test_only_introduced_findings_deny(self):
        """Only introduced findings deny; all findings of the new object warn."""
        self._without_denying(lambda: self.create(node_port_service()))
        patch = ("patch", "service", "web", "--patch")
        same_finding = '{"spec": {"ports": [{"port": 80, "nodePort": 30080, "name": "http"}]}}'
        self.assert_passes(self.kubectl(*patch, same_finding), NOT_ADMITTED)
        another = '{"spec": {"ports": [{"port": 80, "nodePort": 30081}]}}'
        self.assert_denied(
            self.kubectl(*patch, another, check=False),
            SERVICES,
            NOT_ADMITTED.replace("30080", "30081"),
        )
        mended = '{"spec": {"ports": [{"port": 80, "nodePort": 30443}]}}'
        self.assert_passes(self.kubectl(*patch, mended))

    def _without_denying(self, action):
        """Does what the config forbids, as someone did before it was there."""
        probe = lambda: self.create(node_port_service("probe", 30090), "--dry-run=server").code
        self.config_file.write_text("")
        wait_until(lambda: probe() == 0, "the webhook does not deny")
        action()
        self.config_file.write_text(self.config)
        wait_until(lambda: probe() == 1, "the webhook denies")

    def test_components_of_the_cluster_are_never_denied(self):
        """Never denied, only warned: users `system:kube-controller-manager`, ...; service accounts of
        kube-system."""
        component = cluster.new_user("system:kube-controller-manager", cluster_role="cluster-admin")
        self.assert_passes(self.create(node_port_service(), user=component), NOT_ADMITTED)

    def test_administrators_are_denied(self):
        """The list is fixed; `system:masters` is not on it."""
        administrator = cluster.new_user("root-of-all", "system:masters")
        self.assert_denied(
            self.create(node_port_service(), user=administrator), SERVICES, NOT_ADMITTED
        )

    def test_node_creation_is_never_denied(self):
        """Never denied, only warned: Node CREATE."""
        self.remove_later("node", "created")
        result = self.create(node("created", annotations={NO_ENI_GROUPS: "yes"}))
        self.assertIn("Warning: eni-security-groups-disabled: ", result.stderr)
        self.assertEqual(result.code, 0)

    def test_node_update_may_be_denied(self):
        self.remove_later("node", "updated")
        self.create(node("updated"))
        annotate = ("annotate", "node", "updated", f"{NO_ENI_GROUPS}=yes")
        result = self.kubectl(*annotate, check=False)
        self.assertIn(f'admission webhook "{NODES}" denied the request: ', result.stderr)
        self.assertEqual(result.code, 1)

    def test_kubelets_are_not_asked_about(self):
        """Skipped by the conditions: no word at all. `nodes`: not group `system:nodes`."""
        kubelet = cluster.new_user("system:node:joining", "system:nodes")
        self.remove_later("node", "joining")
        before = self.reviews("Node")
        joined = self.create(node("joining", annotations={NO_ENI_GROUPS: "yes"}), user=kubelet)
        self.assert_passes(joined)
        self.assertEqual(self.reviews("Node"), before)

    def test_a_cordon_is_not_asked_about(self):
        """An UPDATE that changes nothing that a check reads is allowed without evaluation: a cordon, for
        example."""
        self.remove_later("node", "cordoned")
        self.create(node("cordoned", annotations={NO_ENI_GROUPS: "yes"}))
        before = self.reviews("Node")
        self.assert_passes(cluster.kubectl("cordon", "cordoned"))
        self.assert_passes(self.kubectl("label", "node", "cordoned", "zone=a"))
        self.assertEqual(self.reviews("Node"), before)
        self.assertTrue(cluster.get("node", "cordoned")["spec"]["unschedulable"])


class Facts(webhook.Webhook):
    """The facts of the moment decide."""

    def test_replaced_facts_change_the_verdict(self):
        dry_run = lambda: self.create(node_port_service(), "--dry-run=server").stderr
        good = self.facts_file.read_text()
        self.assertEqual(dry_run(), f"Warning: {NOT_ADMITTED}\n")

        opened = "".join(line for line in good.splitlines(True) if "Action: DROP" not in line)
        swap(self.facts_file, opened)
        wait_until(lambda: dry_run() == "", "the new facts are in force")

        swap(self.facts_file, good.replace("30000-32768", "90-80"))
        refused = lambda: self.server.metric("portcullis_facts_refreshes_total", result="failure")
        wait_until(refused, "the bad facts are refused")
        self.assertEqual(dry_run(), "")

        swap(self.facts_file, good)
        wait_until(lambda: dry_run() != "", "the good facts are in force again")


def swap(path, text):
    """Replaces a file as a kubelet does that of a mounted ConfigMap: through the symlink ..data."""
    data = path.parent / "..data"
    new = pathlib.Path(tempfile.mkdtemp(dir=path.parent, prefix="..version-"))
    (new / path.name).write_text(text)
    (path.parent / "..data_tmp").symlink_to(new.name)
    os.replace(path.parent / "..data_tmp", data)
    if not path.is_symlink():
        path.unlink()
        path.symlink_to(f"..data/{path.name}")


class Absence(webhook.Webhook):
    def test_of_the_webhook_admits(self):
        """`failurePolicy: Ignore`."""
        self.assert_passes(self.create(node_port_service(), "--dry-run=server"), NOT_ADMITTED)
        self.server.signal(signal.SIGTERM)
        self.assertEqual(self.server.wait(), 0)
        self.assert_passes(self.create(node_port_service()))
        annotations = cluster.audit_annotations("create", "services", "web")
        self.assertIn(SERVICES, annotations.values())


if __name__ == "__main__":
    unittest.main()
