"""The target: occupied, full, read-only, or gone in the middle of a map."""

import os
import re

from support import images, mounts, packets, programs
from support.loss import LossCase
from support.service import call


class TargetTest(LossCase):
    def setUp(self):
        super().setUp()
        self.disk = self.mount_disk(self.directory("run", "inputs", "disk"), data="nr_inodes=5")
        self.target = self.directory("run", "inputs", "disk", "target")
        self.service = self.start()

    def assert_refused(self, text, target=None, start=1):
        """Checks that one image and several are refused."""
        for refs in (self.refs[start - 1:start], self.refs[start - 1:]):
            with self.subTest(text, count=len(refs)):
                pattern = re.compile(text, re.DOTALL)
                self.assert_fails("RuntimeError", pattern, self.map, self.service, refs, target=target or self.target)

    def assert_recovers(self):
        """Checks that the service maps to another target, and that the store is as it was."""
        self.assert_serves(self.service, self.refs)
        self.assert_whole()

    def test_is_refused_when_something_is_mounted_on_it_or_below(self):
        for names in ((), ("below",), ("below", "further")):
            target = self.directory("run", "inputs", f"occupied-{len(names)}")
            point = self.mount_disk(os.path.join(target, *names))
            images.write(point, "file", b"mine")
            self.assert_refused(
                rf"\ACannot map to {target}: something is mounted there already \(tmpfs on {point}\); "
                r"unmount it, or use another target\Z", target
            )
            self.assertEqual([it.point for it in mounts.below(target)], [point])
            self.assertEqual(os.listdir(point), ["file"])
        self.assert_recovers()

    def test_is_refused_when_a_service_has_mapped_to_it(self):
        self.map(self.service, self.refs[:1])
        other = self.start()
        for start in (1, 2):
            self.assert_refused(f"^Cannot map to {self.target}: something is mounted there already", start=start)
        text = re.compile("something is mounted there already")
        self.assert_fails("RuntimeError", text, self.map, other, self.refs)
        self.end(other)
        self.assert_mapped(self.refs[0])
        self.assertEqual(os.listdir(self.target), self.refs[:1])
        self.assert_recovers()

    def test_is_mapped_to_when_it_is_full_or_nothing_can_be_bound_or_made_there(self):
        for number in range(3):
            images.write(self.disk, f"file {number}")
        for change in (
            lambda: None,
            lambda: mounts.mount(None, self.disk, flags=mounts.UNBINDABLE),
            lambda: mounts.mount(None, self.disk, flags=mounts.REMOUNT | mounts.RDONLY),
        ):
            change()
            self.assert_maps_and_unmaps(self.target, self.refs)
            self.assert_untouched()
        self.assert_recovers()

    def test_is_mapped_to_when_mounts_below_it_are_hidden(self):
        hidden = self.mount_disk(os.path.join(self.target, "inside"))
        self.mount_disk(self.disk)
        # At the same path is another directory.
        os.mkdir(self.target)
        self.map(self.service, self.refs)
        self.assert_all_mapped(self.refs)
        self.end(self.service)
        self.assertEqual([it.point for it in mounts.below(self.target)], [hidden])
        self.assertEqual(os.listdir(self.target), [])

    def assert_vanishes(self, script, text):
        programs.replace(self, "mount", script)
        self.assert_fails("RuntimeError", re.compile(text), self.map, self.service, self.refs[:1])
        self.assertEqual(mounts.below(self.inputs), [])
        programs.restore(self, "mount")
        self.assert_recovers()

    def test_is_not_mapped_to_when_it_vanishes_before_the_mounts(self):
        self.assert_vanishes(f'umount --lazy {self.disk}; exec "$REAL" "$@"', "No such file")

    def test_is_not_mapped_to_when_it_vanishes_after_the_mounts(self):
        self.assert_vanishes(f'"$REAL" "$@"; umount --lazy {self.disk}', "exchanged or is gone")

    def test_is_mapped_to_when_a_link_to_it_leads_elsewhere_before_the_mounts(self):
        link, other = os.path.join(self.inputs, "link"), self.directory("run", "inputs", "other")
        for refs in (self.refs[:1], self.refs[1:]):
            os.symlink(self.target, link)
            for ref in refs:
                os.makedirs(os.path.join(other, ref))
            programs.replace(self, "mount", f'ln -sfn {other} {link}; exec "$REAL" "$@"')
            self.assert_maps_and_unmaps(link, refs)
            self.assertEqual(mounts.below(other), [])
            os.unlink(link)
        programs.restore(self, "mount")
        self.assert_recovers()

    def test_may_be_a_descriptor_of_another_process(self):
        fd = self.opened(os.open(self.target, os.O_RDONLY))
        for refs in (self.refs[:1], self.refs[1:]):
            self.assert_maps_and_unmaps(f"/proc/{os.getpid()}/fd/{fd}", refs)
        self.assert_recovers()

    def assert_maps_and_unmaps(self, path, refs):
        """Maps to a path that leads to the target."""
        service = self.start()
        self.assertEqual(self.map(service, refs, target=path)["path"], path)
        self.assert_all_mapped(refs)
        self.end(service)
        self.assert_unmapped()

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
        self.assert_fails("RuntimeError", re.compile("No such file"), self.map, self.service, self.refs)
        self.store.answer = self.store.serve
        self.assert_recovers()

    def test_is_missing_in_some_of_many_requests_that_wait_and_each_is_answered(self):
        missing = os.path.join(self.inputs, "missing")
        for number in range(20):
            target = missing if number % 2 == 0 else self.directory("run", "inputs", f"{number}")
            data = packets.encode(call("map", self.request(self.refs, target=target)))
            self.service.send(data)
        kinds = [self.service.receive().value["type"] for _ in range(20)]
        self.assertEqual(kinds, ["exception", "reply"] * 10)
        self.assert_recovers()
