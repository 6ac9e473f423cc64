"""TC3-HMAC-SHA256, the signature of a request to the cloud.

Source: "Signature v3" of the cloud's API documentation. The HTTP framework of the server takes part in
it: every byte of the body and the signed headers as they were sent go in.
"""

import datetime
import hashlib
import hmac
import re
from dataclasses import dataclass

from .api_error import ApiError

ALGORITHM = "TC3-HMAC-SHA256"
ALLOWED_SKEW = datetime.timedelta(minutes=5)
MANDATORY_HEADERS = {"content-type", "host"}
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<secret_id>[^/,]+)/(?P<date>\d{{4}}-\d\d-\d\d)/(?P<service>[a-z]+)"
    r"/tc3_request, ?SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class Credential:
    secret_id: str
    secret_key: str
    token: str = ""  # of a temporary credential; sent, and not signed


@dataclass(frozen=True)
class Request:
    """An HTTP request for the path / without a query. Header names are in lower case."""

    method: str
    headers: dict
    body: bytes


def sign(request, credential, service, signed_headers=("content-type", "host")):
    """The value of the Authorization header. REQUIRES: the request has the header x-tc-timestamp."""
    timestamp = int(request.headers["x-tc-timestamp"])
    date = _date(timestamp)
    names = ";".join(sorted(signed_headers))
    signature = _signature(request, credential.secret_key, timestamp, date, service, names)
    return (
        f"{ALGORITHM} Credential={credential.secret_id}/{date}/{service}/tc3_request,"
        f" SignedHeaders={names}, Signature={signature}"
    )


def verify(request, credentials, now):
    """Returns the service that a request is signed for. Raises the ApiError of one that none of the
    credentials has signed, or not around the time `now` (aware)."""
    signed = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if not signed:
        raise ApiError("AuthFailure.InvalidAuthorization", "Authorization is absent or malformed")
    if not MANDATORY_HEADERS <= set(signed["headers"].split(";")):
        raise ApiError("AuthFailure.InvalidAuthorization", "content-type and host must be signed")
    credential = credentials.get(signed["secret_id"])
    if not credential:
        raise ApiError("AuthFailure.SecretIdNotFound", "there is no such SecretId")
    timestamp = _timestamp(request)
    if abs(now.timestamp() - timestamp) > ALLOWED_SKEW.total_seconds():
        raise ApiError("AuthFailure.SignatureExpire", f"the clock is off; it is {now:%FT%TZ}")
    want = _signature(
        request, credential.secret_key, timestamp, signed["date"], signed["service"], signed["headers"]
    )
    if signed["date"] != _date(timestamp) or not hmac.compare_digest(want, signed["signature"]):
        raise ApiError("AuthFailure.SignatureFailure", "the signature is not that of the request")
    if not hmac.compare_digest(credential.token, request.headers.get("x-tc-token", "")):
        raise ApiError("AuthFailure.TokenFailure", "the token is not that of the SecretId")
    return signed["service"]


def _signature(request, secret_key, timestamp, date, service, names):
    payload = request.headers.get("x-tc-content-sha256")
    body = payload.encode() if payload == UNSIGNED_PAYLOAD else request.body
    canonical_headers = "".join(
        f"{name}:{request.headers.get(name, '').strip().lower()}\n" for name in names.split(";")
    )
    canonical_request = "\n".join(
        (request.method, "/", "", canonical_headers, names, hashlib.sha256(body).hexdigest())
    )
    string_to_sign = "\n".join(
        (
            ALGORITHM,
            str(timestamp),
            f"{date}/{service}/tc3_request",
            hashlib.sha256(canonical_request.encode()).hexdigest(),
        )
    )
    key = f"TC3{secret_key}".encode()
    for part in (date, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, string_to_sign.encode(), "sha256").hex()


def _timestamp(request):
    text = request.headers.get("x-tc-timestamp", "")
    if not re.fullmatch(r"\d{1,10}", text):
        raise ApiError("MissingParameter", "X-TC-Timestamp must be seconds since 1970")
    return int(text)


def _date(timestamp):
    return f"{datetime.datetime.fromtimestamp(timestamp, datetime.timezone.utc):%F}"
