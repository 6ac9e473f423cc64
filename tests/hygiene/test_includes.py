"""Which folder of src/ may include which other, and where a library may be seen at all.

Every folder shares the include root src/, so the compiler does not keep these arrows true.
"""

import pathlib
import re
import unittest

import repository

# Folder: the folders that it may include, besides itself. A folder that is not here is an error.
FOLDERS = {
    "base": (),
    "log": ("json", "base"),
    "message": ("base",),
    "secgroup": ("base",),
    "cluster": ("secgroup", "base"),
    "policy": ("message", "cluster", "secgroup", "base"),
    "plan": ("policy", "message", "cluster", "secgroup", "base"),
    "json": ("base",),
    "document": ("json", "cluster", "secgroup", "base"),
    "facts": ("document", "json", "cluster", "secgroup", "base"),
    "config": ("document", "json", "policy", "message", "cluster", "secgroup", "base"),
    "kube": ("http", "json", "cluster", "secgroup", "base"),
    "http": ("base",),
    "suite": ("document", "json", "policy", "message", "cluster", "secgroup", "base"),
    "report": ("plan", "suite", "document", "json", "policy", "message", "cluster", "secgroup", "base"),
    "webhook": ("kube", "json", "http", "policy", "message", "cluster", "secgroup", "base"),
    "controller": ("report", "kube", "json", "policy", "message", "cluster", "secgroup", "log", "base"),
    "certificates": ("http", "kube", "json", "base"),
    "serve": ("controller", "certificates", "webhook", "kube", "config", "facts", "http", "policy", "message", "cluster", "log", "base"),
    "cli": ("serve", "report", "plan", "suite", "config", "facts", "kube", "json", "policy", "message", "cluster", "base"),
    "main.cc": ("cli",),
}

# Header, as a pattern: the files below src/ that may include it, as a pattern.
LIBRARIES = {
    r"rapidjson/": r"json/(\w+\.cc|in_situ_stream\.h)|report/packet_lines\.cc|webhook/review_\w+\.cc|kube/(\w+\.cc|envelope_reader\.h)",
    r"yaml-cpp/": r"json/\w+\.cc",
    r"boost/": r"http/\w+\.(h|cc)",
    r"openssl/": r"certificates/authority\.cc|http/\w+\.(h|cc)|report/fingerprint\.cc",
    r"prometheus/": r"\w+/(metrics\w*|\w+_metrics)\.(h|cc)|serve/serve\.cc",
    r"spdlog/": r"log/log\.cc",
    r"CLI/": r"cli/\w+\.(h|cc)",
    r"(cpprest|pplx)/": r"http/client\.cc",
}

# Same input, same findings: no I/O, no JSON, no clock, no log, no metrics.
PURE_FOLDERS = {"message", "secgroup", "policy", "cluster", "plan"}
IMPURE_HEADER = re.compile(
    r"(iostream|fstream|cstdio|filesystem|thread|mutex|atomic|random|unistd\.h|sys/.*"
    r"|(rapidjson|yaml-cpp|boost|openssl|prometheus|spdlog|cpprest)/.*)"
)
CLOCK = re.compile(r"::now\(\)|\btime\(|base/clock\.h|\bstd::getenv\b")

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def violations(path, text):
    """What breaks the rules in one file, whose path is relative to src/."""
    folder = path.parts[0]
    if folder not in FOLDERS:
        return [f"src/{path}: the folder {folder} has no place in FOLDERS"]
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        place = f"src/{path}:{number}"
        include = INCLUDE.match(line)
        header = include.group(1) if include else ""
        target = header.partition("/")[0]
        if target in FOLDERS and target != folder and target not in FOLDERS[folder]:
            found.append(f"{place}: {folder} must not include {header}")
        for library, places in LIBRARIES.items():
            if re.match(library, header) and not re.fullmatch(places, str(path)):
                found.append(f"{place}: {header} is for {places} only")
        if folder in PURE_FOLDERS and IMPURE_HEADER.fullmatch(header):
            found.append(f"{place}: {folder} is pure, {header} is not")
        if folder in PURE_FOLDERS and CLOCK.search(line):
            found.append(f"{place}: {folder} is pure, and this reads the world: {line.strip()}")
    return found


class Includes(unittest.TestCase):
    def test_the_arrows_hold(self):
        sources = [path for path in repository.files() if path.parts[0] == "src"]
        sources = [path for path in sources if path.suffix in (".h", ".cc")]
        self.assertGreater(len(sources), 50)
        found = []
        for path in sources:
            found += violations(path.relative_to("src"), repository.read(path))
        self.assertEqual(found, [])

    def test_no_two_folders_include_each_other(self):
        for folder, targets in FOLDERS.items():
            for target in targets:
                self.assertNotIn(folder, FOLDERS[target], f"{folder} and {target}")


class Violations(unittest.TestCase):
    """The test above can fail."""

    CASES = (
        ("secgroup/rule.cc", '#include "policy/finding.h"', "secgroup must not include policy"),
        ("policy/check.h", '#include "report/table.h"', "policy must not include report"),
        ("policy/check.h", "#include <rapidjson/reader.h>", "rapidjson/reader.h is for"),
        ("policy/checks/a.cc", "#include <fstream>", "policy is pure"),
        ("policy/checks/a.cc", "auto now = std::chrono::system_clock::now();", "reads the world"),
        ("report/text.cc", "  #  include <boost/asio.hpp>", "boost/asio.hpp is for"),
        ("json/value.h", "#include <rapidjson/reader.h>", "rapidjson/reader.h is for"),
        ("webhook/handler.cc", "#include <prometheus/counter.h>", "prometheus/counter.h is for"),
        ("common/text.h", "", "has no place in FOLDERS"),
    )
    ALLOWED = (
        ("json/json_reader.cc", "#include <rapidjson/reader.h>"),
        ("webhook/metrics.h", "#include <prometheus/counter.h>"),
        ("http/server.h", "#include <boost/asio/ip/tcp.hpp>"),
        ("policy/check.h", "#include <chrono>"),
        ("policy/check.h", '#include "secgroup/rule.h"'),
    )

    def test_are_found(self):
        for path, line, want in self.CASES:
            with self.subTest(f"{path}: {line}"):
                found = violations(pathlib.PurePath(path), line)
                self.assertTrue(found)
                self.assertIn(want, found[0])

    def test_are_not_found_where_there_are_none(self):
        for path, line in self.ALLOWED:
            with self.subTest(f"{path}: {line}"):
                self.assertEqual(violations(pathlib.PurePath(path), line), [])


if __name__ == "__main__":
    unittest.main()
