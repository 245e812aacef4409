"""Lets services live and die while everything around them fails: `python3 -m soak --help`."""

from support.chance import run

from .test_soak import SoakCase


class Soak(SoakCase):
    """One soak, as long as the arguments say."""

    def runTest(self):
        self.soak((self.arguments.minutes or 5) * 60, self.arguments.seed)
        print("no losses, leaks or crashes")


run(
    Soak(),
    "soak",
    "Lets services live and die while everything around them fails at random, and checks that "
    "nothing is lost, left or leaked.",
    minutes="for how long (default: 5)",
)
