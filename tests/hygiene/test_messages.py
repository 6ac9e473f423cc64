"""Every sentence that the program can say stands in the message table, and no other does."""

import re
import unittest

import repository

LITERAL = r'"(?:[^"\\]|\\.)*"'
# "{port} dropped on "
# "{nodes}"_msg
SENTENCE = re.compile(rf"((?:{LITERAL}\s*)*{LITERAL})_msg\b")
ROW = re.compile(rf"\bRow\{{\s*((?:{LITERAL}\s*)+),")


def joined(literals):
    """The text of adjacent string literals."""
    return "".join(
        re.sub(r"\\(.)", r"\1", literal[1:-1]) for literal in re.findall(LITERAL, literals)
    )


def sentences(text):
    return {joined(match) for match in SENTENCE.findall(text)}


def rows(text):
    return [joined(match) for match in ROW.findall(text)]


class Messages(unittest.TestCase):
    def test_said_and_table_are_the_same(self):
        said = set()
        for path in repository.files():
            if path.parts[0] == "src" and path.suffix in (".h", ".cc") and path.parts[1] != "message":
                said |= sentences((repository.ROOT / path).read_text())
        table = rows((repository.ROOT / "src/message/table.cc").read_text())
        self.assertGreater(len(table), 0)
        self.assertEqual(sorted(said - set(table)), [], "said, but not in the table")
        self.assertEqual(sorted(set(table) - said), [], "in the table, but said by nobody")
        self.assertEqual(len(table), len(set(table)), "a sentence stands in the table twice")


class Finding(unittest.TestCase):
    """The test above can fail."""

    def test_sentences(self):
        text = 'say("a"_msg, "b {x} "\n    "c"_msg, "no sentence", "say \\"d\\""_msg)'
        self.assertEqual(sentences(text), {"a", "b {x} c", 'say "d"'})

    def test_rows(self):
        text = 'Row{"a", "A", "AA"},\n Row{"b "\n "c", "B",\n "BB"},'
        self.assertEqual(rows(text), ["a", "b c"])


if __name__ == "__main__":
    unittest.main()
