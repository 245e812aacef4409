"""Something happens to the mount point between its making and the mount: the map is refused.

Whoever can do that can write to osbuild's own temporary directory, and so is root already.
"""

import os
import re

from support import images, mounts, programs
from support.case import MapCase


class MountPointRacesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.images(3)
        self.outside = self.directory("outside")
        images.write(self.outside, "file", b"precious")
        self.service = self.start()

    def refused_after(self, change, refs):
        """Maps with a change before the mounts; returns what is left mounted, and detaches it."""
        point = os.path.join(self.target, self.refs[1])
        programs.replace(self, "mount", f'rmdir {point} && {change.format(point)}; exec "$REAL" "$@"')
        self.assert_fails("RuntimeError", re.compile("exchanged|code: "), self.map, self.service, refs)
        left = mounts.below(self.tmp)
        for it in reversed(left):
            mounts.detach(it.point)
        if os.path.lexists(point):
            os.unlink(point)
        self.assertEqual(os.listdir(self.target), [])
        return left

    def assert_recovers(self):
        programs.restore(self, "mount")
        self.assert_serves(self.service, self.refs)

    def test_leave_nothing_when_no_directory_is_there(self):
        for change in ("true {}", ": > {}", "ln -s nowhere {}"):
            for refs in (self.refs[1:2], self.refs):
                with self.subTest(change, count=len(refs)):
                    self.assertEqual(self.refused_after(change, refs), [])
        self.assert_recovers()

    def test_leave_nothing_but_a_read_only_view_when_a_link_is_there(self):
        # mount(2) follows it. Where it led can't be told from what others mount there, and what
        # others mount is never detached: so the view stays, and can neither be read nor written
        # by anybody who could not before.
        before = images.snapshot(self.outside)
        for aim in (self.outside, self.store.image(self.refs[1])):
            for refs in (self.refs[1:2], self.refs):
                left = self.refused_after(f"ln -s {aim} {{}}", refs)
                # From util-linux 2.39 on, no link is followed at all.
                self.assertLessEqual({it.point for it in left}, {aim})
                self.assertEqual([it for it in left if "ro" not in it.options], [])
                self.assertEqual(images.snapshot(self.outside), before)
        self.assert_recovers()
