"""Clients that take their time take nobody else's."""

import concurrent.futures
import socket
import time
import unittest

import reviews
import scratch
from reviews import node_port_service
from server import EXAMPLES, Server

# The handshake, the head and the body each have 5 s; an answer may linger for one more. The rest is
# for a machine that is busy.
ENDED_WITHIN = 15


def setUpModule():
    global server
    certificate = scratch.new_certificate(scratch.new_folder())
    facts = ("--facts", EXAMPLES / "facts.yaml")
    server = unittest.enterModuleContext(Server(*facts, certificate=certificate))


HEAD = b"POST /validate HTTP/1.1\r\nHost: portcullis\r\nContent-Type: application/json\r\n"
REVIEW = reviews.encode(reviews.review(node_port_service()))


def drip(connection, data, seconds=1.0):
    """Sends a byte at a time until the server has had enough; returns what it said then."""
    connection.settimeout(seconds)
    for byte in data:
        try:
            connection.sendall(bytes([byte]))
            said = connection.recv(4096)
            return said
        except TimeoutError:
            continue
        except OSError:
            return b""
    raise AssertionError("the server took all of it")


def slow_head():
    with server.connect() as connection:
        return drip(connection, HEAD + b"X-Padding: " + b"a" * 1000)


def slow_body():
    with server.connect() as connection:
        connection.sendall(HEAD + f"Content-Length: {len(REVIEW)}\r\n\r\n".encode())
        return drip(connection, REVIEW)


def half_a_handshake():
    with server.connect_plain() as connection:
        # A TLS record that announces a ClientHello of 512 bytes and brings none.
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        return drip(connection, b"\x00" * 500)


def no_handshake():
    with server.connect_plain() as connection:
        connection.settimeout(ENDED_WITHIN)
        return connection.recv(4096)


def endless_header():
    with server.connect() as connection:
        connection.settimeout(ENDED_WITHIN)
        connection.sendall(HEAD)
        try:
            while True:
                connection.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
        except OSError:
            return b""


class SlowClients(unittest.TestCase):
    # What ends each, apart from a close: the answers that HTTP has for it.
    CASES = (
        (slow_head, b"408"),
        (slow_body, b"408"),
        (half_a_handshake, b""),
        (no_handshake, b""),
        (endless_header, b""),
    )

    def test_are_ended_while_others_are_served(self):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            start = time.monotonic()
            clients = [(pool.submit(client), client, status) for client, status in self.CASES]
            served = 0
            while not all(future.done() for future, _, _ in clients):
                begin = time.monotonic()
                self.assertTrue(server.review(node_port_service(node_port=30443)).response["allowed"])
                self.assertLess(time.monotonic() - begin, 3)
                self.assertLess(time.monotonic() - start, ENDED_WITHIN)
                served += 1
                time.sleep(0.05)
            self.assertGreater(served, 10)
            for future, client, status in clients:
                with self.subTest(client.__name__):
                    said = future.result()
                    if said and status:
                        self.assertIn(status, said.split(b"\r\n")[0])

    def test_unused_connections_keep_nobody_out(self):
        unused = [server.connect_plain() for _ in range(300)]
        try:
            self.assertTrue(server.review(node_port_service(node_port=30443)).response["allowed"])
        finally:
            for connection in unused:
                connection.close()

    def test_clients_that_vanish_leave_nothing(self):
        for _ in range(100):
            with server.connect_plain() as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                connection.sendall(b"\x16\x03\x01")
        self.assertTrue(server.review(node_port_service(node_port=30443)).response["allowed"])
        before = server.metric("process_open_fds")
        self.assertLess(before, 100)


if __name__ == "__main__":
    unittest.main()
