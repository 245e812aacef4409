"""What tests with generated packets are built on."""

from support.case import MapCase

from .campaign import EXPECTED, Campaign


class PacketsCase(MapCase):
    """Sends packets and checks that there were all kinds of them."""

    def send(self, seed, packets=None, seconds=None):
        """Sends so many packets, or for so long; each is answered, or ends a service as it should."""
        counts = Campaign(self, seed).run(packets, seconds)
        answers = counts["exception"] + counts["reply"] + counts["ends"]
        self.assertEqual(answers, counts["packets"])
        if counts["packets"] >= 10_000:
            for kind in (*EXPECTED, "reply", "ends"):
                self.assertGreater(counts[kind], 0, f"{kind} in {counts}")
        return counts
