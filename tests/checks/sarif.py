"""What SARIF 2.1.0 allows of the objects that we write: their properties, which of them are required, and
what each holds. Written down from the standard, for as much of it as we use."""

import re

TEXT = "text"
COUNT = "count"  # an integer from 0
FLAG = "flag"
URI = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/%]+")
FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def one_of(*words):
    return re.compile("|".join(words))


MESSAGE = {"text!": re.compile(r"[^\n]+\.", re.DOTALL)}
DESCRIPTOR_REFERENCE = {"id": TEXT, "index": COUNT}
LEVEL = one_of("none", "note", "warning", "error")

LOCATION = {
    "physicalLocation": {
        "artifactLocation!": {"uri!": URI, "uriBaseId": one_of("%SRCROOT%")},
        "region": {"startLine!": re.compile("[1-9][0-9]*"), "startColumn!": re.compile("[1-9][0-9]*")},
    },
    "logicalLocations": [{"name": TEXT, "fullyQualifiedName": TEXT, "kind": one_of("resource")}],
}

RULE = {
    "id!": re.compile("[a-z][a-z0-9-]*"),
    "name": re.compile("([A-Z][a-z0-9]*)+"),
    "shortDescription!": MESSAGE,
    "fullDescription!": MESSAGE,
    "help!": {"text!": TEXT},
    "helpUri!": re.compile("https://.*"),
    "defaultConfiguration!": {"level!": LEVEL},
    "properties": {"tags": [TEXT], "security-severity": re.compile(r"[0-9]\.[0-9]")},
}

RESULT = {
    "ruleId!": TEXT,
    "ruleIndex!": COUNT,
    "level!": LEVEL,
    "message!": MESSAGE,
    "locations!": [LOCATION],
    "partialFingerprints!": {"portcullis/v1!": FINGERPRINT},
    "baselineState": one_of("new", "unchanged"),
    "suppressions!": [
        {
            "kind!": one_of("inSource", "external"),
            "status": one_of("accepted"),
            "justification": TEXT,
        }
    ],
    "properties": {"severity": TEXT, "action": TEXT, "requirement": TEXT},
}

NOTIFICATION = {
    "descriptor": DESCRIPTOR_REFERENCE,
    "associatedRule": DESCRIPTOR_REFERENCE,
    "level": LEVEL,
    "message!": MESSAGE,
    "locations": [LOCATION],
}

LOG = {
    "$schema": re.compile("https://.*sarif-schema-2.1.0.json"),
    "version!": one_of(r"2\.1\.0"),
    "runs!": [
        {
            "tool!": {
                "driver!": {
                    "name!": TEXT,
                    "semanticVersion": re.compile(r"[0-9]+\.[0-9]+\.[0-9]+"),
                    "informationUri": re.compile("https://.*"),
                    "rules": [RULE],
                }
            },
            "invocations": [
                {"executionSuccessful!": FLAG, "toolExecutionNotifications": [NOTIFICATION]}
            ],
            "originalUriBaseIds": {"%SRCROOT%": {"description": MESSAGE}},
            "columnKind": one_of("unicodeCodePoints"),
            "results!": [RESULT],
        }
    ],
}


def complaints(value, shape=None, path="log"):
    """Where a value is not of a shape: a dict (a key with ! is required), a list of one shape, a pattern,
    or one of the words above."""
    shape = LOG if shape is None else shape
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{path}: no object"]
        known = {key.rstrip("!"): key for key in shape}
        found = [f"{path}.{key}: not known" for key in value if key not in known]
        for name, key in known.items():
            if name in value:
                found += complaints(value[name], shape[key], f"{path}.{name}")
            elif key.endswith("!"):
                found.append(f"{path}.{name}: missing")
        return found
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{path}: no list"]
        return [
            complaint
            for index, element in enumerate(value)
            for complaint in complaints(element, shape[0], f"{path}[{index}]")
        ]
    fits = {
        TEXT: lambda: isinstance(value, str) and value != "",
        COUNT: lambda: isinstance(value, int) and value >= 0,
        FLAG: lambda: isinstance(value, bool),
    }.get(shape, lambda: shape.fullmatch(str(value)))
    return [] if fits() else [f"{path}: {value!r}"]
