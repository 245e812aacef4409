"""What tests are built on that look for losses in the user's store."""

import os

from . import images, mounts, osbuild
from .case import MapCase


class LossCase(MapCase):
    """Has references of images, and remembers all that is in the store."""

    def setUp(self):
        super().setUp()
        self.refs = self.make_images()
        self._whole = images.snapshot(self.store.root)

    def make_images(self):
        """Makes what is not to be lost; returns references."""
        return self.images(3)

    def assert_whole(self):
        """Checks that the store is as it was."""
        self.assertEqual(images.snapshot(self.store.root), self._whole)

    def assert_nothing_lost(self):
        """Has osbuild delete its directories with whatever mounts are there, and again without them."""
        osbuild.delete(self.run_dir)
        self.assert_whole()
        mounts.detach_below(self.run_dir)
        osbuild.delete(self.run_dir)
        self.assert_whole()
        self.assertFalse(os.path.exists(self.run_dir), "nothing is in the way of the next build")
        self.target = self.directory("run", "inputs", "images")
