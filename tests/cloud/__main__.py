"""Runs the stand-in by hand: python3 -m tests.cloud --help"""

import argparse
import json
import pathlib
import signal
import threading

from .endpoint import Endpoint
from .signature import Credential


def main():
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.cloud", description="A stand-in for the API of Tencent Cloud."
    )
    parser.add_argument("facts", type=pathlib.Path, help="a CloudFacts document, as JSON")
    parser.add_argument("--port", type=int, default=0, help="0 lets the kernel choose")
    parser.add_argument("--secret-id", default="AKIDexample")
    parser.add_argument("--secret-key", default="example")
    arguments = parser.parse_args()
    facts = json.loads(arguments.facts.read_text())
    credential = Credential(arguments.secret_id, arguments.secret_key)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Endpoint(facts, [credential], arguments.port) as cloud:
        print(cloud.url, flush=True)
        stop.wait()


main()
