"""The stand-in as an HTTP server.

    with Endpoint(facts, [Credential("AKIDexample", "secret")]) as cloud:
        subprocess.run(["tccli", "vpc", "DescribeSecurityGroups", "--endpoint", cloud.url])
        cloud.facts()

It listens on loopback. POST / is the API. Two more paths are for people who started it by hand: GET
/facts answers the account as CloudFacts, POST /faults takes the members of a Fault.
"""

import datetime
import email.utils
import http.server
import json
import socket
import threading
import time
import uuid
from dataclasses import dataclass

from . import calls, signature
from .account import Account
from .api_error import ApiError
from .faults import Fault, Faults

MAX_BODY_BYTES = 10 << 20
IDLE_SECONDS = 30
# The cloud writes local times.
CLOUD_TIME = datetime.timezone(datetime.timedelta(hours=8))


@dataclass(frozen=True)
class Call:
    """A call that was made, whatever came of it."""

    action: str
    region: str
    parameters: object


class Endpoint:
    """Thread-safe. Calls are carried out one after the other."""

    def __init__(self, facts, credentials, port=0, clock=None):
        """Port 0 lets the kernel choose. `clock` returns the time (aware)."""
        self.faults = Faults()
        self._account = Account(facts)
        self._credentials = {credential.secret_id: credential for credential in credentials}
        self._clock = clock or (lambda: datetime.datetime.now(datetime.timezone.utc))
        self._calls = []
        self._mutex = threading.Lock()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._server.daemon_threads = True
        self._server.endpoint = self
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self):
        return self._server.server_address[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def facts(self):
        with self._mutex:
            return self._account.facts()

    def calls(self):
        with self._mutex:
            return list(self._calls)

    def now(self):
        return self._clock()

    def answer(self, request):
        """The members of the Response to a signed request. Raises ApiError."""
        service = signature.verify(request, self._credentials, self.now())
        action = request.headers.get("x-tc-action", "")
        version = request.headers.get("x-tc-version", "")
        if not action or not version:
            raise ApiError("MissingParameter", "X-TC-Action and X-TC-Version are required")
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise ApiError("InvalidRequest", "the stand-in takes application/json only")
        body = _parsed(request.body)
        with self._mutex:
            self._calls.append(Call(action, request.headers.get("x-tc-region", ""), body))
            local = f"{self.now().astimezone(CLOUD_TIME):%F %T}"
            return calls.call(self._account, service, version, action, body, local)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "stand-in"
    timeout = IDLE_SECONDS

    def do_POST(self):
        length = int(self.headers.get("Content-Length", "0"))
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            self._answer_error(ApiError("RequestSizeLimitExceeded", "the body is over 10 MB"))
            return
        body = self.rfile.read(length)
        if self.path == "/faults":
            self.server.endpoint.faults.add(Fault(**json.loads(body)))
            self._send({})
        elif self.path == "/":
            self._call(body)
        else:
            self.send_error(404)

    def do_GET(self):
        if self.path == "/facts":
            self._send(self.server.endpoint.facts())
        else:
            self._answer_error(ApiError("UnsupportedProtocol", "the stand-in takes POST only"))

    def _call(self, body):
        headers = {name.lower(): value for name, value in self.headers.items()}
        fault = self.server.endpoint.faults.take(headers.get("x-tc-action", ""))
        time.sleep(fault.delay_seconds)
        if fault.close:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        try:
            if error := fault.error():
                raise error
            members = self.server.endpoint.answer(signature.Request("POST", headers, body))
        except ApiError as error:
            self._answer_error(error)
        else:
            self._answer(members)

    def _answer_error(self, error):
        self._answer({"Error": {"Code": error.code, "Message": error.message}})

    def _answer(self, members):
        self._send({"Response": {**members, "RequestId": str(uuid.uuid4())}})

    def _send(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp=None):
        """Clients whose clock is off set it by this."""
        return email.utils.format_datetime(self.server.endpoint.now(), usegmt=True)

    def log_message(self, *_):
        pass


def _parsed(body):
    try:
        return json.loads(body or b"{}")
    except ValueError:
        raise ApiError("InvalidParameter", "the body is no JSON") from None
