"""The stand-in over HTTP: what holds for every call, lists and their pages, faults."""

import datetime
import http.client
import json
import unittest

from cloud.client import CREDENTIAL, call, error_code, facts, post, rule, signed_headers
from cloud.endpoint import Endpoint
from cloud.faults import Fault

NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.timezone.utc)


def start(test, **members):
    document = facts(ingress=[rule("80"), rule("443")], **members)
    return test.enterContext(Endpoint(document, [CREDENTIAL], clock=lambda: NOON))


class EveryCall(unittest.TestCase):
    def test_is_answered_or_refused(self):
        endpoint = start(self)
        limits = "DescribeSecurityGroupLimits"
        cases = (
            ("a call", call(endpoint, limits), ""),
            ("signs its action too", call(endpoint, limits, x_tc_language="en-US"), ""),
            ("no such action", call(endpoint, "DescribeSecurityGroupZ"), "InvalidAction"),
            ("an action of another service", call(endpoint, limits, service="cvm"), "InvalidAction"),
            ("no such service", call(endpoint, limits, service="dns"), "NoSuchVersion"),
            ("no such version", call(endpoint, limits, x_tc_version="2017-03-13"), "NoSuchVersion"),
            ("no action", call(endpoint, limits, x_tc_action=None), "MissingParameter"),
            ("a form", call(endpoint, limits, content_type="text/plain"), "InvalidRequest"),
            ("a parameter it does not know", call(endpoint, limits, {"A": 1}), "UnknownParameter"),
            ("an old one", call(endpoint, limits, x_tc_timestamp="1"), "AuthFailure.SignatureExpire"),
            ("parameters that are a list", call(endpoint, limits, [1]), "InvalidParameter"),
        )
        for name, response, want in cases:
            with self.subTest(name):
                self.assertEqual(error_code(response), want)

    def test_with_one_byte_changed_is_refused(self):
        endpoint = start(self)
        body = b'{"SecurityGroupId":"sg-node"}'
        headers = signed_headers(endpoint, "DescribeSecurityGroupPolicies", body)
        self.assertEqual(error_code(post(endpoint, headers, body)["Response"]), "")
        changed = body.replace(b"sg-node", b"sg-nodd")
        refused = post(endpoint, headers, changed)["Response"]
        self.assertEqual(error_code(refused), "AuthFailure.SignatureFailure")

    def test_without_json_is_refused(self):
        endpoint = start(self)
        headers = signed_headers(endpoint, "DescribeSecurityGroupLimits", b"{")
        refused = post(endpoint, headers, b"{")["Response"]
        self.assertEqual(error_code(refused), "InvalidParameter")

    def test_is_recorded(self):
        endpoint = start(self)
        call(endpoint, "DescribeSecurityGroupPolicies", {"SecurityGroupId": "sg-gone"})
        (made,) = endpoint.calls()
        self.assertEqual(made.action, "DescribeSecurityGroupPolicies")
        self.assertEqual(made.region, "ap-guangzhou")
        self.assertEqual(made.parameters, {"SecurityGroupId": "sg-gone"})

    def test_carries_the_time_of_the_cloud(self):
        endpoint = start(self)
        connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
        self.addCleanup(connection.close)
        connection.request("GET", "/facts")
        self.assertEqual(connection.getresponse().headers["Date"], "Thu, 01 Jan 2026 12:00:00 GMT")


class Rules(unittest.TestCase):
    def test_are_answered(self):
        endpoint = start(self)
        response = call(endpoint, "DescribeSecurityGroupPolicies", {"SecurityGroupId": "sg-node"})
        answered = response["SecurityGroupPolicySet"]
        self.assertEqual(answered["Version"], "7")
        self.assertEqual([policy["Port"] for policy in answered["Ingress"]], ["80", "443"])
        self.assertEqual([policy["PolicyIndex"] for policy in answered["Ingress"]], [0, 1])
        self.assertEqual(answered["Egress"], [])
        self.assertEqual(
            answered["PolicyStatistics"],
            {
                "IngressIPv4TotalCount": 2,
                "IngressIPv6TotalCount": 0,
                "EgressIPv4TotalCount": 0,
                "EgressIPv6TotalCount": 0,
            },
        )

    def test_are_edited_and_written_as_facts(self):
        endpoint = start(self, clusterId="cls-example")
        edit = {"Version": "7", "Ingress": [rule("22", "0.0.0.0/2", PolicyIndex=0)]}
        call(
            endpoint,
            "CreateSecurityGroupPolicies",
            {"SecurityGroupId": "sg-node", "SecurityGroupPolicySet": edit},
        )
        written = endpoint.facts()
        self.assertEqual(written["clusterId"], "cls-example")
        (group,) = written["securityGroups"]
        rules = group["SecurityGroupPolicySet"]
        self.assertEqual(rules["Version"], "8")
        self.assertEqual([policy["Port"] for policy in rules["Ingress"]], ["22", "80", "443"])
        self.assertEqual(rules["Ingress"][0]["CidrBlock"], "0.0.0.0/0")
        self.assertEqual(rules["Ingress"][0]["ModifyTime"], "2026-01-01 20:00:00")
        again = self.enterContext(Endpoint(written, [CREDENTIAL], clock=lambda: NOON))
        self.assertEqual(again.facts(), written)


class Lists(unittest.TestCase):
    def setUp(self):
        ids = [f"ins-{number:08}" for number in range(150)]
        self.endpoint = start(
            self,
            instances=[
                {
                    "InstanceId": id,
                    "PrivateIpAddresses": [f"10.0.0.{number}"],
                    "SecurityGroupIds": ["sg-node"] if number else [],
                    "nodeName": id,
                }
                for number, id in enumerate(ids)
            ],
            networkInterfaces={
                "Response": {
                    "NetworkInterfaceSet": [
                        {"NetworkInterfaceId": "eni-a", "Attachment": {"InstanceId": "ins-a"}},
                        {"NetworkInterfaceId": "eni-b", "Attachment": None},
                    ]
                }
            },
            addressTemplates=[{"AddressTemplateId": "ipm-a", "AddressSet": ["192.0.2.1"]}],
            serviceTemplateGroups=[{"ServiceTemplateGroupId": "ppmg-a", "ServiceTemplateIdSet": []}],
        )

    def count(self, action, name, parameters=None, service="vpc"):
        """How many are on the page, and how many there are; or the code of the error."""
        response = call(self.endpoint, action, parameters, service=service)
        return error_code(response) or (len(response[name]), response["TotalCount"])

    def test_of_instances(self):
        def filtered(name, *values):
            return {"Filters": [{"Name": name, "Values": list(values)}]}

        both = {"InstanceIds": ["ins-00000001"], **filtered("instance-id", "ins-00000001")}
        cases = (
            ("the first page", {}, (20, 150)),
            ("a page", {"Offset": 100, "Limit": 100}, (50, 150)),
            ("behind the last", {"Offset": 150}, (0, 150)),
            ("by ids", {"InstanceIds": ["ins-00000001", "ins-00000002"]}, (2, 2)),
            ("by an id that is not there", {"InstanceIds": ["ins-gone"]}, (0, 0)),
            ("too many ids", {"InstanceIds": ["ins-a"] * 101}, "InvalidParameterValue.LimitExceeded"),
            ("by group", filtered("security-group-id", "sg-node"), (20, 149)),
            ("by addresses", filtered("private-ip-address", "10.0.0.3", "10.0.0.4"), (2, 2)),
            ("too many values", filtered("instance-id", *"abcdef"), "InvalidFilterValue.LimitExceeded"),
            ("an unknown filter", filtered("colour", "red"), "InvalidParameter.FilterInvalidKey"),
            ("ids and filters", both, "InvalidParameter.Coexist"),
            ("a page too large", {"Limit": 101}, "InvalidParameterValue.Range"),
            ("numbers as strings", {"Limit": "100"}, "InvalidParameter"),
        )
        for name, parameters, want in cases:
            with self.subTest(name):
                got = self.count("DescribeInstances", "InstanceSet", parameters, "cvm")
                self.assertEqual(got, want)

    def test_of_instances_keep_the_clouds_own_fields(self):
        response = call(self.endpoint, "DescribeInstances", service="cvm")
        self.assertEqual(
            response["InstanceSet"][1],
            {
                "InstanceId": "ins-00000001",
                "PrivateIpAddresses": ["10.0.0.1"],
                "SecurityGroupIds": ["sg-node"],
            },
        )

    def test_of_the_network(self):
        """Offset and Limit are strings, but for interfaces."""
        attached = {"Filters": [{"Name": "attachment.instance-id", "Values": ["ins-a"]}]}
        cases = (
            ("DescribeSecurityGroups", "SecurityGroupSet", {"Limit": "1"}, (1, 1)),
            ("DescribeSecurityGroups", "SecurityGroupSet", {"Limit": 1}, "InvalidParameter"),
            ("DescribeSecurityGroups", "SecurityGroupSet", {"Limit": "ten"}, "InvalidParameterValue"),
            ("DescribeSecurityGroups", "SecurityGroupSet", {"SecurityGroupIds": ["sg-gone"]},
             "ResourceNotFound"),
            ("DescribeNetworkInterfaces", "NetworkInterfaceSet", {"Limit": 1}, (1, 2)),
            ("DescribeNetworkInterfaces", "NetworkInterfaceSet", {"Limit": "1"}, "InvalidParameter"),
            ("DescribeNetworkInterfaces", "NetworkInterfaceSet", attached, (1, 1)),
            ("DescribeAddressTemplates", "AddressTemplateSet", {"Offset": "0"}, (1, 1)),
            ("DescribeAddressTemplateGroups", "AddressTemplateGroupSet", {}, (0, 0)),
            ("DescribeServiceTemplates", "ServiceTemplateSet", {}, (0, 0)),
            ("DescribeServiceTemplateGroups", "ServiceTemplateGroupSet", {}, (1, 1)),
        )  # fmt: skip
        for action, name, parameters, want in cases:
            with self.subTest(f"{action} {parameters}"):
                self.assertEqual(self.count(action, name, parameters), want)


class OnDemand(unittest.TestCase):
    LIMITS = "DescribeSecurityGroupLimits"

    def test_errors(self):
        endpoint = start(self)
        endpoint.faults.add(Fault(self.LIMITS, times=2, code="RequestLimitExceeded"))
        self.assertEqual(error_code(call(endpoint, "DescribeSecurityGroups")), "")
        got = [error_code(call(endpoint, self.LIMITS)) for _ in range(3)]
        self.assertEqual(got, ["RequestLimitExceeded", "RequestLimitExceeded", ""])

    def test_a_close(self):
        endpoint = start(self)
        endpoint.faults.add(Fault(close=True))
        with self.assertRaises(http.client.RemoteDisconnected):
            call(endpoint, self.LIMITS)
        self.assertEqual(error_code(call(endpoint, self.LIMITS)), "")

    def test_a_delay(self):
        endpoint = start(self)
        endpoint.faults.add(Fault(delay_seconds=0.01))
        self.assertEqual(error_code(call(endpoint, self.LIMITS)), "")

    def test_are_taken_over_http(self):
        endpoint = start(self)
        fault = json.dumps({"code": "InternalError"}).encode()
        post(endpoint, {}, fault, path="/faults")
        self.assertEqual(error_code(call(endpoint, self.LIMITS)), "InternalError")


if __name__ == "__main__":
    unittest.main()
