"""The target: occupied, full, read-only, or gone in the middle of a map."""

import os

from support import images, mounts, programs
from support.loss import LossCase


class TargetTest(LossCase):
    def setUp(self):
        super().setUp()
        self.disk = self.mount_disk(self.directory("run", "inputs", "disk"), data="nr_inodes=5")
        self.target = self.directory("run", "inputs", "disk", "target")

    def assert_recovers(self):
        """Checks that the service maps to another target, and that the store is as it was."""
        self.assert_serves(self.service)
        self.assert_whole()

    def test_is_refused_when_something_is_mounted_on_it_or_below(self):
        for names in ((), ("below",), ("below", "further")):
            target = self.directory("run", "inputs", f"occupied-{len(names)}")
            point = self.mount_disk(os.path.join(target, *names))
            images.write(point, "file", b"mine")
            reason = rf"something is mounted there already \(tmpfs on {point}\)"
            pattern = rf"\ACannot map to {target}: {reason}; unmount it, or use another target\Z"
            self.assert_map_fails(pattern, target=target)
        self.assert_recovers()

    def test_is_refused_when_a_service_has_mapped_to_it(self):
        self.map(self.service, self.refs[1:])
        other = self.start()
        for service in (self.service, other):
            pattern = f"^Cannot map to {self.target}: something is mounted there already"
            self.assert_map_fails(pattern, service=service)
        self.end(other)
        self.assert_mapped(self.refs[1:])
        self.assertEqual(sorted(os.listdir(self.target)), sorted(self.refs[1:]))
        self.assert_recovers()

    def test_is_mapped_to_when_it_is_full_or_nothing_can_be_bound_or_made_there(self):
        for number in range(3):
            images.write(self.disk, f"file {number}")
        for flags in (0, mounts.UNBINDABLE, mounts.REMOUNT | mounts.RDONLY):
            if flags:
                mounts.mount(None, self.disk, flags=flags)
            self.assert_serves(self.start(), target=self.target)
        self.assert_recovers()

    def test_is_mapped_to_when_mounts_below_it_are_hidden(self):
        hidden = self.mount_disk(os.path.join(self.target, "inside"))
        self.mount_disk(self.disk)
        # At the same path is another directory.
        os.mkdir(self.target)
        self.map(self.service, self.refs)
        self.assert_mapped(self.refs)
        self.end(self.service)
        self.assertEqual([it.point for it in mounts.below(self.target)], [hidden])
        self.assertEqual(os.listdir(self.target), [])

    def test_is_not_mapped_to_when_it_vanishes_before_or_after_the_mounts(self):
        vanish = f"umount --lazy {self.disk}"
        for script, reason in (
            (f'"$REAL" "$@"; {vanish}', "exchanged or is gone"),
            (f'{vanish}; exec "$REAL" "$@"', "No such file"),
        ):
            programs.replace(self, "mount", script)
            failing = self.map, self.service, self.refs[:1]
            self.assert_fails("RuntimeError", reason, *failing)
            self.assertEqual(mounts.below(self.inputs), [])
            self.mount_disk(self.disk)
            os.mkdir(self.target)
        programs.restore(self, "mount")
        self.assert_recovers()

    def test_is_mapped_to_when_a_link_to_it_leads_elsewhere_before_the_mounts(self):
        link, other = os.path.join(self.inputs, "link"), self.directory("run", "inputs", "other")
        for ref in self.refs:
            os.mkdir(os.path.join(other, ref))
        for refs in (self.refs[:1], self.refs[1:]):
            os.symlink(self.target, link)
            programs.replace(self, "mount", f'ln -sfn {other} {link}; exec "$REAL" "$@"')
            self.assert_serves(self.start(), refs, target=link)
            self.assertEqual(mounts.below(other), [])
            os.unlink(link)
        programs.restore(self, "mount")
        self.assert_recovers()

    def test_may_be_a_descriptor_of_another_process(self):
        fd = self.opened(os.open(self.target, os.O_RDONLY))
        for refs in (self.refs[:1], self.refs[1:]):
            self.assert_serves(self.start(), refs, target=f"/proc/{os.getpid()}/fd/{fd}")

    def test_may_vanish_after_the_map(self):
        self.map(self.service, self.refs)
        mounts.detach(self.disk)
        self.assertEqual(mounts.below(self.inputs), [])
        self.assert_recovers()

    def test_is_missed_when_it_is_deleted_while_the_store_is_asked(self):
        def answer(question):
            os.rmdir(self.target)
            return self.store.serve(question)

        self.store.answer = answer
        self.assert_fails("RuntimeError", "No such file", self.map, self.service, self.refs)
        self.store.answer = self.store.serve
        self.assert_recovers()

    def test_is_missing_in_some_of_many_requests_that_wait_and_each_is_answered(self):
        missing = os.path.join(self.inputs, "missing")
        for number in range(20):
            target = missing if number % 2 == 0 else self.next_target()
            self.service.send(self.call_of(self.refs, target=target))
        kinds = [self.service.receive().value["type"] for _ in range(20)]
        self.assertEqual(kinds, ["exception", "reply"] * 10)
        self.assert_recovers()
