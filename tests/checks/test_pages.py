"""Runs the examples of the documentation.

A fenced block ```yaml NAME (or ```json NAME) is a file. A block ```console is a session: each line
`$ portcullis ...` is run in a folder that holds the page's files and examples/, and the lines below it
are what it prints, errors included. UPDATE_GOLDEN=1 writes down what it prints now, to be reviewed like
code. Blocks ```shell-session need a cluster: tests/e2e/test_pages.py runs them.
"""

import json
import pathlib
import re
import shlex
import tempfile
import unittest

from program import ROOT, UPDATE, run
from test_checks import catalogue

README = ROOT / "README.md"
CHECKS = ROOT / "docs" / "checks"
CHECK_PAGES = sorted({*CHECKS.iterdir()} - {CHECKS / "README.md"})  # which lists them
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

FILE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
PROMPT = "$ "

SECTIONS = [
    "What it flags",
    "Why it matters",
    "Example",
    "How to fix",
    "Settings and exemption",
    "Known limitations",
]


def commands(session):
    return [line.removeprefix(PROMPT) for line in session.splitlines() if line.startswith(PROMPT)]


def replay(session, folder):
    """The session as it is printed now."""
    text = ""
    for command in commands(session):
        program, *arguments = shlex.split(command)
        if program != "portcullis":
            raise AssertionError(f"only portcullis can be run, not {program}")
        done = run(arguments, folder)
        text += PROMPT + command + "\n" + done.stdout + done.stderr
    return text


def run_examples(page):
    """The page with its sessions as they are printed now."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "examples").symlink_to(ROOT / "examples")
        for name, content in FILE.findall(text):
            (pathlib.Path(folder) / name).write_text(content, encoding="utf-8")
        return text, SESSION.sub(lambda session: replay(session[0], folder), text)


class Pages(unittest.TestCase):
    maxDiff = None

    def test_examples_print_what_the_pages_show(self):
        for page in PAGES:
            with self.subTest(str(page.relative_to(ROOT))):
                shown, printed = run_examples(page)
                if UPDATE:
                    page.write_text(printed, encoding="utf-8")
                else:
                    self.assertEqual(shown, printed, "run hack/pages")

    def test_the_readme_lists_every_check(self):
        row = "| [{id}](docs/checks/{id}.md) | {object} | {severity} | {title} |"
        listed = json.loads(run(["checks", "list", "-o", "json"], ROOT).stdout)
        rows = "".join(row.format(**check) + "\n" for check in listed)
        text = README.read_text(encoding="utf-8")
        table = re.compile(r"(?<=^\| Check \|)(.*\n.*\n)((?:\|.*\n)*)", re.MULTILINE)
        if UPDATE:
            README.write_text(table.sub(lambda found: found[1] + rows, text), encoding="utf-8")
        else:
            self.assertEqual(table.search(text)[2], rows, "run hack/pages")

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", page.read_text(encoding="utf-8")):
                with self.subTest(f"{page.relative_to(ROOT)}: {target}"):
                    self.assertTrue((page.parent / target).exists())

    def test_every_check_has_a_page_and_no_other_has(self):
        self.assertEqual({page.stem for page in CHECK_PAGES}, set(catalogue()))

    def test_every_page_of_a_check_shows_a_finding_and_a_pass(self):
        for page in CHECK_PAGES:
            with self.subTest(page.stem):
                text = page.read_text(encoding="utf-8")
                self.assertEqual(text.splitlines()[0], f"# {page.stem}")
                self.assertEqual(re.findall(r"^## (.*)$", text, re.MULTILINE), SECTIONS)
                sessions = SESSION.findall(text)
                found = [re.search(rf"^\S*\s*\w+  {page.stem}  ", s, re.MULTILINE) for s in sessions]
                self.assertTrue(any(found), "no example with a finding")
                self.assertFalse(all(found), "no example that passes")


if __name__ == "__main__":
    unittest.main()
