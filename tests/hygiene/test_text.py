"""Files are ASCII but for some tests, have no blanks at the ends of lines, and end with one newline."""

import re
import unittest

import repository

# Inputs that a decoder must survive are none of our writing.
EXEMPT = re.compile(r"tests/fuzz/corpus/.*|(.*/)?go\.sum|LICENSE")
# The messages in other languages, and tests about other scripts.
MAY_BE_UTF8 = re.compile(r"src/message/table\.cc|tests/.*\.cc|tests/(.*/)?testdata/.*")
NO_TABS = re.compile(r".*\.(h|cc|py|md|ya?ml|json|cmake|sh)|(.*/)?CMakeLists\.txt|hack/[a-z-]+")


def complaints(name, data):
    """What is wrong with the content of a file."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return [f"{name}: not UTF-8"]
    found = []
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        found.append(f"{name}: must end with exactly one newline")
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            found.append(f"{name}:{number}: blanks at the end")
        if not line.isascii() and not MAY_BE_UTF8.fullmatch(name):
            found.append(f"{name}:{number}: not ASCII: {line.strip()}")
        if "\t" in line and NO_TABS.fullmatch(name):
            found.append(f"{name}:{number}: a tab")
    return found


class Text(unittest.TestCase):
    def test_is_clean(self):
        found = []
        for path in repository.files():
            if not EXEMPT.fullmatch(str(path)):
                found += complaints(str(path), (repository.ROOT / path).read_bytes())
        self.assertEqual(found, [])


class Complaints(unittest.TestCase):
    """The test above can fail."""

    CASES = (
        ("src/a.cc", b"int a; \n", ["src/a.cc:1: blanks at the end"]),
        ("src/a.cc", b"int a;\r\n", ["src/a.cc:1: blanks at the end"]),
        ("src/a.cc", b"int a;", ["src/a.cc: must end with exactly one newline"]),
        ("src/a.cc", b"int a;\n\n", ["src/a.cc: must end with exactly one newline"]),
        ("src/a.cc", b"\tint a;\n", ["src/a.cc:1: a tab"]),
        ("src/a.cc", b"// \xe2\x80\x93\n", ["src/a.cc:1: not ASCII: // \u2013"]),
        ("src/a.cc", b"// \xff\n", ["src/a.cc: not UTF-8"]),
        ("tests/x/testdata/a.yaml", b"# \xe4\xbd\xa0\n", []),
        ("tests/x/a_test.cc", b"// \xe4\xbd\xa0\n", []),
        ("hack/cluster/etcd/go.mod", b"\ta v1\n", []),
        ("src/a.cc", b"int a;\n", []),
    )

    def test_are_as_expected(self):
        for name, data, want in self.CASES:
            with self.subTest(f"{name}: {data!r}"):
                self.assertEqual(complaints(name, data), want)


if __name__ == "__main__":
    unittest.main()
