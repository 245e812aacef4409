"""Lets services live and die while everything around them fails: `python3 -m soak --help`."""

import argparse
import sys
import threading
import unittest

from support.chance import parse_arguments, positive, print_counts

from .soak import SoakCase


class Soak(SoakCase):
    """One soak, as long as the arguments say."""

    arguments = None

    def runTest(self):
        try:
            self.soak(self.arguments.minutes * 60, self.arguments.seed)
        finally:
            print(f"seed {self.arguments.seed}:")
            print_counts(self.counts)
        print("no losses, leaks or crashes")


def report(args):
    """Tells what ended a thread, unless the service was killed that the store talked to."""
    if not isinstance(args.exc_value, ConnectionError):
        threading.__excepthook__(args)


threading.excepthook = report
parser = argparse.ArgumentParser(
    prog="soak",
    description="Lets services live and die while everything around them fails at random, and checks "
    "that nothing is lost, left or leaked.",
)
parser.add_argument("--minutes", type=positive, default=5, metavar="M", help="for how long (default: 5)")
Soak.arguments = parse_arguments(parser)
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(Soak())
sys.exit(not result.wasSuccessful() or bool(result.skipped))
