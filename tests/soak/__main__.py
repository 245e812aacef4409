"""Soaks and prints what was done: `python -m soak SECONDS SEED`."""

import sys
import threading
import unittest

from .soak import SoakCase


class Soak(SoakCase):
    """A soak of any length and seed."""

    seconds = seed = 0

    def runTest(self):
        try:
            self.soak(self.seconds, self.seed)
        finally:
            print(f"seed {self.seed}:")
            for name in sorted(self.counts):
                print(f"{self.counts[name]:>12,}  {name}")
        print("no losses, leaks or crashes")


def report(args):
    """Tells what ended a thread, unless a service was killed that a store was talking to."""
    if not isinstance(args.exc_value, ConnectionError):
        threading.__excepthook__(args)


threading.excepthook = report
Soak.seconds, Soak.seed = float(sys.argv[1]), int(sys.argv[2])
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(Soak())
sys.exit(not result.wasSuccessful() or bool(result.skipped))
