"""An image's directory, or the target, is replaced between the check and the mount, or after it."""

import os
import signal

from support import images, mounts, programs
from support.case import MapCase
from support.service import NOBODY


class ExchangedTest(MapCase):
    def setUp(self):
        super().setUp()
        self.outside = self.directory("outside")
        images.make_image(os.path.join(self.outside, "directory"), "not the user's")
        images.write(self.outside, "file", b"a file")
        self.victim = self.store.image(self.refs[0])
        self.moves = f"mv {self.victim} {self.victim}.old"

    def exchange(self, change, back=""):
        """Changes the victim before mount(8) is run, and once more after."""
        script = f'{change}\n"$REAL" "$@"\ncode=$?\n{back}\nexit $code'
        programs.replace(self, "mount", script)

    def restore(self):
        """Puts the victim back where it was."""
        if os.path.exists(f"{self.victim}.old"):
            images.remove(self.victim)
            os.rename(f"{self.victim}.old", self.victim)

    def assert_refused(self, pattern, refs=None):
        """Checks that a map fails without a trace, in the store or outside of it."""
        before = images.snapshot(self.outside)
        self.assert_map_fails(pattern, refs)
        self.assertEqual(images.snapshot(self.outside), before)

    def test_images_are_not_mapped_when_a_link_or_no_directory_takes_their_place(self):
        pattern = r"is a symbolic link to|is not a directory|Cannot look at|\(code: (?!99)"
        for replacement in (
            f"ln -s {self.outside}/directory {self.victim}",
            f"ln -s / {self.victim}",
            f"ln -s nowhere {self.victim}",
            f"ln -s image {self.victim}",
            f"cp {self.outside}/file {self.victim}",
            f"mkfifo {self.victim}",
            "true",
        ):
            for refs in (self.refs[:1], self.refs):
                with self.subTest(replacement, count=len(refs)):
                    self.exchange(f"{self.moves} || exit 99; {replacement}")
                    self.assert_refused(pattern, refs)
                    self.restore()
        programs.restore(self, "mount")
        self.assert_serves(self.service)

    def test_images_are_not_mapped_when_something_takes_their_place_for_a_moment(self):
        back = f"rm -rf {self.victim}; mv {self.victim}.old {self.victim}"
        for change, after in (
            (f"{self.moves}; ln -s {self.outside}/directory {self.victim}", back),
            (f"{self.moves}; ln -s / {self.victim}", back),
            (f"{self.moves}; cp -r {self.outside}/directory {self.victim}", back),
            (f'"$REAL" --bind {self.outside}/directory {self.victim}', f"umount -l {self.victim}"),
            ("exit 0", ""),
        ):
            with self.subTest(change):
                self.exchange(change, after)
                self.assert_refused("exchanged")

    def test_images_are_not_mapped_when_a_link_leads_to_their_directory_for_a_moment(self):
        holder = os.path.dirname(self.victim)
        os.mkdir(os.path.join(self.outside, "image"))
        self.exchange(f"mv {holder} {holder}.old; ln -s {self.outside} {holder}")
        leads = f"{holder} is a symbolic link to {self.outside}, which leads out of "
        self.assert_refused(leads, self.refs)

    def test_images_are_not_mapped_when_the_link_that_leads_to_them_is_exchanged(self):
        link = self.store.image("linked")
        os.makedirs(os.path.dirname(link))
        for change, pattern in (
            (f"ln -sfn {self.store.image(self.refs[1])} {link}", "exchanged$"),
            (f"ln -sfn {self.outside}/directory {link}", "link to .*, which leads out of "),
            (f"{self.moves}; ln -s {self.outside}/directory {self.victim}", "leads out of "),
        ):
            for refs in (["linked"], [*self.refs[1:], "linked"]):
                with self.subTest(change, count=len(refs)):
                    os.symlink(self.victim, link)
                    self.exchange(change)
                    self.assert_refused(pattern, refs)
                    os.unlink(link)
                    self.restore()

    def test_images_are_mapped_when_they_are_replaced_by_others(self):
        self.exchange(f"{self.moves}; cp -r {self.outside}/directory {self.victim}")
        self.assert_serves(self.service)

    def test_targets_are_not_mapped_to_when_a_link_is_in_their_place_or_above(self):
        # In place of a directory of the system.
        aim = self.directory("aim", "images")
        moved, run = f"{self.target}.old", '"$REAL" "$@"; code=$?'
        above = f"mv {self.inputs} {self.inputs}.old; ln -s {self.tmp}/aim {self.inputs}"
        pattern = "the directory was exchanged or is gone$"
        for script, path, back in (
            (f"mv {self.target} {moved}; ln -s {aim} {self.target}; {run}", self.target, moved),
            (f"{above}; {run}", self.inputs, f"{self.inputs}.old"),
            (f"{run}; {above}", self.inputs, f"{self.inputs}.old"),
        ):
            for refs in (self.refs[:1], self.refs):
                with self.subTest(script, count=len(refs)):
                    programs.replace(self, "mount", f"{script}; exit $code")
                    self.assert_fails("RuntimeError", pattern, self.map, self.service, refs)
                    self.assertEqual(mounts.below(self.tmp), [])
                    self.assertEqual(os.listdir(aim), [])
                    os.unlink(path)
                    os.rename(back, path)
                    self.assert_empty()
        programs.restore(self, "mount")
        self.assert_serves(self.service)

    def test_mount_points_are_out_of_reach_of_the_owner_of_the_target(self):
        self.require_users()
        user = NOBODY["user"]
        os.chown(self.target, user, user)
        aim = self.directory("aim")
        point = os.path.join(self.target, self.refs[0])
        attacker = os.fork()
        if attacker == 0:
            exchange_as(user, point, aim)
        try:
            for refs in (self.refs[:1], self.refs) * 5:
                self.assert_serves(self.start(), refs, target=self.target)
                self.assertEqual(mounts.below(self.tmp), [])
        finally:
            os.kill(attacker, signal.SIGKILL)
            os.waitpid(attacker, 0)


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
