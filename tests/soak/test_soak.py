"""A short soak: enough to see that the long one works, and that nothing leaks fast."""

from support.chance import given_seed

from .soak import SoakCase


class SoakTest(SoakCase):
    def test_loses_and_leaves_nothing_while_everything_fails(self):
        self.soak(10, given_seed())
        print(f"{self.counts['services']:,} services, {self.counts['hostile packets']:,} packets, seed {given_seed()}")
