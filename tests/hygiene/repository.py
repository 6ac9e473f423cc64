"""The files of the repository, for the tests of this folder."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What a build or a test leaves behind, where there is no git to ask.
_GENERATED = {".cache", ".git", "build", "__pycache__"}


def files():
    """The paths of all files that are, or are about to be, under version control; relative to ROOT."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        paths = [pathlib.PurePath(name) for name in listed.stdout.split("\0") if name]
    else:
        paths = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
    return sorted(
        path
        for path in paths
        if not _GENERATED.intersection(path.parts) and (ROOT / path).is_file()
    )


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")
