"""A short soak: enough to see that the long one works, and that nothing leaks fast."""

from .soak import SoakCase


class SoakTest(SoakCase):
    def test_leaves_nothing_after_some_seconds_of_everything_going_wrong(self):
        self.soak(seconds=5, seed=1)
