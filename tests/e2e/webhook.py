"""A test case with the webhook registered as deploy/webhook.yaml says."""

import base64
import json
import pathlib
import tempfile
import unittest

from cluster import REPOSITORY
from reviews import node_port_service
from server import EXAMPLES, Server
from waiting import wait_until

WEBHOOK = REPOSITORY / "deploy" / "webhook.yaml"


def node(name, provider_id="", annotations=None):
    spec = {"providerID": provider_id} if provider_id else {}
    metadata = {"name": name, "annotations": annotations or {}}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec}


class Webhook(unittest.TestCase):
    """A server with a folder for its documents, registered for the time of one class. The module that
    starts the cluster puts it here."""

    cluster = None
    config = ""  # the PortcullisConfig

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.config_file = folder / "config.yaml"
        cls.config_file.write_text(cls.config)
        cls.facts_file = folder / "facts.yaml"
        cls.facts_file.write_text((EXAMPLES / "facts.yaml").read_text())
        certificate = cls.cluster.new_serving_certificate("127.0.0.1")
        documents = ("--facts", cls.facts_file, "--config", cls.config_file)
        cls.server = cls.enterClassContext(Server(*documents, certificate=certificate))
        cls._register()

    @classmethod
    def _register(cls):
        shown = cls.cluster.kubectl("create", "--dry-run=client", "-o", "json", "-f", WEBHOOK)
        configuration = json.loads(shown.stdout)
        for webhook in configuration["webhooks"]:
            webhook["clientConfig"] = {
                "url": f"https://127.0.0.1:{cls.server.webhook_port}/validate",
                "caBundle": base64.b64encode(cls.cluster.ca_certificate.read_bytes()).decode(),
            }
        cls.cluster.kubectl("apply", "-f", "-", stdin=configuration)
        cls.addClassCleanup(
            *(cls.cluster.kubectl, "delete", "validatingwebhookconfiguration", "portcullis"),
            "--ignore-not-found",
        )
        probes = {"apiVersion": "v1", "kind": "List"}
        probes["items"] = [node_port_service("probe", 30443), node("probe")]

        def both_are_asked():
            before = cls.reviews("Service"), cls.reviews("Node")
            cls.cluster.kubectl("create", "--dry-run=server", "-f", "-", stdin=probes)
            return cls.reviews("Service") > before[0] and cls.reviews("Node") > before[1]

        wait_until(both_are_asked, "the API server asks")

    @classmethod
    def reviews(cls, kind):
        """How many reviews of a kind of object the server has answered."""
        return cls.server.metric("portcullis_admission_requests_total", kind=kind) or 0

    def setUp(self):
        self.namespace = self.cluster.new_namespace()
        # Node ports belong to the whole cluster; the next test wants the same ones.
        self.addCleanup(self.kubectl, "delete", "services", "--all")

    def kubectl(self, verb, *arguments, **keywords):
        return self.cluster.kubectl(verb, "-n", self.namespace, *arguments, **keywords)

    def create(self, obj, *arguments, **keywords):
        """Creates an object; a refusal is no error."""
        return self.kubectl("create", *arguments, "-f", "-", stdin=obj, check=False, **keywords)

    def remove_later(self, kind, name):
        self.addCleanup(self.kubectl, "delete", kind, name, "--ignore-not-found")

    def assert_passes(self, result, *warnings):
        self.assertEqual(result.stderr, "".join(f"Warning: {line}\n" for line in warnings))
        self.assertEqual(result.code, 0)

    def assert_denied(self, result, webhook, message):
        denied = f'admission webhook "{webhook}" denied the request: {message}\n'
        self.assertIn(denied, result.stderr)
        self.assertIn("(Forbidden)", result.stderr)
        self.assertEqual(result.code, 1)
