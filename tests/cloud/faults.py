"""What goes wrong on demand."""

import threading
from dataclasses import dataclass

from .api_error import ApiError


@dataclass
class Fault:
    """Befalls the next `times` calls of an action, of any if it is empty."""

    action: str = ""
    times: int = 1
    delay_seconds: float = 0  # before anything else
    code: str = ""  # of an error that is answered instead
    close: bool = False  # the connection, without an answer

    def error(self):
        return ApiError(self.code, "by order of the test") if self.code else None


class Faults:
    """Thread-safe."""

    def __init__(self):
        self._mutex = threading.Lock()
        self._faults = []

    def add(self, fault):
        with self._mutex:
            self._faults.append(fault)

    def take(self, action):
        """The fault that befalls this call; one that does nothing if there is none."""
        with self._mutex:
            for fault in self._faults:
                if fault.action in ("", action) and fault.times > 0:
                    fault.times -= 1
                    return fault
        return Fault()
