"""Mounts inside of an image that are stacked, named or set up in uncommon ways."""

import os

from support import images, mounts
from support.case import MapCase

_NODIRATIME, _STRICTATIME = 2048, 1 << 24


class MountsInsideTest(MapCase):
    def inside(self, name, flags=0):
        """Mounts a file system with one file inside of the first image."""
        directory = self.mount_disk(os.path.join(self.store.image(self.refs[0]), name), flags)
        images.write(directory, f"file of {os.path.basename(name)}")
        return directory

    def assert_shows(self, *paths):
        """Checks what is seen in the first image, alone and next to another, and that it stays."""
        before = self.refs and images.snapshot(self.store.sources)
        for count in (1, 3):
            self.next_target()
            service = self.start()
            self.map(service, self.refs[:count])
            for path in paths:
                seen = os.path.join(self.target, self.refs[0], path)
                self.assertTrue(os.path.exists(seen), path)
                with self.assertRaisesRegex(OSError, "Read-only"):
                    os.mkdir(os.path.join(os.path.dirname(seen), "new"))
            self.end(service)
            self.assert_empty()
        self.assertEqual(images.snapshot(self.store.sources), before)

    def test_are_read_only_whatever_their_names(self):
        for name in ("inside", "inside/deeper", "a b\n#c\\d", os.fsdecode(b"\xff \xc3\xa4\xe2\x82")):
            self.inside(name)
            self.assert_shows(f"{name}/file of {os.path.basename(name)}")

    def test_are_read_only_when_one_was_moved_onto_a_later_one(self):
        first, second = self.inside("first"), self.inside("second")
        os.mkdir(os.path.join(second, "point"))
        mounts.mount(first, os.path.join(second, "point"), flags=mounts.MOVE)
        self.addCleanup(mounts.detach, second)
        self.assert_shows("second/file of second", "second/point/file of first")

    def test_are_read_only_when_they_hide_others(self):
        for depth in range(2):
            self.inside("inside")
            self.inside(f"inside/{depth}")
        self.assert_shows("inside/1/file of 1")

    def test_are_left_out_when_they_or_what_they_are_on_can_not_be_bound(self):
        outer = self.inside("outer")
        self.inside("outer/inner")
        mounts.mount(None, outer, flags=mounts.UNBINDABLE)
        other = self.mount_disk(os.path.join(self.store.image(self.refs[1]), "unbindable"))
        mounts.mount(None, other, flags=mounts.UNBINDABLE)
        # Not inside, although its path begins like the image's.
        self.inside("../image2")
        self.assert_shows("manifest.json")

    def test_hold_an_image_when_they_are_on_one_that_can_not_be_bound(self):
        point = os.path.dirname(self.store.image(self.refs[0]))
        # The directory below has an image, too: another one.
        around = self.mount_disk(point)
        mounts.mount(None, around, flags=mounts.UNBINDABLE)
        image = self.mount_disk(self.store.image(self.refs[0]))
        images.write(image, "file", b"of the mount")
        self.inside("inside")
        self.assert_shows("file", "inside/file of inside")

    def test_are_read_only_in_a_user_namespace_that_locks_their_times(self):
        self.inside("inside", _NODIRATIME | _STRICTATIME)
        self.service = self.start_in_user_namespace()
        self.map(self.service, self.refs)
        found = mounts.below(self.target, self.service.pid)
        point = os.path.join(self.target, self.refs[0], "inside")
        options = {it.point: it.options for it in found}[point]
        self.assertLessEqual({"ro", "nodiratime"}, options)
        self.assertNotIn("relatime", options)
