"""`portcullis completion SHELL`, run by the shells themselves where they are installed."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from program import ROOT, run

# Completes the words of the command line "$@" as bash does when Tab is pressed behind the last one.
BASH = """
source "$SCRIPT"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_portcullis
printf '%s\\n' "${COMPREPLY[@]}"
"""
CASES = (
    ("", "check checks completion config diff explain exposure plan serve verify version"),
    ("ch", "check checks"),
    ("checks ", "list show"),
    ("config v", "validate"),
    ("completion ", "bash fish zsh"),
    ("check --fail-on ", "critical high info low medium none"),
    ("check -o j", "json junit"),
    ("check a.yaml --output ", "json junit sarif text"),
    ("check --language z", "zh-CN"),
    ("check --st", "--strict"),
    ("checks list --", "--color --help --language --output"),
    ("explain --protocol icmp", "icmp icmpv6"),
    ("explain --gr", "--groups"),
    ("explain --node ", ""),
    ("explain --direction e", "egress"),
    ("check --facts f", "facts.yaml folder"),
    ("check f", "facts.yaml folder"),
    ("check two", "two words.yaml"),
    ("config validate --", "--help"),
    ("config validate c", "config.yaml"),
    ("serve -", None),
    ("nothing ", None),
)
# Only bash splits these at the sign.
WITH_SIGN = (("check --color=", "always auto never"), ("check --color=a", "always auto"))


def script(shell):
    done = run(["completion", shell], ROOT)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


def flags_of(*command):
    """The flags that the help of a command shows."""
    shown = run([*command, "--help"], ROOT).stdout
    return set(re.findall(r"^  +((?:-\w,)?-[\w-]+)", shown, re.MULTILINE))


class Completion(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "folder").mkdir()
        for name in ("facts.yaml", "config.yaml", "two words.yaml"):
            (self.folder / name).touch()

    def shell(self, name):
        path = shutil.which(name)
        if path is None:
            self.skipTest(f"{name} is not installed")
        return path

    def write(self, shell):
        path = self.folder / f".{shell}"
        path.write_text(script(shell))
        return path

    def do(self, command, **environment):
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "TERM": "dumb", **environment},
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.stderr, "")
        return done.stdout

    def bash(self, words):
        command = [self.shell("bash"), "--norc", "-c", BASH, "bash", "portcullis", *words]
        return self.do(command, SCRIPT=str(self.write("bash"))).splitlines()

    def test_bash(self):
        for line, want in CASES:
            with self.subTest(line):
                got = " ".join(sorted(self.bash(line.split(" "))))
                if want is not None:
                    self.assertEqual(got, want)
        for line, want in WITH_SIGN:
            with self.subTest(line):
                words = re.findall(r"=|[^ =]+", line)
                self.assertEqual(" ".join(sorted(self.bash(words))), want)

    def test_bash_knows_every_flag_of_every_help(self):
        commands = [["serve"], ["check"], ["explain"], ["exposure"], ["diff"], ["plan"], ["verify"],
                    ["checks", "list"], ["checks", "show"]]
        for command in commands:
            with self.subTest(command):
                want = {name for flags in flags_of(*command) for name in flags.split(",")}
                self.assertIn("--help", want)
                self.assertEqual(set(self.bash([*command, "-"])), want)

    def test_fish(self):
        fish = self.shell("fish")
        self.do([fish, "--no-execute", self.write("fish")])
        for line, want in CASES:
            with self.subTest(line):
                complete = f"source {self.folder}/.fish; complete -C 'portcullis {line}'"
                got = self.do([fish, "--no-config", "-c", complete])
                words = sorted(word.split("\t")[0].rstrip("/") for word in got.splitlines())
                if want is not None:
                    # fish also offers what contains the word.
                    prefix = line.split(" ")[-1]
                    words = [word for word in words if word.startswith(prefix)]
                    self.assertEqual(" ".join(words), want)

    def test_zsh(self):
        zsh = self.shell("zsh")
        self.do([zsh, "-f", "-n", self.write("zsh")])
        loaded = f"autoload -Uz compinit; compinit -D -u; source {self.folder}/.zsh; print $_comps[portcullis]"
        self.assertEqual(self.do([zsh, "-f", "-c", loaded]), "_portcullis\n")

    def test_another_shell_is_an_error_that_names_those_that_there_are(self):
        done = run(["completion", "tcsh"], ROOT)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("{bash,fish,zsh}", done.stderr)


if __name__ == "__main__":
    unittest.main()
