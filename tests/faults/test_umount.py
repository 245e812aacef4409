"""umount(8) is missing, fails, hangs or is killed: what stays is told, and nothing is lost."""

import os

from support import mounts, programs
from support.loss import LossCase
from support.service import IMPATIENT_BINARY


class UmountTest(LossCase):
    def assert_told(self, pattern, counts=(1, 3), **options):
        """Ends services that can't unmount: one line for all that stays, status 1, no loss."""
        for count in counts:
            with self.subTest(pattern, count=count):
                service = self.start(**options)
                self.map(service, self.refs[:count])
                end = service.finish()
                self.assertEqual(end.status, 1)
                self.assertRegex(end.output, rf"\ACannot detach [^\n]*{pattern}[^\n]*\n\Z")
                self.assertLess(len(end.output), 100_000)
                self.assert_nothing_lost()

    def test_is_told_when_it_can_not_be_run(self):
        programs.hide(self, "umount")
        self.assert_told(r"umount\(8\)")

    def test_is_told_when_it_is_killed_or_hangs(self):
        programs.replace(self, "umount", "kill -9 $$")
        self.assert_told(r"umount\(8\) was ended by signal 9")
        programs.replace(self, "umount", "exec sleep 600")
        self.assert_told(r"umount\(8\) was stopped", counts=(1,), binary=IMPATIENT_BINARY)

    def test_is_told_in_one_line_when_it_prints_without_measure(self):
        for script in (
            "head -c 3000000 /dev/zero | tr '\\0' x >&2",
            "head -c 3000000 /dev/urandom >&2",
            "yes umount: no | head -n 100000 >&2",
        ):
            programs.replace(self, "umount", f"{script}; exit 32")
            self.assert_told(r"\(code: 32\)", counts=(3,))

    def test_has_done_its_work_when_it_is_killed_after_that(self):
        programs.replace(self, "umount", '"$REAL" "$@"; kill -9 $$')
        for refs in (self.refs[:1], self.refs):
            self.assert_serves(self.start(), refs)

    def test_is_named_with_what_stays_when_it_fails_for_one_of_two_targets(self):
        self.map(self.service, self.refs[:1])
        other = self.directory("run", "inputs", "other")
        self.map(self.service, self.refs[1:2], target=other)
        programs.replace(self, "umount", """
        code=0
        for it; do case "$(readlink -f -- "$it")" in
            */other) echo "umount: $it: busy." >&2; code=32;;
            /proc/*|*/images*) "$REAL" --no-canonicalize --lazy "$it";;
        esac; done
        exit $code
        """)
        end = self.service.finish()
        self.assertEqual(end.status, 1)
        busy = rf"{other}: umount: {other}: busy\."
        self.assertRegex(end.output, rf"\A[^\n]*{busy}[^\n]*\(code: 32\)\n\Z")
        left = {it.point for it in mounts.below(self.inputs)}
        self.assertEqual(left, {other, os.path.join(other, self.refs[1])}, "the rest is tried")
        mounts.detach_below(other)

    def test_is_run_again_at_the_end_when_it_failed_after_a_map(self):
        self.fail_to_map_and_unmount(4, "echo 'umount: not now.' >&2; exit 32")
        self.assertNotEqual(mounts.below(self.target), [])
        programs.restore(self, "umount")
        end = self.service.finish()
        self.assertEqual(end.status, 0)
        self.assertIn("umount: not now.", end.output)
        self.assert_empty()

    def test_is_told_once_when_it_fails_after_a_map_and_at_the_end(self):
        self.fail_to_map_and_unmount(5, "exit 32")
        text = f"Cannot detach {self.target}: umount(8) said nothing (exit status 32)\n"
        self.end(self.service, status=1, output=text)
        mounts.detach_below(self.target)

    def fail_to_map_and_unmount(self, line, umount):
        """Lets a line of mount(8)'s table fail, and what is done about it."""
        programs.replace(self, "mount", programs.without_line(line))
        programs.replace(self, "umount", umount)
        failing = self.map, self.service, self.refs
        self.assert_fails("RuntimeError", "no such thing", *failing)
