"""Waits for things to happen. No test depends on the machine's speed: limits only detect hangs."""

import time

#: Whatever takes longer than this hangs.
HANG_SECONDS = 600


def wait_until(condition, what):
    """Waits until a condition is true; returns its value."""
    deadline = time.monotonic() + HANG_SECONDS
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"timed out: {what}"
        time.sleep(0.002)
