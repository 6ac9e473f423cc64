"""The serving certificate follows its files, and no call is lost over it."""

import concurrent.futures
import os
import ssl
import threading
import unittest

import reviews
import scratch
from reviews import node_port_service
from server import EXAMPLES, Server
from waiting import wait_until


def setUpModule():
    global folder
    folder = scratch.new_folder()


def install(new, certificate):
    """Puts the files of `new` in the place of those that the server reads."""
    os.replace(new.key, certificate.key)
    os.replace(new.certificate, certificate.certificate)


class Rotation(unittest.TestCase):
    def setUp(self):
        self.certificate = scratch.new_certificate(folder)
        self.server = self.enterContext(
            Server("--facts", EXAMPLES / "facts.yaml", certificate=self.certificate)
        )

    def _serves(self, pem):
        served = ssl.get_server_certificate((self.server.host, self.server.webhook_port))
        return served == pem

    def test_loses_no_call(self):
        new = scratch.new_certificate(folder, "new")
        new_pem = new.certificate.read_text()
        both = folder / "both.crt"
        both.write_text(self.certificate.certificate.read_text() + new_pem)
        self.server.trust(both)
        enough = threading.Event()

        def call_until_enough():
            """Calls on new connections and on one that it keeps; returns how many of each."""
            kept = self.server.client()
            body = reviews.encode(reviews.review(node_port_service()))
            calls = 0
            while not enough.is_set():
                self.server.review(node_port_service())
                kept.request("POST", "/validate", body, {"Content-Type": "application/json"})
                answer = kept.getresponse()
                answer.read()
                if answer.status != 200:
                    raise AssertionError(answer.status)
                calls += 2
            kept.close()
            return calls

        with concurrent.futures.ThreadPoolExecutor() as pool:
            callers = [pool.submit(call_until_enough) for _ in range(4)]
            try:
                install(new, self.certificate)
                wait_until(lambda: self._serves(new_pem), "the new certificate is served")
            finally:
                enough.set()
            self.assertGreater(sum(caller.result() for caller in callers), 20)

    def test_to_a_bad_certificate_does_not_happen(self):
        old_pem = self.certificate.certificate.read_text()
        self.certificate.certificate.write_text("no certificate\n")
        refused = "Could not load the new certificate; the last good one stays in force"
        wait_until(lambda: self.server.has_logged(refused), "the bad certificate is refused")
        self.assertTrue(self._serves(old_pem))
        self.assertEqual(self.server.get(self.server.health_port, "/readyz").status, 200)


class ThrowAway(unittest.TestCase):
    def test_is_for_desks_only(self):
        """Neither files nor a cluster: a throw-away certificate, said so in the log; refused inside a
        cluster."""
        desk = self.enterContext(Server("--facts", EXAMPLES / "facts.yaml", certificate=None))
        self.assertTrue("throw-away certificate" in desk.log_text())
        self.assertTrue(desk.review(node_port_service(node_port=30443)).response["allowed"])

        environment = {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}
        with self.assertRaisesRegex(AssertionError, "--tls-cert-file"):
            Server(certificate=None, environment=environment)


if __name__ == "__main__":
    unittest.main()
