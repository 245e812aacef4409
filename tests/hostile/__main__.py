"""Sends packets and prints what came of them: `python -m hostile PACKETS SEED`."""

import sys
import unittest

from .case import PacketsCase


class Fuzz(PacketsCase):
    """One campaign, of any length and seed."""

    count = seed = 0

    def runTest(self):
        counts = self.send(self.count, self.seed)
        print(f"seed {self.seed}: no losses, leaks or crashes")
        for name in sorted(counts):
            print(f"{counts[name]:>12,}  {name}")


Fuzz.count, Fuzz.seed = int(sys.argv[1]), int(sys.argv[2])
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(Fuzz())
sys.exit(not result.wasSuccessful() or bool(result.skipped))
