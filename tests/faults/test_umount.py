"""umount(8) is missing, killed, talkative, or lies: what stays is told, and nothing is lost."""

from support import images, mounts, osbuild, programs
from support.case import MapCase


class UmountTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.before = images.snapshot(self.store.sources)

    def assert_told(self, count, pattern):
        """Ends a service that can't unmount: one line for all that stays, status 1, no loss."""
        service = self.start()
        self.map(service, self.refs[:count])
        end = service.finish()
        self.assertEqual(end.status, 1)
        self.assertRegex(end.output, rf"(?s)\Aorg\.osbuild\.containers: Cannot detach .*{pattern}.*\n\Z")
        self.assertEqual(end.output.count("\n"), 1)
        self.assertLess(len(end.output), 100_000)
        osbuild.delete(self.run_dir)
        self.assertEqual(images.snapshot(self.store.sources), self.before)
        mounts.detach_below(self.run_dir)
        osbuild.delete(self.run_dir)
        self.target = self.directory("run", "inputs", "images")

    def test_is_told_when_it_is_not_to_be_run(self):
        programs.hide(self, "umount")
        for count in (1, 3):
            self.assert_told(count, r"umount\(8\)")

    def test_is_told_when_it_is_killed(self):
        programs.replace(self, "umount", "kill -9 $$")
        for count in (1, 3):
            self.assert_told(count, r"\(code: 137\)")

    def test_is_told_in_one_line_when_it_prints_without_measure(self):
        for script in (
            "head -c 3000000 /dev/zero | tr '\\0' x >&2", "head -c 3000000 /dev/urandom >&2",
            "yes umount: no | head -n 100000 >&2",
        ):
            programs.replace(self, "umount", f"{script}; exit 32")
            self.assert_told(3, r"\(code: 32\)")

    def test_has_done_its_work_when_it_is_killed_after_that(self):
        programs.replace(self, "umount", '"$REAL" "$@"; kill -9 $$')
        for count in (1, 3):
            service = self.start()
            target = self.directory("run", "inputs", f"input-{count}")
            self.map(service, self.refs[:count], target=target)
            self.end(service)
            self.assert_unmapped(target)
