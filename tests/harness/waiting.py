"""Waiting for what happens in other processes."""

import time


class TimedOut(Exception):
    pass


def wait_until(condition, what, seconds=30.0):
    """Returns the first true value of condition(); raises TimedOut, naming `what`, if there is none."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimedOut(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)
    return value
