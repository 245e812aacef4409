"""The image's directory, or the mount point, is replaced between the check and the mount.

Whoever can replace a mount point can write to osbuild's own temporary directory: that is root.
"""

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
            for refs in (self.refs[1:2], self.refs):
                with self.subTest(replacement, count=len(refs)):
                    self.exchange(f"mv {self.victim} {self.victim}.old || exit 99; {replacement}")
                    self.assert_refused(refs, r"is a symbolic link to|is not a directory|Cannot look at|\(code: (?!99)")
                    images.remove(self.victim)
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
        for change, after in ((bind, f"umount --lazy {self.victim}"), ("exit 0", "")):
            self.exchange(change, after)
            for refs in (self.refs[1:2], self.refs):
                self.assert_refused(refs, "exchanged")
        self.end(self.service)

    def test_images_are_not_mapped_when_a_link_leads_to_their_directory_for_a_moment(self):
        holder = os.path.dirname(self.victim)
        os.mkdir(os.path.join(self.outside, "image"))
        self.exchange(f"mv {holder} {holder}.old; ln -s {self.outside} {holder}")
        self.assert_refused(self.refs, f"{holder} is a symbolic link to {self.outside}, which leads out of ")
        os.unlink(holder)
        os.rename(f"{holder}.old", holder)
        self.end(self.service)

    def test_images_are_not_mapped_when_the_link_that_leads_to_them_is_exchanged(self):
        link = self.store.image("linked")
        os.makedirs(os.path.dirname(link))
        os.symlink(self.victim, link)
        for change, text in (
            (f"ln -sfn {self.store.image(self.refs[0])} {link}", "exchanged$"),
            (f"ln -sfn {self.outside}/directory {link}", "is a symbolic link to .*, which leads out of "),
            (f"mv {self.victim} {self.victim}.old; ln -s {self.outside}/directory {self.victim}", "which leads out of "),
        ):
            for refs in (["linked"], [*self.refs[::2], "linked"]):
                with self.subTest(change, count=len(refs)):
                    self.exchange(change)
                    self.assert_refused(refs, text)
                    os.unlink(link)
                    os.symlink(self.victim, link)
                    if os.path.exists(f"{self.victim}.old"):
                        images.remove(self.victim)
                        os.rename(f"{self.victim}.old", self.victim)
        self.end(self.service)

    def test_images_are_mapped_when_they_are_replaced_by_others(self):
        self.exchange(f"mv {self.victim} {self.victim}.old; cp -r {self.outside}/directory {self.victim}")
        self.map(self.service, self.refs)
        self.assert_all_mapped(self.refs)
        self.end(self.service)

    def test_mount_points_leave_nothing_but_a_read_only_view_when_something_takes_their_place(self):
        # mount(2) follows links, mount(8) from util-linux 2.39 on does not. Where a link led can't be
        # told from what others mount there, and what others mount is never detached: so the view
        # stays, and can neither be read nor written by anybody who could not before.
        point = os.path.join(self.target, self.refs[1])
        before = images.snapshot(self.outside)
        for change, aims in (
            ("true", set()),
            (f": > {point}", set()),
            (f"ln -s nowhere {point}", set()),
            *((f"ln -s {aim} {point}", {aim}) for aim in (self.outside, self.victim)),
        ):
            for refs in (self.refs[1:2], self.refs):
                with self.subTest(change, count=len(refs)):
                    self.exchange(f"rmdir {point} && {change}")
                    text = re.compile("exchanged|code: ")
                    self.assert_fails("RuntimeError", text, self.map, self.service, refs)
                    left = mounts.below(self.tmp)
                    for it in reversed(left):
                        mounts.detach(it.point)
                    images.remove(point)
                    self.assertEqual(os.listdir(self.target), [])
                    self.assertLessEqual({it.point for it in left}, aims)
                    self.assertEqual([it for it in left if "ro" not in it.options], [])
                    self.assertEqual(images.snapshot(self.outside), before)
        programs.restore(self, "mount")
        self.assert_serves(self.service, self.refs)
