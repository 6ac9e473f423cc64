"""Certificates for servers in tests."""

import pathlib
import re
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Certificate:
    """PEM files of a certificate and its key."""

    certificate: pathlib.Path
    key: pathlib.Path


def alternative_names(*names):
    """The extension of a server's certificate for DNS names and IPv4 addresses."""
    alternatives = [f"{'IP' if re.fullmatch(r'[0-9.]+', name) else 'DNS'}:{name}" for name in names]
    return "subjectAltName = " + ", ".join(alternatives)


def new_self_signed(stem, *names):
    """A certificate that is its own authority, in STEM.crt and STEM.key."""
    made = Certificate(stem.with_suffix(".crt"), stem.with_suffix(".key"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-days", "30", "-subj", f"/CN={names[0]}", "-addext", alternative_names(*names)]
        + ["-keyout", made.key, "-out", made.certificate],
        check=True,
        capture_output=True,
    )
    return made
