"""Calls to the stand-in, for its own tests."""

import http.client
import json

from . import signature

CREDENTIAL = signature.Credential("AKIDtest", "the key of the test")


def facts(ingress=(), egress=(), **members):
    """A CloudFacts document with one group, sg-node."""
    return {
        "apiVersion": "portcullis.dev/v1alpha1",
        "kind": "CloudFacts",
        "securityGroups": [
            {
                "SecurityGroupId": "sg-node",
                "SecurityGroupPolicySet": {
                    "Version": "7",
                    "Ingress": list(ingress),
                    "Egress": list(egress),
                },
            }
        ],
        **members,
    }


def rule(port="80", cidr_block="10.0.0.0/8", **members):
    """A rule as a call sends it."""
    sent = {"Protocol": "TCP", "Port": port, "CidrBlock": cidr_block, "Action": "ACCEPT", **members}
    return {name: value for name, value in sent.items() if value is not None}


def signed_headers(endpoint, action, body, service="vpc", **changed):
    """The headers of a call by CREDENTIAL. `changed` replaces headers before they are signed, by names
    with underscores; None leaves one out."""
    headers = {
        "host": f"127.0.0.1:{endpoint.port}",
        "content-type": "application/json",
        "x-tc-action": action,
        "x-tc-version": "2017-03-12",
        "x-tc-region": "ap-guangzhou",
        "x-tc-timestamp": str(int(endpoint.now().timestamp())),
    }
    headers.update((name.replace("_", "-"), value) for name, value in changed.items())
    headers = {name: value for name, value in headers.items() if value is not None}
    request = signature.Request("POST", headers, body)
    headers["authorization"] = signature.sign(request, CREDENTIAL, service)
    return headers


def post(endpoint, headers, body, path="/"):
    """Returns the parsed body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise AssertionError(f"HTTP {answer.status}")
        return json.loads(answer.read())
    finally:
        connection.close()


def call(endpoint, action, parameters=None, **keywords):
    """Returns the Response, whose RequestId has been looked at."""
    body = json.dumps(parameters or {}).encode()
    response = post(endpoint, signed_headers(endpoint, action, body, **keywords), body)["Response"]
    if len(response.pop("RequestId")) != 36:
        raise AssertionError("a RequestId that is no UUID")
    return response


def error_code(response):
    """The code of the error that a Response is; none: empty."""
    return response.get("Error", {}).get("Code", "")
