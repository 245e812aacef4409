"""The first half of fifty thousand packets that are almost right."""

from .case import PacketsCase


class PacketsOneTest(PacketsCase):
    def test_are_answered_and_change_nothing_twenty_five_thousand_times(self):
        self.send(25_000, seed=1)
