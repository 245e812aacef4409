"""The second half of fifty thousand packets that are almost right."""

from .case import PacketsCase


class PacketsTwoTest(PacketsCase):
    def test_are_answered_and_change_nothing_twenty_five_thousand_times_more(self):
        self.send(25_000, seed=2)
