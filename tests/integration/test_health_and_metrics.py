"""/livez, /readyz and /metrics."""

import subprocess
import unittest

import reviews
import scratch
from promtool import PROMTOOL
from reviews import node_port_service
from server import EXAMPLES, Server


def setUpModule():
    global certificate
    certificate = scratch.new_certificate(scratch.new_folder())


def start(test, *flags):
    return test.enterContext(Server(*flags, certificate=certificate))


def with_facts(test):
    return start(test, "--facts", EXAMPLES / "facts.yaml")


class Health(unittest.TestCase):
    def test_answers_are_those_of_kubernetes_components(self):
        server = with_facts(self)
        cases = (
            ("/livez", 200, "ok"),
            ("/healthz", 200, "ok"),
            ("/readyz", 200, "ok"),
            ("/livez?verbose", 200, "[+]ping ok\nlivez check passed\n"),
            (
                "/readyz?verbose",
                200,
                "[+]ping ok\n[+]certificate ok\n[+]facts ok\n[+]shutdown ok\nreadyz check passed\n",
            ),
        )
        for path, status, text in cases:
            with self.subTest(path):
                answer = server.get(server.health_port, path)
                self.assertEqual((answer.status, answer.text), (status, text))
        self.assertEqual(server.get(server.health_port, "/").status, 404)
        self.assertEqual(server.get(server.health_port, "/readyz", "POST").status, 405)

    def test_missing_facts_show_and_fail_nothing(self):
        """GET /readyz: missing or stale facts show there and never make it fail."""
        cases = (
            ("no facts", (), "[+]facts ok: none are configured\n"),
            ("no such file", ("--facts", "/does/not/exist.yaml"), "[+]facts ok: /does/not/exist"),
        )
        for name, flags, want in cases:
            with self.subTest(name):
                server = start(self, *flags)
                answer = server.get(server.health_port, "/readyz?verbose")
                self.assertEqual(answer.status, 200)
                self.assertIn(want, answer.text)


class MetricsPage(unittest.TestCase):
    def test_is_in_the_text_format(self):
        server = with_facts(self)
        server.review(node_port_service())
        page = server.get(server.metrics_port, "/metrics")
        self.assertEqual(page.status, 200)
        self.assertEqual(page.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        self.assertEqual(server.get(server.metrics_port, "/").status, 404)

    @unittest.skipUnless(PROMTOOL, "promtool is not here; hack/install-dependencies test brings it")
    def test_satisfies_promtool(self):
        server = with_facts(self)
        server.review(node_port_service())
        page = server.get(server.metrics_port, "/metrics")
        checked = subprocess.run(
            [PROMTOOL, "check", "metrics"], input=page.body, capture_output=True, timeout=60
        )
        self.assertEqual((checked.returncode, checked.stderr.decode()), (0, ""))

    def test_counts_reviews(self):
        server = with_facts(self)
        requests, findings = "portcullis_admission_requests_total", "portcullis_admission_findings_total"
        self.assertEqual(server.metric(requests), 0)
        server.review(node_port_service(node_port=30080))
        server.review(node_port_service(node_port=30443))
        server.post(b"no review")
        for decision, want in (("warn", 1), ("allow", 1), ("deny", 0), ("error", 1)):
            with self.subTest(decision):
                self.assertEqual(server.metric(requests, decision=decision), want)
        self.assertEqual(server.metric(findings, check="nodeport-not-admitted", action="warn"), 1)
        self.assertEqual(
            server.metric("portcullis_admission_request_duration_seconds_count", kind="Service"), 2
        )

    def test_dry_runs_count_in_requests_and_duration_only(self):
        """Dry runs count in requests and duration and in nothing else."""
        server = with_facts(self)
        server.review(node_port_service(node_port=30080), dry_run=True)
        self.assertEqual(server.metric("portcullis_admission_requests_total", decision="warn"), 1)
        self.assertIn(server.metric("portcullis_admission_findings_total"), (None, 0))

    def test_tells_of_the_documents_and_the_build(self):
        server = with_facts(self)
        self.assertEqual(
            server.metric("portcullis_facts_observed_timestamp_seconds"), 1795161600  # 20 Nov 2026
        )
        self.assertEqual(server.metric("portcullis_build_info"), 1)
        self.assertGreater(
            server.metric("portcullis_certificate_not_after_timestamp_seconds"), 1795161600
        )
        self.assertGreater(server.metric("process_resident_memory_bytes"), 0)

    def test_no_name_of_an_object_or_user_becomes_a_label(self):
        server = with_facts(self)
        service = node_port_service(name="unmistakable-name")
        server.review(service, user="unmistakable-user")
        server.post(reviews.encode(reviews.review(service)), "/unmistakable-path")
        self.assertNotIn("unmistakable", server.get(server.metrics_port, "/metrics").text)


if __name__ == "__main__":
    unittest.main()
