"""What tests with generated packets stand on."""

from support.case import MapCase

from .campaign import Campaign


class PacketsCase(MapCase):
    """Sends packets and checks that they were of all sorts."""

    def send(self, count, seed):
        """Sends so many packets; each is answered, or ends a service as it should."""
        counts = Campaign(self, seed).run(count)
        self.assertEqual(counts["packets"], count)
        self.assertEqual(counts["exception"] + counts["reply"] + counts["ends"], count)
        for kind in ("ProtocolError", "ValueError", "FileExistsError", "StoreError", "RuntimeError", "ends"):
            self.assertGreater(counts[kind], 0, counts)
        self.assertGreater(counts["reply"], count / 200, counts)
        return counts
