"""The end of `portcullis serve`: nobody who has been let in goes without an answer."""

import signal
import unittest

import reviews
import scratch
from reviews import node_port_service
from server import EXAMPLES, Server
from waiting import wait_until


def setUpModule():
    global certificate
    certificate = scratch.new_certificate(scratch.new_folder())


BODY = reviews.encode(reviews.review(node_port_service()))
HEAD = (
    b"POST /validate HTTP/1.1\r\nHost: portcullis\r\nContent-Type: application/json\r\n"
    + f"Content-Length: {len(BODY)}\r\n\r\n".encode()
)


class Shutdown(unittest.TestCase):
    def start(self, **keywords):
        server = Server("--facts", EXAMPLES / "facts.yaml", certificate=certificate, **keywords)
        return self.enterContext(server)

    def test_a_call_in_flight_is_answered(self):
        server = self.start()
        with server.connect() as connection:
            connection.sendall(HEAD + BODY[:100])
            # The server has begun with it when one that came later has been answered.
            server.review(node_port_service())
            server.signal(signal.SIGTERM)
            wait_until(lambda: server.has_logged("Shutting down"), "it shuts down")
            connection.sendall(BODY[100:])
            answer = connection.makefile("rb").read()
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
        self.assertIn(b"\r\nConnection: close\r\n", answer)
        self.assertIn(b'"allowed":true', answer)
        self.assertEqual(server.wait(), 0)

    def test_it_is_not_ready_first_and_goes_on_to_serve(self):
        server = self.start(shutdown_delay=3)
        server.signal(signal.SIGTERM)
        not_ready = wait_until(
            lambda: (a := server.get(server.health_port, "/readyz")).status == 503 and a,
            "/readyz is 503",
        )
        self.assertIn("[-]shutdown failed: shutting down", not_ready.text)
        self.assertEqual(server.get(server.health_port, "/livez").status, 200)
        self.assertTrue(server.review(node_port_service()).response["allowed"])
        self.assertEqual(server.wait(), 0)

    def test_a_second_signal_ends_it_at_once(self):
        for first, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            with self.subTest(first.name):
                server = self.start(shutdown_delay=300)
                server.signal(first)
                wait_until(lambda: server.has_logged("Shutting down"), "it shuts down")
                server.signal(first)
                self.assertEqual(server.wait(5), code)

    def test_an_unused_connection_does_not_delay_it(self):
        server = self.start()
        with server.connect(), server.connect_plain():
            server.signal(signal.SIGTERM)
            self.assertEqual(server.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
