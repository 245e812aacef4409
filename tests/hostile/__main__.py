"""Sends generated packets to the program: `python3 -m hostile --help`."""

import argparse
import sys
import unittest

from support.chance import parse_arguments, positive, print_counts

from .campaign import LEAST_PACKETS
from .case import PacketsCase


class Fuzz(PacketsCase):
    """One campaign, as long as the arguments say."""

    arguments = None

    def runTest(self):
        counts = self.send(**vars(self.arguments))
        print_counts(counts)
        print(f"sent {counts['packets']:,} packets, seed {self.arguments.seed}: no losses, leaks or crashes")


parser = argparse.ArgumentParser(
    prog="fuzz",
    description="Sends generated packets to the service, and checks every answer and all that may not "
    f"change. Stops at the first bound that is reached, but not before {LEAST_PACKETS:,} packets.",
)
parser.add_argument("--packets", type=positive, metavar="N", help="how many (default: 50000, or no bound with --seconds)")
parser.add_argument("--seconds", type=positive, metavar="S", help="for how long (default: no bound)")
Fuzz.arguments = parse_arguments(parser)
if Fuzz.arguments.packets is None and Fuzz.arguments.seconds is None:
    Fuzz.arguments.packets = 50_000
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(Fuzz())
sys.exit(not result.wasSuccessful() or bool(result.skipped))
