"""TC3-HMAC-SHA256."""

import dataclasses
import datetime
import unittest

from cloud import signature
from cloud.api_error import ApiError

# The example that the cloud's documentation of the signature publishes, with its signatures: the newer
# pages sign the action as well. The asterisks are part of the example.
CREDENTIAL = signature.Credential(
    "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******"
)
PUBLISHED = (
    ("content-type;host", "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"),
    ("content-type;host;x-tc-action", "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3"),
)
EXAMPLE = signature.Request(
    "POST",
    {
        "content-type": "application/json; charset=utf-8",
        "host": "cvm.tencentcloudapi.com",
        "x-tc-action": "DescribeInstances",
        "x-tc-timestamp": "1551113065",
    },
    rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}',
)
THEN = datetime.datetime.fromtimestamp(1551113065, datetime.timezone.utc)


def authorization(signed_headers, signed, secret_id=CREDENTIAL.secret_id, date="2019-02-25"):
    return (
        f"TC3-HMAC-SHA256 Credential={secret_id}/{date}/cvm/tc3_request,"
        f" SignedHeaders={signed_headers}, Signature={signed}"
    )


def signed(request=EXAMPLE, **headers):
    """The request as the first published signature has it, with headers changed after it."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"authorization": authorization(*PUBLISHED[0]), **request.headers, **changed}
    return dataclasses.replace(request, headers=sent)


def verdict(request, now=THEN, credential=CREDENTIAL):
    try:
        return signature.verify(request, {credential.secret_id: credential}, now)
    except ApiError as error:
        return error.code


class PublishedExample(unittest.TestCase):
    def test_is_signed_as_published(self):
        for names, want in PUBLISHED:
            with self.subTest(names):
                got = signature.sign(EXAMPLE, CREDENTIAL, "cvm", names.split(";"))
                self.assertEqual(got, authorization(names, want))

    def test_is_verified(self):
        for names, published in PUBLISHED:
            with self.subTest(names):
                sent = signed(authorization=authorization(names, published))
                self.assertEqual(verdict(sent), "cvm")


class Refused(unittest.TestCase):
    def test_by_code(self):
        names, published = PUBLISHED[0]
        another_body = dataclasses.replace(EXAMPLE, body=EXAMPLE.body.replace(b"1", b"2"))
        cases = (
            ("a byte of the body", signed(another_body), "SignatureFailure"),
            ("a byte of the signature",
             signed(authorization=authorization(names, "3" + published[1:])), "SignatureFailure"),
            ("a signed header", signed(host="vpc.tencentcloudapi.com"), "SignatureFailure"),
            ("a signed header, by its charset", signed(content_type="application/json"), "SignatureFailure"),
            ("the action, when it is signed",
             signed(authorization=authorization(*PUBLISHED[1]), x_tc_action="StopInstances"),
             "SignatureFailure"),
            ("the time", signed(x_tc_timestamp="1551113066"), "SignatureFailure"),
            ("the date", signed(authorization=authorization(names, published, date="2019-02-26")),
             "SignatureFailure"),
            ("the secret id", signed(authorization=authorization(names, published, secret_id="AKIDx")),
             "SecretIdNotFound"),
            ("a token that nobody gave", signed(x_tc_token="t"), "TokenFailure"),
            ("no signature", EXAMPLE, "InvalidAuthorization"),
            ("another algorithm", signed(authorization="TC2"), "InvalidAuthorization"),
            ("host not signed", signed(authorization=authorization("content-type", published)),
             "InvalidAuthorization"),
        )  # fmt: skip
        for name, request, want in cases:
            with self.subTest(name):
                self.assertEqual(verdict(request), f"AuthFailure.{want}")

    def test_without_a_time(self):
        for text in ("", "now", "1" * 11):
            with self.subTest(text):
                self.assertEqual(verdict(signed(x_tc_timestamp=text)), "MissingParameter")

    def test_more_than_five_minutes_off(self):
        cases = ((0, "cvm"), (300, "cvm"), (-300, "cvm"))
        cases += tuple((seconds, "AuthFailure.SignatureExpire") for seconds in (301, -301, 86400))
        for seconds, want in cases:
            with self.subTest(seconds):
                now = THEN + datetime.timedelta(seconds=seconds)
                self.assertEqual(verdict(signed(), now), want)

    def test_without_the_token_of_a_temporary_credential(self):
        temporary = dataclasses.replace(CREDENTIAL, token="the token")
        for token, want in (("the token", "cvm"), ("another", "AuthFailure.TokenFailure")):
            with self.subTest(token):
                self.assertEqual(verdict(signed(x_tc_token=token), credential=temporary), want)
        self.assertEqual(verdict(signed(), credential=temporary), "AuthFailure.TokenFailure")


class UnsignedPayload(unittest.TestCase):
    def test_leaves_the_body_out(self):
        headers = {**EXAMPLE.headers, "x-tc-content-sha256": "UNSIGNED-PAYLOAD"}
        request = dataclasses.replace(EXAMPLE, headers=headers)
        headers["authorization"] = signature.sign(request, CREDENTIAL, "cvm")
        self.assertEqual(verdict(dataclasses.replace(request, body=b"another")), "cvm")


if __name__ == "__main__":
    unittest.main()
