"""`portcullis serve` as a process, for tests to talk to.

    with Server("--facts", "examples/facts.yaml", certificate=certificate) as server:
        answer = server.review(reviews.review(reviews.node_port_service()))
        answer.json["response"]["allowed"]

The program is the one that PORTCULLIS names in the environment. Not for use from several threads, but
for `post`, `review` and `connect`.
"""

import http.client
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
from dataclasses import dataclass

import reviews
from waiting import wait_until

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples"

# Sanitizers make a program several times slower.
START_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def response(self):
        """That of an AdmissionReview."""
        return self.json["response"]


class Server:
    """A server that has said it is ready. Ends when left; a test that expects another exit status than
    0 calls `wait`, as one that does not expect the end would go unnoticed."""

    def __init__(
        self, *flags, certificate, host="127.0.0.1", shutdown_delay=0, environment=None
    ):
        """Listens on ports that the kernel chooses. `certificate` is a Certificate for `host` that
        clients trust; None lets the program make one up."""
        self.host = host
        self._end_expected = False
        self._log = tempfile.NamedTemporaryFile(prefix="portcullis-", suffix=".log")
        self._tls = ssl.create_default_context(cafile=certificate and certificate.certificate)
        if certificate:
            files = ("--tls-cert-file", certificate.certificate)
            files += ("--tls-private-key-file", certificate.key)
        else:
            files = ()
            self._tls.check_hostname = False
            self._tls.verify_mode = ssl.CERT_NONE
        self._process = subprocess.Popen(
            [os.environ["PORTCULLIS"], "serve", "--log-format", "json"]
            + ["--shutdown-delay", str(shutdown_delay)]
            + ["--webhook-address", f"{host}:0"]
            + ["--metrics-address", f"{host}:0", "--health-address", f"{host}:0"]
            + [*files, *flags],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        try:
            serving = wait_until(self._serving, "portcullis serve is serving", START_SECONDS)
            self.webhook_port = serving["webhookPort"]
            self.metrics_port = serving["metricsPort"]
            self.health_port = serving["healthPort"]
            wait_until(lambda: self.get(self.health_port, "/readyz").status == 200, "/readyz is 200")
        except BaseException:
            self.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, exception_type, *_):
        if self._process.poll() is None:
            self.signal(signal.SIGTERM)
        code = self._process.wait(START_SECONDS)
        if code != 0 and exception_type is None and not self._end_expected:
            raise AssertionError(f"portcullis serve ended with {code}:\n{self.log_text()}")
        self._log.close()

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, seconds=START_SECONDS):
        """Waits for the end that the test has brought about; returns the exit status."""
        self._end_expected = True
        return self._process.wait(seconds)

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._end_expected = True

    @property
    def is_running(self):
        return self._process.poll() is None

    # What it says of itself.

    def log_text(self):
        return pathlib.Path(self._log.name).read_text()

    def log(self):
        """The lines of its log as objects; sanitizers may have written others."""
        return [json.loads(line) for line in self.log_text().splitlines() if line.startswith("{")]

    def has_logged(self, message):
        return any(line["msg"] == message for line in self.log())

    def _serving(self):
        if not self.is_running:
            raise AssertionError(f"portcullis serve has ended:\n{self.log_text()}")
        return next((line for line in self.log() if line.get("msg") == "Serving"), None)

    def get(self, port, path, method="GET"):
        """A request to the metrics or health port."""
        connection = http.client.HTTPConnection(self.host, port, timeout=10)
        try:
            connection.request(method, path)
            return _answer(connection)
        finally:
            connection.close()

    def metric(self, name, **labels):
        """The sum of the series that have these labels, among others; None if there is none."""
        total = None
        for line in self.get(self.metrics_port, "/metrics").text.splitlines():
            series = re.fullmatch(r"(\w+)(?:{(.*)})? (\S+)(?: \d+)?", line)
            if not series or series.group(1) != name:
                continue
            has = dict(re.findall(r'(\w+)="([^"]*)"', series.group(2) or ""))
            if labels.items() <= has.items():
                total = (total or 0) + float(series.group(3))
        return total

    # What it is asked.

    def connect(self, timeout=20):
        """A TLS connection to the webhook."""
        return self._tls.wrap_socket(self.connect_plain(timeout), server_hostname=self.host)

    def connect_plain(self, timeout=20):
        """A TCP connection to the webhook's port."""
        return socket.create_connection((self.host, self.webhook_port), timeout)

    def trust(self, authority):
        """Has clients trust from now on the authorities in this PEM file."""
        self._tls = ssl.create_default_context(cafile=authority)

    def client(self):
        """An http.client connection to the webhook, kept alive."""
        return http.client.HTTPSConnection(
            self.host, self.webhook_port, context=self._tls, timeout=20
        )

    def post(self, body, path="/validate", method="POST", headers=None):
        """A request to the webhook, on a connection of its own."""
        connection = self.client()
        try:
            if headers is None:
                headers = {"Content-Type": "application/json"}
            connection.request(method, path, body, headers)
            return _answer(connection)
        finally:
            connection.close()

    def review(self, *arguments, **keywords):
        """The answer to reviews.review(...), after a look at what holds for every one."""
        sent = reviews.review(*arguments, **keywords)
        answer = self.post(reviews.encode(sent), "/validate?timeout=3s")
        if answer.status != 200:
            raise AssertionError(f"{answer.status} {answer.text}")
        got = answer.json
        if got["apiVersion"] != "admission.k8s.io/v1" or got["kind"] != "AdmissionReview":
            raise AssertionError(f"no AdmissionReview: {answer.text}")
        if got["response"]["uid"] != sent["request"]["uid"]:
            raise AssertionError(f"another uid than {sent['request']['uid']}: {answer.text}")
        return answer


def _answer(connection):
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())
