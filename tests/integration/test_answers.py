"""What the webhook answers to which request."""

import unittest

import reviews
import scratch
from reviews import node_port_service
from server import EXAMPLES, Server


def setUpModule():
    global server, denying_server
    folder = scratch.new_folder()
    certificate = scratch.new_certificate(folder)
    config = folder / "config.yaml"
    config.write_text(scratch.DENYING_CONFIG)
    facts = ("--facts", EXAMPLES / "facts.yaml")
    server = unittest.enterModuleContext(Server(*facts, certificate=certificate))
    denying_server = unittest.enterModuleContext(
        Server(*facts, "--config", config, certificate=certificate)
    )


NOT_ADMITTED = (
    "nodeport-not-admitted: TCP 30080 from anywhere but 10.0.0.0/8 dropped on 12/14 nodes"
    " by sg-base rule 3; admit above"
)


class Reviews(unittest.TestCase):
    def test_a_finding_warns(self):
        response = server.review(node_port_service(node_port=30080)).response
        self.assertTrue(response["allowed"])
        self.assertEqual(response["warnings"], [NOT_ADMITTED])
        self.assertEqual(response["auditAnnotations"]["decision"], "warn")
        self.assertEqual(response["auditAnnotations"]["findings"], "nodeport-not-admitted")

    def test_no_finding_no_word(self):
        response = server.review(node_port_service(node_port=30443)).response
        self.assertTrue(response["allowed"])
        self.assertEqual(response.get("warnings", []), [])

    def test_a_finding_denies_where_the_config_says_so(self):
        response = denying_server.review(node_port_service(node_port=30080)).response
        self.assertFalse(response["allowed"])
        self.assertEqual(response["status"]["code"], 403)
        self.assertEqual(response["status"]["reason"], "Forbidden")
        self.assertEqual(response["status"]["message"], NOT_ADMITTED)
        causes = response["status"]["details"]["causes"]
        self.assertEqual([cause["field"] for cause in causes], ["spec.ports[0].nodePort"])
        self.assertEqual(response["auditAnnotations"]["decision"], "deny")

    def test_only_what_an_update_introduces_denies(self):
        old = node_port_service(node_port=30080)
        labelled = node_port_service(node_port=30080, port=8080)
        moved = node_port_service(node_port=30081)
        self.assertTrue(denying_server.review(labelled, old=old).response["allowed"])
        self.assertFalse(denying_server.review(moved, old=old).response["allowed"])

    def test_components_of_the_cluster_are_never_denied(self):
        cases = (
            ("system:kube-controller-manager", ()),
            ("system:serviceaccount:kube-system:service-controller", ()),
            ("system:node:10.0.1.4", ("system:nodes",)),
        )
        for user, groups in cases:
            with self.subTest(user):
                response = denying_server.review(
                    node_port_service(node_port=30080), user=user, groups=groups
                ).response
                self.assertTrue(response["allowed"])
                self.assertEqual(response["warnings"], [NOT_ADMITTED])

    def test_other_resources_pass_without_a_word(self):
        config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
        response = server.review(config_map).response
        self.assertTrue(response["allowed"])
        self.assertEqual(response.get("warnings", []), [])

    def test_one_connection_takes_many(self):
        connection = server.client()
        self.addCleanup(connection.close)
        for _ in range(50):
            connection.request(
                "POST",
                "/validate?timeout=3s",
                reviews.encode(reviews.review(node_port_service())),
                {"Content-Type": "application/json"},
            )
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            answer.read()


def without(review, field):
    del review["request"][field]
    return review


def with_field(review, field, value):
    review["request"][field] = value
    return review


class BadRequests(unittest.TestCase):
    def test_get_the_status_that_tells_why(self):
        good = reviews.encode(reviews.review(node_port_service()))
        def of_type(content_type):
            return {"Content-Type": content_type}

        json_type = of_type("application/json")
        with_charset = of_type("application/json; charset=utf-8")
        cases = (
            ("another path", ("POST", "/", good, json_type), 404),
            ("a path below", ("POST", "/validate/x", good, json_type), 404),
            ("GET", ("GET", "/validate", None, {}), 405),
            ("PUT", ("PUT", "/validate", good, json_type), 405),
            ("text", ("POST", "/validate", good, of_type("text/plain")), 415),
            ("JSON patch", ("POST", "/validate", good, of_type("application/jsonx")), 415),
            ("with charset", ("POST", "/validate", good, with_charset), 200),
            ("without type", ("POST", "/validate", good, {}), 200),
        )
        for name, (method, path, body, headers), status in cases:
            with self.subTest(name):
                answer = server.post(body, path, method, headers)
                self.assertEqual(answer.status, status, answer.text)
                if status == 405:
                    self.assertEqual(answer.headers["Allow"], "POST")

    def test_bodies_that_are_no_review_are_refused(self):
        review = reviews.review
        service = node_port_service
        another_version = {**review(service()), "apiVersion": "admission.k8s.io/v1beta1"}
        port_as_text = service()
        port_as_text["spec"]["ports"][0]["nodePort"] = "30080"
        cases = (
            ("empty", b""),
            ("no JSON", b"apiVersion: v1"),
            ("cut off", reviews.encode(review(service()))[:-1]),
            ("more behind it", reviews.encode(review(service())) + b"{}"),
            ("an array", b"[]"),
            ("a Service", reviews.encode(service())),
            ("another version", reviews.encode(another_version)),
            ("without request", reviews.encode({**review(service()), "request": None})),
            ("without uid", reviews.encode(without(review(service()), "uid"))),
            ("uid of another type", reviews.encode(with_field(review(service()), "uid", 7))),
            ("a node port as text", reviews.encode(review(port_as_text))),
            ("a Service that is a list", reviews.encode(with_field(review(service()), "object", []))),
            ("no UTF-8", reviews.encode(review(service())).replace(b"alice", b"al\xffce")),
            ("100,000 arrays deep", b"[" * 100_000 + b"]" * 100_000),
            ("100,000 objects deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
        )
        for name, body in cases:
            with self.subTest(name):
                answer = server.post(body)
                self.assertEqual(answer.status, 400, answer.text)
                self.assertNotEqual(answer.text.strip(), "")

    def test_a_body_above_the_limit_is_refused_unread(self):
        limit = 7 * 1024 * 1024
        self.assertEqual(self._status_of_length(limit + 1), 413)
        # One at the limit is read, to find that it is no review.
        self.assertEqual(server.post(b" " * limit).status, 400)

    def _status_of_length(self, length):
        with server.connect() as connection:
            connection.sendall(
                b"POST /validate HTTP/1.1\r\nHost: portcullis\r\nContent-Type: application/json\r\n"
                + f"Content-Length: {length}\r\n\r\n".encode()
            )
            return status_of(connection)

    def test_a_head_above_the_limit_is_refused(self):
        answer = server.post(b"{}", headers={"X-Long": "a" * 17_000})
        self.assertEqual(answer.status, 431)

    def test_what_is_no_http_is_refused(self):
        with server.connect() as connection:
            connection.sendall(b"\x00\x01\x02 hello\r\n\r\n")
            self.assertEqual(status_of(connection), 400)

    def test_plain_http_is_no_tls(self):
        with server.connect_plain() as connection:
            connection.sendall(b"GET /validate HTTP/1.1\r\nHost: portcullis\r\n\r\n")
            self.assertNotIn(b"200", connection.recv(4096))

    def tearDown(self):
        # Whatever it was sent, it goes on to answer.
        self.assertTrue(server.review(node_port_service(node_port=30443)).response["allowed"])


def status_of(connection):
    """The status of an answer on a bare connection."""
    return int(connection.makefile("rb").readline().split()[1])


if __name__ == "__main__":
    unittest.main()
