"""Sends generated packets to the program: `python3 -m hostile --help`."""

import argparse

from support.chance import positive, print_counts, run

from .campaign import LEAST_PACKETS, PacketsCase


class Fuzz(PacketsCase):
    """One campaign, as long as the arguments say."""

    def runTest(self):
        it = self.arguments
        most = 50_000 if it.packets is None and it.seconds is None else it.packets
        print_counts(self.send(it.seed, most, it.seconds))
        print(f"sent {self.counts['packets']:,} packets, seed {it.seed}: no losses, leaks or crashes")


parser = argparse.ArgumentParser(
    prog="fuzz",
    description="Sends generated packets to the service, and checks every answer and all that may not "
    f"change. Stops at the first bound that is reached, but not before {LEAST_PACKETS:,} packets.",
)
parser.add_argument("--packets", type=positive, metavar="N", help="how many (default: 50000, or no bound with --seconds)")
parser.add_argument("--seconds", type=positive, metavar="S", help="for how long (default: no bound)")
run(parser, Fuzz())
