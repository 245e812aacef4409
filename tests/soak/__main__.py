"""Lets services live and die while everything around them fails: `python3 -m soak --help`."""

import argparse

from support.chance import positive, print_counts, run

from .test_soak import SoakCase


class Soak(SoakCase):
    """One soak, as long as the arguments say."""

    def runTest(self):
        try:
            self.soak(self.arguments.minutes * 60, self.arguments.seed)
        finally:
            print(f"seed {self.arguments.seed}:")
            print_counts(self.counts)
        print("no losses, leaks or crashes")


parser = argparse.ArgumentParser(
    prog="soak",
    description="Lets services live and die while everything around them fails at random, and "
    "checks that nothing is lost, left or leaked.",
)
minutes_help = "for how long (default: 5)"
parser.add_argument("--minutes", type=positive, default=5, metavar="M", help=minutes_help)
run(parser, Soak())
