"""`portcullis config schema` and `config validate` say the same of a document.

JSON Schema knows names, words and forms; what takes arithmetic only the reader knows.
"""

import copy
import json
import unittest

from jsonschema import Draft202012Validator
from program import ROOT, run

LIVE = {
    "source": "tencentcloud",
    "region": "ap-guangzhou",
    "clusterId": "cls-1",
    "endpoint": "intl.tencentcloudapi.com",
    "refreshInterval": "30s",
    "staleAfter": "1h30m",
}
EVERY_FIELD = {
    "apiVersion": "portcullis.dev/v1alpha1",
    "kind": "PortcullisConfig",
    "language": "zh-CN",
    "facts": LIVE,
    "checks": {
        "nodeport-overexposed": {"action": "deny", "severity": "high", "exemptible": True},
        "icmp-not-admitted": {"action": "off"},
    },
    "expectations": {
        "nodePortRange": "31000-31999",
        "nodePortClients": ["10.0.0.0/8", "2001:db8::/32", "::", "192.0.2.7", "::ffff:192.0.2.7"],
        "internalClients": ["192.0.2.7"],
        "healthCheckSources": ["100.64.0.0/10"],
        "ssh": {"required": True, "clients": ["198.51.100.0/24"]},
        "nodeGroups": [{"role": "WORKER", "nodePool": "np-abc", "groups": ["sg-node"]}],
        "peerClusters": [
            {
                "name": "billing",
                "clusterId": "cls-2",
                "containerCidrs": ["172.20.0.0/16"],
                "nodeCidrs": ["10.8.0.0/16"],
            }
        ],
    },
    "exemptions": [
        {
            "check": "icmp-not-admitted",
            "object": "SecurityGroup/*",
            "requirement": "N6",
            "reason": "ping is off",
            "until": "2027-01-31",
        }
    ],
}
IDENTITY = {key: EVERY_FIELD[key] for key in ("apiVersion", "kind")}


def exemption(**fields):
    given = {"check": "external-ip-used", "object": "*/*", "reason": "r", **fields}
    return {"exemptions": [{key: value for key, value in given.items() if value is not None}]}


GOOD = (
    {"facts": {"source": "file", "path": "facts.yaml"}},
    {"facts": {"source": "file", "path": "facts.yaml", "staleAfter": "15m", "clusterId": ""}},
    {"facts": {"source": "none", "path": "", "endpoint": "tencentcloudapi.com"}},
    {"facts": {"path": None}},
    {"expectations": {"nodePortClients": []}},
    exemption(requirement="", until=None),
    exemption(object="Service/shop/web"),
    exemption(object="*/shop/*"),
    exemption(object="Instance/ins-a"),
)
BAD = (
    [],
    "PortcullisConfig",
    {"apiVersion": "portcullis.dev/v2", "kind": "PortcullisConfig"},
    {"kind": "CloudFacts"},
    {"language": "fr"},
    {"facts": {"source": "aws"}},
    {"facts": {"source": "file"}},
    {"facts": {"source": "file", "path": ""}},
    {"facts": {"source": "file", "path": "f", "clusterId": "cls-1"}},
    {"facts": {"path": "facts.yaml"}},
    {"facts": {"source": "none", "refreshInterval": "2m"}},
    {"facts": {"source": "tencentcloud"}},
    {"facts": {**LIVE, "path": "facts.yaml"}},
    {"facts": {**LIVE, "staleAfter": "2 h"}},
    {"facts": {**LIVE, "staleAfter": "1m1h"}},
    {"checks": {"nope": {}}},
    {"checks": {"icmp-not-admitted": {"action": "deny"}}},
    {"checks": {"icmp-not-admitted": {"severity": "warning"}}},
    {"checks": {"icmp-not-admitted": {"exemptible": "yes"}}},
    {"expectations": {"nodePortRange": "30000"}},
    {"expectations": {"internalClients": "10.0.0.0/8"}},
    {"expectations": {"internalClients": ["ten"]}},
    {"expectations": {"internalClients": [""]}},
    {"expectations": {"nodeGroups": [{}]}},
    {"expectations": {"nodeGroups": [{"groups": []}]}},
    {"expectations": {"nodeGroups": [{"groups": [""]}]}},
    {"expectations": {"nodeGroups": [{"role": "ETCD", "groups": ["sg-a"]}]}},
    {"expectations": {"peerClusters": [{}]}},
    exemption(check="all"),
    exemption(check=None),
    exemption(object=None),
    exemption(object="Pod/shop/web"),
    exemption(object="Service/web"),
    exemption(object="Node/shop/a"),
    exemption(object="SecurityGroup/sg-*"),
    exemption(requirement="Z9"),
    exemption(reason=None),
    exemption(reason=""),
    exemption(until="tomorrow"),
)
# What a schema cannot know.
READER_ONLY = (
    {"facts": {**LIVE, "refreshInterval": "2h", "staleAfter": "4h"}},
    {"facts": {**LIVE, "staleAfter": "59s"}},
    {"expectations": {"nodePortRange": "32767-30000"}},
    {"expectations": {"internalClients": ["10.0.0.0/33"]}},
    {"expectations": {"nodeGroups": [{"groups": ["sg-a", "sg-a"]}]}},
    {"expectations": {"peerClusters": [{"name": "a"}, {"name": "a"}]}},
    exemption(requirement="N1"),
    exemption(until="2027-02-29"),
)


def variants(value, path=""):
    """(what was changed, the changed value): something left out, made null, of another kind, or beside
    what nobody knows; one change at a time, everywhere."""
    yield f"{path} null", None
    if isinstance(value, dict):
        yield f"{path} with more", {**value, "nobodyKnowsThis": 1}
        yield f"{path} a list", [value]
        for key in value:
            yield f"{path}.{key} left out", {k: v for k, v in value.items() if k != key}
            for what, changed in variants(value[key], f"{path}.{key}"):
                yield what, {**value, key: changed}
    elif isinstance(value, list):
        yield f"{path} an object", {"a": value}
        for what, changed in variants(value[0], f"{path}[0]"):
            yield what, [changed, *value[1:]]
    else:
        yield f"{path} a list", [value]
        yield f"{path} an object", {"a": value}
        yield f"{path} another word", "no such word" if isinstance(value, str) else "true"


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(run(["config", "schema"], ROOT).stdout)
        cls.validator = Draft202012Validator(cls.schema)

    def verdicts(self, document):
        """Of the schema and of the reader: whether the document is good."""
        if isinstance(document, dict):
            document = {**IDENTITY, **document}
        return self.verdicts_as_is(document)

    def verdicts_as_is(self, document):
        done = run(["config", "validate", "-"], ROOT, json.dumps(document))
        self.assertEqual(done.stdout, "")
        self.assertIn(done.returncode, (0, 2))
        self.assertEqual(done.returncode == 0, done.stderr == "")
        return self.validator.is_valid(document), done.returncode == 0

    def test_it_is_a_schema(self):
        Draft202012Validator.check_schema(self.schema)
        self.assertEqual(self.schema["$schema"], Draft202012Validator.META_SCHEMA["$id"])

    def test_of_good_documents(self):
        for document in ({}, EVERY_FIELD, *GOOD):
            with self.subTest(json.dumps(document)):
                self.assertEqual(self.verdicts(document), (True, True))
        self.assertEqual(self.verdicts_as_is({}), (True, True))

    def test_of_bad_documents(self):
        for document in BAD:
            with self.subTest(json.dumps(document)):
                self.assertEqual(self.verdicts(document), (False, False))

    def test_of_what_takes_arithmetic(self):
        for document in READER_ONLY:
            with self.subTest(json.dumps(document)):
                self.assertEqual(self.verdicts(document), (True, False))

    def test_of_every_field_changed(self):
        seen = 0
        for what, document in variants(copy.deepcopy(EVERY_FIELD)):
            with self.subTest(what):
                by_schema, by_reader = self.verdicts_as_is(document)
                # An empty document, which YAML writes as null, is no object.
                if document is not None:
                    self.assertEqual(by_schema, by_reader)
                seen += 1
        self.assertGreater(seen, 100)

    def test_every_field_has_a_description(self):
        def walk(schema, path):
            for key, field in schema.get("properties", {}).items():
                if key not in IDENTITY:
                    self.assertIn("description", field, f"{path}.{key}")
                walk(field, f"{path}.{key}")
            if "items" in schema:
                walk(schema["items"], f"{path}[]")

        walk(self.schema, "")

    def test_every_check_has_its_defaults(self):
        for check in json.loads(run(["checks", "list", "-o", "json"], ROOT).stdout):
            of_check = self.schema["properties"]["checks"]["properties"][check["id"]]
            self.assertEqual(of_check["description"], check["title"])
            self.assertEqual(of_check["properties"]["action"]["default"], check["action"])

    def test_the_defaults_are_what_an_empty_document_means(self):
        def defaults(schema):
            if "default" in schema:
                return schema["default"]
            if "properties" not in schema:
                return None
            return {key: defaults(field) for key, field in schema["properties"].items()}

        document = defaults(self.schema)
        document.update(IDENTITY)
        self.assertEqual(self.verdicts_as_is(document), (True, True))


class Validate(unittest.TestCase):
    def test_says_all_mistakes_at_once_with_their_places(self):
        done = run(["config", "validate", "-"], ROOT, '{"kind": "PortcullisConfig",\n "langage": "en"}')
        self.assertEqual(done.returncode, 2)
        self.assertEqual(
            done.stderr,
            "portcullis: standard input:1:1: apiVersion: is required\n"
            "portcullis: standard input:2:2: langage: is not a field; did you mean language?\n",
        )

    def test_a_file_that_is_not_there(self):
        done = run(["config", "validate", "nowhere.yaml"], ROOT)
        self.assertEqual(done.returncode, 2)
        self.assertIn("nowhere.yaml: No such file", done.stderr)

    def test_without_a_file_the_variable_names_it(self):
        self.assertEqual(run(["config", "validate"], ROOT).returncode, 2)
        variable = {"PORTCULLIS_CONFIG": "-"}
        self.assertEqual(run(["config", "validate"], ROOT, "", variable).returncode, 0)
        flag = ["config", "validate", "nowhere.yaml"]
        self.assertEqual(run(flag, ROOT, "", variable).returncode, 2)


if __name__ == "__main__":
    unittest.main()
