"""The image's directory is replaced between the check and the mount."""

import os
import re
import shutil

from support import images, mounts, programs
from support.case import MapCase


class ExchangedTest(MapCase):
    def setUp(self):
        super().setUp()
        self.outside = self.directory("outside")
        images.make_image(os.path.join(self.outside, "directory"), "not the user's")
        images.write(self.outside, "file", b"a file")
        self.refs = self.images(3)
        self.victim = self.store.image(self.refs[1])
        self.service = self.start()

    def assert_refused_after(self, change, text, refs):
        """Maps with a change before the mounts, which has to fail without a trace."""
        before = images.snapshot(self.outside)
        programs.replace(self, "mount", f'{change}\nexec "$REAL" "$@"')
        self.assert_fails("RuntimeError", re.compile(text), self.map, self.service, refs)
        self.assert_untouched()
        self.assertEqual(images.snapshot(self.outside), before)
        mounts.detach_below(self.victim)

    def test_images_are_not_mapped(self):
        for replacement in (
            f"ln -s {self.outside}/directory {self.victim}",
            f"ln -s / {self.victim}",
            f"ln -s nowhere {self.victim}",
            f"ln -s image {self.victim}",
            f"cp {self.outside}/file {self.victim}",
            f"cp -r {self.outside}/directory {self.victim}",
            f"mkfifo {self.victim}",
            f"mkdir {self.victim}",
            f'mkdir {self.victim}; "$REAL" --bind {self.outside}/directory {self.victim}',
            "true",
        ):
            for refs in (self.refs[1:2], self.refs, self.refs[1:]):
                with self.subTest(replacement, count=len(refs)):
                    change = f"mv {self.victim} {self.victim}.old || exit 99; {replacement}"
                    self.assert_refused_after(change, r"exchanged|\(code: (?!99)", refs)
                    remove(self.victim)
                    os.rename(f"{self.victim}.old", self.victim)
        programs.restore(self, "mount")
        self.assert_serves(self.service, self.refs)

    def test_images_are_not_mapped_when_something_is_mounted_on_them(self):
        bind = f'"$REAL" --bind {self.outside}/directory {self.victim}'
        for refs in (self.refs[1:2], self.refs):
            self.assert_refused_after(bind, "exchanged", refs)
        self.end(self.service)

    def test_images_are_not_mapped_when_mount_does_nothing(self):
        for refs in (self.refs[:1], self.refs):
            self.assert_refused_after("exit 0", "exchanged", refs)
        self.end(self.service)


def remove(path):
    """Removes whatever is at a path."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
