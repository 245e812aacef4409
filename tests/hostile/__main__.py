"""Sends generated packets to the program: `python3 -m hostile --help`."""

from support.chance import run

from .test_packets import LEAST_PACKETS, PacketsCase


class Fuzz(PacketsCase):
    """One campaign, as long as the arguments say."""

    def runTest(self):
        it = self.arguments
        most = 50_000 if it.packets is None and it.seconds is None else it.packets
        sent = self.send(it.seed, most, it.seconds)["packets"]
        print(f"sent {sent:,} packets, seed {it.seed}: no losses, leaks or crashes")


run(
    Fuzz(),
    "fuzz",
    "Sends generated packets to the service, and checks every answer and all that may not change. "
    f"Stops at the first bound that is reached, but not before {LEAST_PACKETS:,} packets.",
    packets="how many (default: 50000, or no bound with --seconds)",
    seconds="for how long (default: no bound)",
)
