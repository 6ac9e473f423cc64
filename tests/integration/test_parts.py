"""Which parts of `serve` run: the webhook, the loop, or both; and what cannot run says so at once."""

import json
import os
import subprocess
import unittest

import scratch
from server import Server


def setUpModule():
    global folder, certificate
    folder = scratch.new_folder()
    certificate = scratch.new_certificate(folder)


def refusal(*flags, **environment):
    """The exit status of a start that is refused, and the error of its last log line."""
    ended = subprocess.run(
        [os.environ["PORTCULLIS"], "serve", "--log-format", "json", *flags],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
    )
    return ended.returncode, json.loads(ended.stderr.splitlines()[-1])["err"]


class Parts(unittest.TestCase):
    def checks(self, *flags):
        """The names in /readyz of a server with these flags, and its webhook's port."""
        with Server(*flags, certificate=certificate) as server:
            lines = server.get(server.health_port, "/readyz?verbose").text.splitlines()
            names = [line.removeprefix("[+]").split()[0] for line in lines if line.startswith("[")]
            return names, server.webhook_port

    def test_at_a_desk_only_the_webhook_runs(self):
        names, port = self.checks()
        self.assertEqual(names, ["ping", "certificate", "facts", "shutdown"])
        self.assertGreater(port, 0)

    def test_without_the_webhook_there_is_no_port_and_no_certificate(self):
        names, port = self.checks("--webhook=false")
        self.assertEqual(names, ["ping", "facts", "shutdown"])
        self.assertEqual(port, 0)

    def test_without_the_loop_nothing_is_watched(self):
        kubeconfig = folder / "kubeconfig"
        kubeconfig.write_text(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\n"
            "contexts: [{name: a, context: {cluster: a}}]\n"
            "clusters: [{name: a, cluster: {server: 'http://127.0.0.1:9'}}]\n"
        )
        names, _ = self.checks("--kubeconfig", kubeconfig)
        self.assertIn("watch", names)
        names, _ = self.checks("--kubeconfig", kubeconfig, "--controller=false")
        self.assertNotIn("watch", names)


class Refusals(unittest.TestCase):
    def test_nothing_to_do(self):
        self.assertEqual(
            refusal("--webhook=false", "--controller=false"),
            (2, "--webhook and --controller are both off"),
        )

    def test_a_kubeconfig_that_is_not_there(self):
        code, error = refusal("--kubeconfig", folder / "none")
        self.assertEqual(code, 2)
        self.assertIn(f"{folder / 'none'}: cannot be read", error)

    def test_own_certificates_without_a_cluster(self):
        self.assertEqual(
            refusal("--tls-secret", "portcullis-tls"),
            (2, "--tls-secret needs a cluster: give --kubeconfig"),
        )

    def test_a_throw_away_certificate_inside_a_cluster(self):
        account = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": ""}
        code, error = refusal(**account)
        self.assertEqual(code, 2)
        self.assertIn("no certificate: inside a cluster give --tls-cert-file", error)


if __name__ == "__main__":
    unittest.main()
