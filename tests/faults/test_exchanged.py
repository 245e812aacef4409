"""The image's directory is replaced between the look at it and the mount."""

import os
import re

from support import images, mounts, programs
from support.case import MapCase


class ExchangedTest(MapCase):
    def setUp(self):
        super().setUp()
        self.outside = self.directory("outside")
        images.make_image(os.path.join(self.outside, "directory"), "not the user's")
        images.write(self.outside, "file", b"a file")
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.victim = self.store.image(self.refs[1])
        self.first = self.directory("run", "inputs", "first")
        self.service = self.start()

    def assert_refused_after(self, change):
        """Maps with a change before each mount, which has to fail without a trace."""
        outside = images.snapshot(self.outside)
        for refs in (self.refs[1:2], self.refs, self.refs[1:]):
            programs.replace(self, "mount", f"""
            mv {self.victim} {self.victim}.old || exit 99
            {change}
            exec "$REAL" "$@"
            """)
            self.assert_fails("RuntimeError", re.compile("exchanged|code: "), self.map, self.service, refs)
            self.assertEqual(mounts.below(self.inputs), [])
            self.assertEqual(os.listdir(self.target), [])
            self.assertEqual(images.snapshot(self.outside), outside)
            mounts.detach_below(self.victim)
            self.remove_victim()
            os.rename(f"{self.victim}.old", self.victim)
        programs.replace(self, "mount", 'exec "$REAL" "$@"')
        self.map(self.service, self.refs)
        for ref in self.refs:
            self.assert_mapped(ref)
        self.end(self.service)
        self.assert_unmapped()

    def remove_victim(self):
        if os.path.isdir(self.victim) and not os.path.islink(self.victim):
            os.rmdir(self.victim)
        elif os.path.lexists(self.victim):
            os.unlink(self.victim)

    def test_by_a_link_to_another_directory(self):
        self.assert_refused_after(f"ln -s {self.outside}/directory {self.victim}")

    def test_by_a_link_to_the_root_of_everything(self):
        self.assert_refused_after(f"ln -s / {self.victim}")

    def test_by_a_link_to_nowhere(self):
        self.assert_refused_after(f"ln -s nowhere {self.victim}")

    def test_by_a_link_to_itself(self):
        self.assert_refused_after(f"ln -s image {self.victim}")

    def test_by_a_file(self):
        self.assert_refused_after(f"cp {self.outside}/file {self.victim}")

    def test_by_a_fifo(self):
        self.assert_refused_after(f"mkfifo {self.victim}")

    def test_by_an_empty_directory(self):
        self.assert_refused_after(f"mkdir {self.victim}")

    def test_by_a_mount(self):
        self.assert_refused_after(
            f'mkdir {self.victim}; "$REAL" --bind {self.outside}/directory {self.victim}'
        )

    def test_by_nothing(self):
        self.assert_refused_after("true")

    def test_by_a_mount_on_top(self):
        programs.replace(self, "mount", f"""
        "$REAL" --bind {self.outside}/directory {self.victim}
        exec "$REAL" "$@"
        """)
        for refs in (self.refs[1:2], self.refs):
            self.assert_fails("RuntimeError", re.compile("exchanged"), self.map, self.service, refs)
            self.assert_untouched()
            mounts.detach_below(self.victim)
        self.end(self.service)

    def test_by_a_mount_that_mount_says_it_made(self):
        programs.replace(self, "mount", "exit 0")
        for refs in (self.refs[:1], self.refs):
            self.assert_fails("RuntimeError", re.compile("exchanged"), self.map, self.service, refs)
            self.assert_untouched()
        self.end(self.service)
