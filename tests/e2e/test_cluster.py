"""The test cluster is what the other end-to-end tests take it for."""

import base64
import http.server
import json
import pathlib
import signal
import ssl
import subprocess
import threading
import unittest

from cluster import NODE_PORT_DRY_RUN, TEST_CLUSTER, Cluster
from waiting import wait_until


def setUpModule():
    global cluster
    cluster = unittest.enterModuleContext(Cluster("test-cluster"))


def node_port_service(name):
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"type": "NodePort", "ports": [{"port": 80, "protocol": "TCP"}]},
    }


class WarningWebhook(http.server.BaseHTTPRequestHandler):
    """Allows everything with a warning and an audit annotation."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        review["response"] = {
            "uid": review.pop("request")["uid"],
            "allowed": True,
            "warnings": ["seen by the test"],
            "auditAnnotations": {"seen": self.headers["Host"]},
        }
        body = json.dumps(review).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve(test, address, port, certificate):
    """Runs a WarningWebhook until the test ends; returns its port, which the kernel chooses for 0."""
    server = http.server.ThreadingHTTPServer((address, port), WarningWebhook)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def stop():
        server.shutdown()
        thread.join()
        server.server_close()

    test.addCleanup(stop)
    return server.server_port


def webhook_configuration(name, namespace, client_config):
    ca_bundle = base64.b64encode(cluster.ca_certificate.read_bytes()).decode()
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": name},
        "webhooks": [
            {
                "name": f"{name}.test.example",
                "clientConfig": {"caBundle": ca_bundle, **client_config},
                "rules": [
                    {
                        "apiGroups": [""],
                        "apiVersions": ["v1"],
                        "operations": ["CREATE", "UPDATE"],
                        "resources": ["services"],
                    }
                ],
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
                "failurePolicy": "Ignore",
                "timeoutSeconds": 5,
                "sideEffects": "None",
                "admissionReviewVersions": ["v1"],
            }
        ],
    }


class ControlPlane(unittest.TestCase):
    def test_calls_itself_by_its_version(self):
        versions = json.loads(cluster.kubectl("version", "-o", "json").stdout)
        self.assertEqual(versions["serverVersion"]["gitVersion"], "v1.36.3")
        self.assertEqual(versions["serverVersion"]["minor"], "36")
        self.assertEqual(versions["clientVersion"]["gitVersion"], "v1.36.3")

    def test_allocates_node_ports(self):
        namespace = cluster.new_namespace()
        cluster.kubectl("create", "-n", namespace, "-f", "-", stdin=node_port_service("web"))
        ports = cluster.get("service", "web", "-n", namespace)["spec"]["ports"]
        self.assertIn(ports[0]["nodePort"], range(30000, 32768))

    def test_dry_run_shows_a_node_port_that_cannot_be(self):
        result = cluster.kubectl(*NODE_PORT_DRY_RUN, "-o", "jsonpath={.spec.ports[0].nodePort}")
        self.assertEqual(result.stdout, "32769")

    def test_namespaces_can_be_deleted(self):
        namespace = cluster.new_namespace()
        cluster.kubectl("delete", "namespace", namespace, "--timeout=60s")
        self.assertNotEqual(cluster.kubectl("get", "namespace", namespace, check=False).code, 0)

    def test_service_accounts_get_tokens(self):
        token = cluster.kubectl("create", "token", "default").stdout
        self.assertEqual(token.count("."), 2)

    def test_restart_keeps_the_data(self):
        namespace = cluster.new_namespace()
        for component in ("kube-apiserver", "etcd"):
            cluster.restart(component)
            self.assertEqual(cluster.get("namespace", namespace)["status"]["phase"], "Active")

    def test_stopped_api_server_answers_when_it_goes_on(self):
        cluster.signal("kube-apiserver", signal.SIGSTOP)
        self.addCleanup(cluster.signal, "kube-apiserver", signal.SIGCONT)
        version = ("get", "--raw", "/version")
        stopped = cluster.kubectl(*version, "--request-timeout=1s", check=False)
        self.assertNotEqual(stopped.code, 0)
        cluster.signal("kube-apiserver", signal.SIGCONT)
        cluster.kubectl(*version)


class Users(unittest.TestCase):
    def test_kubelet_may_create_its_own_node_only(self):
        kubelet = cluster.new_user("system:node:n1", "system:nodes")
        for name, allowed in (("n1", True), ("n2", False)):
            with self.subTest(name):
                node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
                result = cluster.kubectl("create", "-f", "-", stdin=node, user=kubelet, check=False)
                self.assertEqual(result.code == 0, allowed, result.stderr)

    def test_ordinary_user_has_the_rights_of_a_role(self):
        user = cluster.new_user("alice", cluster_role="cluster-admin")
        whoami = json.loads(cluster.kubectl("auth", "whoami", "-o", "json", user=user).stdout)
        self.assertEqual(whoami["status"]["userInfo"]["username"], "alice")
        self.assertEqual(whoami["status"]["userInfo"]["groups"], ["system:authenticated"])
        cluster.kubectl(*NODE_PORT_DRY_RUN, user=user)


class Webhooks(unittest.TestCase):
    def test_local_process_is_a_service(self):
        namespace = cluster.new_namespace()
        host = f"hook.{namespace}.svc"
        address = cluster.new_service_for_process(namespace, "hook", host=50, port=8443)
        serve(self, address, 8443, cluster.new_serving_certificate(host))
        service = {"name": "hook", "namespace": namespace, "port": 8443}
        self._check_called(namespace, {"service": service}, f"{host}:8443")

    def test_local_process_is_a_url(self):
        namespace = cluster.new_namespace()
        port = serve(self, "127.0.0.1", 0, cluster.new_serving_certificate("127.0.0.1"))
        host = f"127.0.0.1:{port}"
        self._check_called(namespace, {"url": f"https://{host}/"}, host)

    def _check_called(self, namespace, client_config, host):
        configuration = webhook_configuration(namespace, namespace, client_config)
        cluster.apply_webhook(configuration, (*NODE_PORT_DRY_RUN, "-n", namespace))
        self.addCleanup(cluster.kubectl, "delete", "validatingwebhookconfiguration", namespace)

        create = ("create", "-n", namespace, "-f", "-")
        result = cluster.kubectl(*create, stdin=node_port_service("web"))
        self.assertEqual(result.stderr, "Warning: seen by the test\n")
        annotations = cluster.audit_annotations("create", "services", "web")
        self.assertEqual(annotations[f"{namespace}.test.example/seen"], host)

        strict = cluster.kubectl(
            *create, "--warnings-as-errors", stdin=node_port_service("strict"), check=False
        )
        self.assertEqual(strict.code, 1)

    def test_absent_webhook_fails_open(self):
        namespace = cluster.new_namespace()
        url = {"url": f"https://{cluster.cluster_ip(51)}:8443/"}
        configuration = webhook_configuration(namespace, namespace, url)
        cluster.apply_webhook(configuration, (*NODE_PORT_DRY_RUN, "-n", namespace))
        self.addCleanup(cluster.kubectl, "delete", "validatingwebhookconfiguration", namespace)
        cluster.kubectl("create", "-n", namespace, "-f", "-", stdin=node_port_service("open"))
        annotations = cluster.audit_annotations("create", "services", "open")
        self.assertEqual(
            annotations["failed-open.validating.webhook.admission.k8s.io/round_0_index_0"],
            f"{namespace}.test.example",
        )


class Down(unittest.TestCase):
    def test_leaves_nothing_of_a_second_cluster(self):
        second = Cluster("test-cluster-second")
        self.addCleanup(second.down)
        self.assertNotEqual(second.address, cluster.address)
        self.assertEqual(len(processes_in(second.directory)), 3)
        second.down()
        self.assertEqual(processes_in(second.directory), [])
        self.assertFalse(second.directory.exists())

    def test_leaves_nothing_of_a_start_that_was_killed(self):
        name = "test-cluster-killed"
        directory = cluster.directory.parent / name
        for component in ("etcd", "kube-apiserver"):
            with self.subTest(component):
                up = subprocess.Popen(
                    [TEST_CLUSTER, "up", name],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                wait_until((directory / component / "pid").exists, f"{component} has started")
                up.kill()
                up.wait()
                subprocess.run([TEST_CLUSTER, "down", name], check=True)
                self.assertEqual(processes_in(directory), [])
                self.assertFalse(directory.exists())


def processes_in(directory):
    """The command lines that name something in the directory."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command_line = path.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if f"{directory}/".encode() in command_line:
            found.append(command_line)
    return found


if __name__ == "__main__":
    unittest.main()
