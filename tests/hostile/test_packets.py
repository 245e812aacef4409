"""Generated packets that are almost right, for some seconds."""

from support.chance import given_seed

from .campaign import PacketsCase


class PacketsTest(PacketsCase):
    def test_are_answered_and_change_nothing(self):
        counts = self.send(given_seed(), seconds=12)
        print(f"sent {counts['packets']:,} packets, seed {given_seed()}")
