"""What tests are built on that look for losses in the user's store."""

import contextlib
import os
import shutil
import tempfile

from . import images, mounts
from .case import MapCase


class LossCase(MapCase):
    """Has a tree of a pipeline, too, and remembers all that is in the store."""

    def setUp(self):
        super().setUp()
        self.tree("tree", "archive")
        self.remember()

    def remember(self):
        """Has the store compared with what it holds now: its images are made if need be."""
        self._whole = self.refs and images.snapshot(self.store.root)

    def assert_whole(self):
        self.assertEqual(images.snapshot(self.store.root), self._whole)

    def assert_nothing_lost(self):
        """Has osbuild delete its directories with the mounts that are there, and without them."""
        delete(self.run_dir)
        self.assert_whole()
        mounts.detach_below(self.run_dir)
        delete(self.run_dir)
        self.assert_whole()
        self.assertFalse(os.path.exists(self.run_dir), "nothing is in the way of the next build")
        self.target = self.directory("run", "inputs", "images")


def delete(directory):
    """Deletes like `tempfile.TemporaryDirectory`, which changes permissions if it must.

    Goes on with all that can be deleted, as `shutil.rmtree(ignore_errors=True)` does, which is
    the worst that can happen to what is mounted below.
    """
    with contextlib.suppress(OSError):
        tempfile.TemporaryDirectory._rmtree(directory)
    shutil.rmtree(directory, ignore_errors=True)


def delete_inside(directory):
    """Deletes what is in an open directory, like a delete that opened it some time ago."""
    for _, directories, files, inner in os.fwalk(".", topdown=False, dir_fd=directory):
        for name in (*files, *directories):
            with contextlib.suppress(OSError):
                (os.unlink if name in files else os.rmdir)(name, dir_fd=inner)
