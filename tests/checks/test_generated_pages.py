"""The pages that the program writes are what it would write now; hack/pages writes them anew."""

import json
import unittest

from program import ROOT, UPDATE, run


def say(*arguments):
    done = run(arguments, ROOT)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


def flags():
    return say("flags")


def config_schema():
    return json.dumps(json.loads(say("config", "schema")), indent=2) + "\n"


def catalogue():
    page = """\
# Checks

Written by `hack/pages` from `portcullis checks list`. The rows are those of the recommended practice for
the security groups of TKE clusters; what a check needs beside the object is not evaluated without it.

| Check | Object | Severity | Action | Rows | Needs | What it finds |
| --- | --- | --- | --- | --- | --- | --- |
"""
    for check in json.loads(say("checks", "list", "-o", "json")):
        rows, needs = (", ".join(check[key]) for key in ("requirements", "needs"))
        page += f"| [{check['id']}]({check['id']}.md) | {check['object']} | {check['severity']} | "
        page += f"{check['action']} | {rows} | {needs} | {check['title']} |\n"
    return page


PAGES = {
    "docs/flags.md": flags,
    "docs/config-schema.json": config_schema,
    "docs/checks/README.md": catalogue,
}


class GeneratedPages(unittest.TestCase):
    maxDiff = None

    def test_are_what_the_program_says(self):
        for name, write in PAGES.items():
            with self.subTest(name):
                page = ROOT / name
                if UPDATE:
                    page.write_text(write(), encoding="utf-8")
                shown = page.read_text(encoding="utf-8") if page.exists() else ""
                self.assertEqual(shown, write(), f"{name} is out of date; run hack/pages")

    def test_every_command_is_on_the_page(self):
        """That the help of the program shows, and of those that have commands of their own."""

        def commands(*path):
            shown = say(*path, "--help").partition("Subcommands:\n")[2]
            names = [line.split()[0] for line in shown.splitlines() if line.startswith("  ")]
            names = [name for name in names if name != "flags"]
            return [command for name in names for command in commands(*path, name)] or [path]

        page = flags()
        found = commands()
        self.assertGreater(len(found), 5)
        for path in found:
            self.assertIn(f"\n## portcullis {' '.join(path)}\n", page)


if __name__ == "__main__":
    unittest.main()
