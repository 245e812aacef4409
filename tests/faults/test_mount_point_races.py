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
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.outside = self.directory("outside")
        images.write(self.outside, "file", b"precious")
        self.point = os.path.join(self.target, self.refs[1])
        self.service = self.start()

    def tearDown(self):
        programs.replace(self, "mount", 'exec "$REAL" "$@"')
        other = self.directory("run", "inputs", "other")
        self.map(self.service, self.refs, target=other)
        self.assert_mapped(self.refs[1], other)
        self.end(self.service)
        self.assert_unmapped(other)

    def refused_after(self, change, refs):
        """Maps with a change before the mounts; returns what is left mounted, and takes it away."""
        programs.replace(self, "mount", f'rmdir {self.point} && {change}; exec "$REAL" "$@"')
        self.assert_fails("RuntimeError", re.compile("exchanged|code: "), self.map, self.service, refs)
        left = mounts.below(self.tmp)
        for it in reversed(left):
            mounts.detach(it.point)
        if os.path.lexists(self.point):
            os.unlink(self.point)
        self.assertEqual(os.listdir(self.target), [])
        return left

    def test_leaves_nothing_when_it_is_gone(self):
        for refs in (self.refs[1:2], self.refs):
            self.assertEqual(self.refused_after("true", refs), [])

    def test_leaves_nothing_when_it_is_a_file(self):
        for refs in (self.refs[1:2], self.refs):
            self.assertEqual(self.refused_after(f": > {self.point}", refs), [])

    def test_leaves_nothing_when_it_is_a_link_to_nowhere(self):
        for refs in (self.refs[1:2], self.refs):
            self.assertEqual(self.refused_after(f"ln -s nowhere {self.point}", refs), [])

    def test_leaves_nothing_but_a_read_only_view_when_it_is_a_link(self):
        # mount(2) follows it. Where it led can't be told from what others mount there, and what
        # others mount is never detached: so the view stays, and can neither be read nor written
        # by anybody who could not before.
        before = images.snapshot(self.outside)
        for aim in (self.outside, self.store.image(self.refs[1])):
            for refs in (self.refs[1:2], self.refs):
                left = self.refused_after(f"ln -s {aim} {self.point}", refs)
                # From util-linux 2.39 on, no link is followed at all.
                self.assertLessEqual({it.point for it in left}, {aim})
                self.assertEqual([it for it in left if "ro" not in it.options], [])
                self.assertEqual(images.snapshot(self.outside), before)
