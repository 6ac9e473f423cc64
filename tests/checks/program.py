"""The program under test, and where the repository is."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

# UPDATE_GOLDEN=1 writes down what the program says now, to be reviewed like code.
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"


def run(arguments, folder, text_in="", environment={}):
    """Runs portcullis in a folder, so that the paths it prints are the same everywhere. Only PATH of
    the environment is passed on, beside what is given: the PORTCULLIS_ variables are read as flags."""
    return subprocess.run(
        [os.environ["PORTCULLIS"], *arguments],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), **environment},
        input=text_in,
        capture_output=True,
        text=True,
    )
