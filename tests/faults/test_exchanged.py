"""The image's directory is replaced between the check and the mount."""

import os
import re
import shutil

from support import images, programs
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

    def exchange(self, change, back=""):
        """Changes the victim before mount(8) is run, and once more after."""
        programs.replace(self, "mount", f'{change}\n"$REAL" "$@"\ncode=$?\n{back}\nexit $code')

    def assert_refused(self, refs, text):
        """Checks that a map fails without a trace, in the store or outside of it."""
        before = images.snapshot(self.outside)
        self.assert_fails("RuntimeError", re.compile(text), self.map, self.service, refs)
        self.assert_untouched()
        self.assertEqual(images.snapshot(self.outside), before)

    def test_images_are_not_mapped_when_a_link_or_no_directory_takes_their_place(self):
        for replacement in (
            f"ln -s {self.outside}/directory {self.victim}",
            f"ln -s / {self.victim}",
            f"ln -s nowhere {self.victim}",
            f"ln -s image {self.victim}",
            f"cp {self.outside}/file {self.victim}",
            f"mkfifo {self.victim}",
            "true",
        ):
            for refs in (self.refs[1:2], self.refs, self.refs[1:]):
                with self.subTest(replacement, count=len(refs)):
                    self.exchange(f"mv {self.victim} {self.victim}.old || exit 99; {replacement}")
                    self.assert_refused(refs, r"is not a directory|Cannot look at|\(code: (?!99)")
                    remove(self.victim)
                    os.rename(f"{self.victim}.old", self.victim)
        programs.restore(self, "mount")
        self.assert_serves(self.service, self.refs)

    def test_images_are_not_mapped_when_something_takes_their_place_for_a_moment(self):
        back = f"rm -rf {self.victim}; mv {self.victim}.old {self.victim}"
        for replacement in (
            f"ln -s {self.outside}/directory {self.victim}",
            f"ln -s / {self.victim}",
            f"cp -r {self.outside}/directory {self.victim}",
        ):
            for refs in (self.refs[1:2], self.refs):
                with self.subTest(replacement, count=len(refs)):
                    self.exchange(f"mv {self.victim} {self.victim}.old; {replacement}", back)
                    self.assert_refused(refs, "exchanged")
        bind = f'"$REAL" --bind {self.outside}/directory {self.victim}'
        for refs in (self.refs[1:2], self.refs):
            self.exchange(bind, f"umount --lazy {self.victim}")
            self.assert_refused(refs, "exchanged")
        self.end(self.service)

    def test_images_are_not_mapped_when_a_link_leads_to_their_directory_for_a_moment(self):
        holder = os.path.dirname(self.victim)
        os.mkdir(os.path.join(self.outside, "image"))
        self.exchange(f"mv {holder} {holder}.old; ln -s {self.outside} {holder}")
        self.assert_refused(self.refs, f"{holder} is not a directory$")
        os.unlink(holder)
        os.rename(f"{holder}.old", holder)
        self.end(self.service)

    def test_images_are_not_mapped_when_mount_does_nothing(self):
        programs.replace(self, "mount", "exit 0")
        for refs in (self.refs[:1], self.refs):
            self.assert_refused(refs, "exchanged")
        self.end(self.service)

    def test_images_are_mapped_when_they_are_replaced_by_others(self):
        self.exchange(f"mv {self.victim} {self.victim}.old; cp -r {self.outside}/directory {self.victim}")
        self.map(self.service, self.refs)
        self.assert_all_mapped(self.refs)
        self.end(self.service)


def remove(path):
    """Removes whatever is at a path."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
