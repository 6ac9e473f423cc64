"""A Kubernetes control plane for end-to-end tests, as hack/test-cluster starts it.

A test module starts one for all its tests, each of which works in a namespace of its own:

    def setUpModule():
        global cluster
        cluster = unittest.enterModuleContext(Cluster("webhook"))

    class Services(unittest.TestCase):
        def test_create(self):
            namespace = cluster.new_namespace()
            result = cluster.kubectl("create", "-n", namespace, "-f", "-", stdin=service("web"))

Not for use from several threads.
"""

import itertools
import json
import os
import pathlib
import re
import select
import signal
import subprocess
from dataclasses import dataclass

from certificates import Certificate, alternative_names
from waiting import wait_until

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
TEST_CLUSTER = REPOSITORY / "hack" / "test-cluster"

# A request that a webhook for Services is asked about and that changes nothing.
NODE_PORT_DRY_RUN = ("create", "service", "nodeport", "probe", "--tcp=80", "--dry-run=server")


@dataclass(frozen=True)
class Result:
    """What a program printed and how it ended."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class User:
    """Someone the API server knows by a client certificate."""

    name: str
    kubeconfig: pathlib.Path


class Cluster:
    """Starts a cluster when made or entered, and ends it when left. What an earlier run of the same
    name has left, for example because it was killed, goes first."""

    def __init__(self, name):
        self.name = name
        self._serial = itertools.count(1)
        self.down()
        subprocess.run([TEST_CLUSTER, "up", name], check=True, stdout=subprocess.DEVNULL)
        self.kubeconfig = pathlib.Path(
            subprocess.run(
                [TEST_CLUSTER, "kubeconfig", name], check=True, capture_output=True, text=True
            ).stdout.strip()
        )
        self.directory = self.kubeconfig.parent
        self.address = (self.directory / "address").read_text().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.down()

    def down(self):
        subprocess.run([TEST_CLUSTER, "down", self.name], check=True)

    def kubectl(self, *arguments, check=True, stdin=None, user=None):
        """Runs kubectl as `user`, by default the administrator. `stdin` is text or an object to be
        written as JSON. A failure raises AssertionError, unless `check` is false."""
        if stdin is not None and not isinstance(stdin, str):
            stdin = json.dumps(stdin)
        kubeconfig = user.kubeconfig if user else self.kubeconfig
        completed = subprocess.run(
            [self.directory / "bin" / "kubectl", "--kubeconfig", kubeconfig, *arguments],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if check and completed.returncode != 0:
            raise AssertionError(f"kubectl {' '.join(arguments)}: {completed.stderr}")
        return Result(completed.returncode, completed.stdout, completed.stderr)

    def get(self, *arguments):
        """What `kubectl get` finds, as an object."""
        return json.loads(self.kubectl("get", "-o", "json", *arguments).stdout)

    def new_namespace(self, labels=None):
        name = f"test-{next(self._serial)}"
        metadata = {"name": name, "labels": labels or {}}
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
        self.kubectl("create", "-f", "-", stdin=namespace)
        return name

    def cluster_ip(self, host):
        """The ClusterIP number `host`, 2 to 254; the lowest are what Kubernetes leaves to be asked for.
        A process that listens on it is the Service that has it."""
        return f"{self.address.rsplit('.', 1)[0]}.{host}"

    def new_service_for_process(self, namespace, name, host, port):
        """A Service without selector for a local process, which is to listen on the returned address
        and to show a certificate for `name.namespace.svc`."""
        address = self.cluster_ip(host)
        spec = {"clusterIP": address, "ports": [{"port": port, "protocol": "TCP"}]}
        metadata = {"name": name, "namespace": namespace}
        service = {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
        self.kubectl("create", "-f", "-", stdin=service)
        return address

    @property
    def ca_certificate(self):
        """The PEM file of the authority that issues every certificate here."""
        return self.directory / "pki" / "ca.crt"

    def new_serving_certificate(self, *names):
        """A server's certificate for DNS names and IPv4 addresses."""
        return self._issue("/CN=" + names[0][:64], alternative_names(*names))

    def new_user(self, name, *groups, cluster_role=None):
        """A user by client certificate; a kubelet is ("system:node:NODE", "system:nodes").
        `cluster_role` is granted everywhere."""
        subject = "".join(f"/O={group}" for group in groups) + f"/CN={name}"
        certificate = self._issue(subject, "extendedKeyUsage = clientAuth")
        credentials = {
            "client-certificate": str(certificate.certificate),
            "client-key": str(certificate.key),
        }
        admin = json.loads(self.kubectl("config", "view", "--raw", "-o", "json").stdout)
        context = {"cluster": admin["clusters"][0]["name"], "user": name}
        kubeconfig = certificate.certificate.with_suffix(".kubeconfig")
        kubeconfig.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "clusters": admin["clusters"],
                    "users": [{"name": name, "user": credentials}],
                    "contexts": [{"name": "user", "context": context}],
                    "current-context": "user",
                }
            )
        )
        if cluster_role:
            binding = f"test-{next(self._serial)}"
            role = f"--clusterrole={cluster_role}"
            self.kubectl("create", "clusterrolebinding", binding, role, f"--user={name}")
        return User(name, kubeconfig)

    def _issue(self, subject, extension):
        stem = self.directory / "pki" / f"test-{next(self._serial)}"
        key, request, certificate = (stem.with_suffix(s) for s in (".key", ".csr", ".crt"))
        for command in (
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key],
            ["req", "-new", "-key", key, "-subj", subject, "-out", request],
            ["x509", "-req", "-in", request, "-out", certificate, "-days", "30"]
            + ["-CA", self.ca_certificate, "-CAkey", self.ca_certificate.with_suffix(".key")]
            + ["-CAcreateserial", "-extfile", "-"],
        ):
            subprocess.run(
                ["openssl", *command], input=extension, check=True, capture_output=True, text=True
            )
        return Certificate(certificate, key)

    def apply_webhook(self, configuration, probe=NODE_PORT_DRY_RUN):
        """Applies a ValidatingWebhookConfiguration and waits until each of its webhooks is called for
        the kubectl arguments `probe`, which takes the API server up to a second. A webhook counts as
        called if it fails, too."""
        self.kubectl("apply", "-f", "-", stdin=configuration)
        for webhook in configuration["webhooks"]:
            wait_until(
                lambda name=webhook["name"]: self._is_called(name, probe),
                f"webhook {webhook['name']} is called",
            )

    def webhook_calls(self, name):
        """How often the API server has called a webhook, whatever came of it."""
        metric = "apiserver_admission_webhook_admission_duration_seconds_count"
        return sum(
            int(count)
            for labels, count in re.findall(rf"^{metric}{{(.*)}} (\d+)$", self.metrics(), re.M)
            if f'name="{name}"' in labels
        )

    def _is_called(self, name, probe):
        before = self.webhook_calls(name)
        self.kubectl(*probe, check=False)
        return self.webhook_calls(name) > before

    def metrics(self):
        """The API server's metrics as text."""
        return self.kubectl("get", "--raw", "/metrics").stdout

    def audit_events(self, verb, resource, name):
        """The audit events of requests that were answered, oldest first. A server-side apply has the
        verb "patch"; a dry run has dryRun=All in its requestURI."""
        with open(self.directory / "audit.log", encoding="utf-8") as log:
            events = [json.loads(line) for line in log if f'"verb":"{verb}"' in line]
        return [
            event
            for event in events
            if event["stage"] == "ResponseComplete"
            and event.get("objectRef", {}).get("resource") == resource
            and event["objectRef"].get("name") == name
        ]

    def audit_annotations(self, verb, resource, name):
        """Those of the newest such event; keys of a webhook are NAME-OF-WEBHOOK/KEY."""
        return self.audit_events(verb, resource, name)[-1].get("annotations", {})

    def signal(self, component, number):
        """Sends a signal, such as SIGSTOP, to etcd, kube-apiserver or kube-controller-manager."""
        os.kill(self._pid(component), number)

    def restart(self, component):
        """Kills a component and starts it again, with the same data; returns when the API server is
        ready."""
        process = os.pidfd_open(self._pid(component))
        try:
            signal.pidfd_send_signal(process, signal.SIGKILL)
            wait_until(lambda: select.select([process], [], [], 0)[0], f"{component} has ended")
        finally:
            os.close(process)
        start = self.directory / component / "start"
        subprocess.run(["setsid", "--fork", start], stdin=subprocess.DEVNULL, check=True)
        wait_until(
            lambda: self.kubectl("get", "--raw", "/readyz", check=False).code == 0,
            "the API server is ready",
        )

    def _pid(self, component):
        return int((self.directory / component / "pid").read_text())
