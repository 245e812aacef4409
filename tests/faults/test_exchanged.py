"""The image's directory, or the target, is replaced between the check and the mount, or after it."""

import os
import re
import signal

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

    def assert_covers_nothing(self, script, refs):
        """Checks that a map whose target is exchanged fails, and that nothing is mounted then."""
        programs.replace(self, "mount", script)
        before = images.snapshot(self.outside)
        text = re.compile("the directory was exchanged or is gone$")
        self.assert_fails("RuntimeError", text, self.map, self.service, refs)
        self.assertEqual(mounts.below(self.tmp), [])
        self.assertEqual(images.snapshot(self.outside), before)

    def test_targets_are_not_mapped_to_when_a_link_takes_their_place_or_that_of_a_directory_above(self):
        # In place of a directory of the system.
        aim = self.directory("aim", "images")
        moved, run = f"{self.target}.old", '"$REAL" "$@"; code=$?'
        above = f"mv {self.inputs} {self.inputs}.old; ln -s {self.tmp}/aim {self.inputs}"
        for script, path, back in (
            (f"mv {self.target} {moved}; ln -s {aim} {self.target}; {run}", self.target, moved),
            (f"{above}; {run}", self.inputs, f"{self.inputs}.old"),
            (f"{run}; {above}", self.inputs, f"{self.inputs}.old"),
        ):
            for refs in (self.refs[:1], self.refs):
                with self.subTest(script, count=len(refs)):
                    self.assert_covers_nothing(f"{script}; exit $code", refs)
                    self.assertEqual(os.listdir(aim), [])
                    os.unlink(path)
                    os.rename(back, path)
                    self.assert_untouched()
        programs.restore(self, "mount")
        self.assert_serves(self.service, self.refs)

    def test_mount_points_are_out_of_reach_of_the_owner_of_the_target(self):
        self.require_users()
        os.chmod(self.tmp, 0o755)
        os.chown(self.target, 65534, 65534)
        aim = self.directory("aim")
        point = os.path.join(self.target, self.refs[0])
        before = mounts.mounts()
        attacker = os.fork()
        if attacker == 0:
            exchange_as(65534, point, aim)
        try:
            for refs in (self.refs[:1], self.refs) * 5:
                self.map(self.service, refs)
                self.assert_all_mapped(refs)
                self.end(self.service)
                self.assertEqual(mounts.mounts(), before)
                self.service = self.start()
        finally:
            os.kill(attacker, signal.SIGKILL)
            os.waitpid(attacker, 0)
        self.assertEqual(os.listdir(self.target), [])
        self.end(self.service)


def exchange_as(uid, point, aim):
    """Puts a link in the place of a mount point as soon as there is one; never returns."""
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    while True:
        try:
            os.rename(point, f"{point}.old")
            os.symlink(aim, point)
        except OSError:
            pass
