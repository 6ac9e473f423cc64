"""What a test module of this folder starts from: a folder, and a certificate in it."""

import pathlib
import tempfile
import unittest

from certificates import new_self_signed

# Denies what nobody can reach, as a team may choose to.
DENYING_CONFIG = """\
apiVersion: portcullis.dev/v1alpha1
kind: PortcullisConfig
checks:
  nodeport-not-admitted: {action: deny}
"""


def new_folder():
    """A folder that is removed when the module's tests are done."""
    return pathlib.Path(unittest.enterModuleContext(tempfile.TemporaryDirectory()))


def new_certificate(folder, name="tls"):
    return new_self_signed(folder / name, "127.0.0.1")
