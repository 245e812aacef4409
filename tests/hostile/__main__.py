"""Sends generated packets to the program: `python3 -m hostile --help`."""

import argparse

from support.chance import positive, print_counts, run

from .test_packets import LEAST_PACKETS, PacketsCase


class Fuzz(PacketsCase):
    """One campaign, as long as the arguments say."""

    def runTest(self):
        it = self.arguments
        most = 50_000 if it.packets is None and it.seconds is None else it.packets
        print_counts(self.send(it.seed, most, it.seconds))
        sent = self.counts["packets"]
        print(f"sent {sent:,} packets, seed {it.seed}: no losses, leaks or crashes")


parser = argparse.ArgumentParser(
    prog="fuzz",
    description="Sends generated packets to the service, and checks every answer and all that may "
    "not change. Stops at the first bound that is reached, but not before "
    f"{LEAST_PACKETS:,} packets.",
)
packets_help = "how many (default: 50000, or no bound with --seconds)"
parser.add_argument("--packets", type=positive, metavar="N", help=packets_help)
seconds_help = "for how long (default: no bound)"
parser.add_argument("--seconds", type=positive, metavar="S", help=seconds_help)
run(parser, Fuzz())
