"""What tests of the reconcile loop share: a cluster prepared for it, replicas of the program with the
rights of deploy/rbac.yaml and no others, and facts that a test changes."""

import glob
import json
import os
import pathlib
import tempfile

from cluster import REPOSITORY
from server import Server
from waiting import wait_until

NAMESPACE = "portcullis"
RBAC = REPOSITORY / "deploy" / "rbac.yaml"
POLICY_REPORTS = [REPOSITORY / "tests" / "e2e" / "policy_report_crd.yaml"]

ACCEPT_ALL = {"Protocol": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"}
DROP_30080 = {"Protocol": "TCP", "Port": "30080", "CidrBlock": "0.0.0.0/0", "Action": "DROP"}


def open_reports():
    """The definitions of OpenReports' kinds, as hack/cluster/build has fetched them."""
    return sorted(glob.glob(str(REPOSITORY / ".cache" / "test-cluster" / "openreports-*" / "*.yaml")))


def node(name, instance, **labels):
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "spec": {"providerID": f"qcloud:///100003/{instance}"},
    }


def prepare(cluster, definitions):
    """Makes the namespace, the service account with its rights, and the kinds of reports."""
    cluster.kubectl("create", "namespace", NAMESPACE)
    cluster.kubectl("apply", "-f", RBAC)
    for file in definitions:
        cluster.kubectl("apply", "--server-side", "-f", file)
    if definitions:
        cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")


class Facts:
    """A CloudFacts document in a file. Every instance has the groups that the test gives it, and every
    group the rules; what is written is in force at the program's next look."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.groups = {"sg-open": [ACCEPT_ALL], "sg-closed": [DROP_30080, ACCEPT_ALL]}
        self.instances = {"ins-1": ["sg-open"], "ins-2": ["sg-open"], "ins-3": ["sg-closed"]}
        self.write()

    def write(self):
        document = {
            "apiVersion": "portcullis.dev/v1alpha1",
            "kind": "CloudFacts",
            "observedAt": "2026-11-20T08:00:00Z",
            "clusterId": "cls-test",
            "network": {
                "mode": "GlobalRouter",
                "containerCidrs": ["172.16.0.0/16"],
                "nodeCidrs": ["10.0.0.0/16"],
            },
            "securityGroups": [
                {
                    "SecurityGroupId": group,
                    "SecurityGroupPolicySet": {"Ingress": rules, "Egress": [ACCEPT_ALL]},
                }
                for group, rules in self.groups.items()
            ],
            "instances": [
                {"InstanceId": instance, "SecurityGroupIds": groups}
                for instance, groups in self.instances.items()
            ],
        }
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(document))
        os.replace(partial, self.path)

    def set_rules(self, group, *rules):
        self.groups[group] = list(rules)
        self.write()


class Replicas:
    """Starts replicas that use the token of the service account."""

    def __init__(self, cluster):
        self._cluster = cluster
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.token_file = self.folder / "token"
        self.renew_token()
        self.kubeconfig = self.folder / "kubeconfig"
        admin = json.loads(cluster.kubectl("config", "view", "--raw", "-o", "json").stdout)
        context = {"cluster": admin["clusters"][0]["name"], "user": "portcullis"}
        self.kubeconfig.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "clusters": admin["clusters"],
                    "users": [{"name": "portcullis", "user": {"tokenFile": str(self.token_file)}}],
                    "contexts": [
                        {"name": "loop", "context": {**context, "namespace": NAMESPACE}}
                    ],
                    "current-context": "loop",
                }
            )
        )

    def renew_token(self):
        token = self._cluster.kubectl("create", "token", "portcullis", "-n", NAMESPACE).stdout
        partial = self.token_file.with_suffix(".partial")
        partial.write_text(token)
        os.replace(partial, self.token_file)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def start(self, *flags, **keywords):
        keywords.setdefault("certificate", None)
        return Server("--kubeconfig", self.kubeconfig, *flags, **keywords)


def wait_until_leading(server, seconds=30):
    wait_until(lambda: server.metric("portcullis_leader") == 1, "a replica leads", seconds)


def wait_until_complete(server):
    """Until everything was looked at once."""
    wait_until(lambda: server.metric("portcullis_findings") is not None, "findings are shown")
