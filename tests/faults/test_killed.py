"""SIGKILL at every stage of a map, and osbuild's recursive delete after it: the store stays whole."""

import os
import signal

from support import images, mounts, osbuild, packets, pause
from support.case import MapCase
from support.service import call
from support.wait import wait_until


class KilledTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.make_images()
        self.before = images.snapshot(self.store.root)

    def make_images(self):
        """Makes what is not to be lost; returns three references."""
        return self.images(3)

    def mount_points(self, refs):
        """Where mounts are expected for references."""
        return {os.path.join(self.target, ref) for ref in refs}

    def request_of(self, service, refs):
        service.send(packets.encode(call("map", self.request(refs))))

    def kill(self, service):
        os.kill(service.pid, signal.SIGKILL)
        service.process.wait()

    def assert_nothing_lost(self):
        """Deletes with whatever mounts are there, and again without them."""
        osbuild.delete(self.run_dir)
        self.assertEqual(images.snapshot(self.store.root), self.before)
        mounts.detach_below(self.run_dir)
        osbuild.delete(self.run_dir)
        self.assertEqual(images.snapshot(self.store.root), self.before)
        self.assertFalse(os.path.exists(self.run_dir), "nothing is in the way of the next build")
        self.target = self.directory("run", "inputs", "images")

    def test_notices_what_is_lost_through_a_writable_mount(self):
        point = self.directory("run", "inputs", "images", "writable")
        mounts.bind(self.store.image(self.refs[0]), point)
        with self.assertRaises(AssertionError):
            self.assert_nothing_lost()
        mounts.detach(point)

    def assert_nothing_lost_at_any_change(self, action, programs_left):
        """Stops a map after each change of the mounts, and kills the service then.

        `action` gets the paused mount(8) and the target, opened before; then `programs_left`
        programs have to exit.
        """
        for count in (1, 3):
            change = 0
            while True:
                pausing = pause.in_mount(self, change)
                service = self.start()
                target = os.open(self.target, os.O_RDONLY)
                self.request_of(service, self.refs[:count])
                if not pausing.reached_by(service):
                    break
                seen = [it for it in mounts.below(self.target) if it.point != self.target]
                self.assertEqual([it for it in seen if "ro" not in it.options], [])
                pid = pausing.reached()
                self.kill(service)
                action(pausing, pid, target)
                self.assertEqual(pause.reap(), programs_left)
                self.assert_nothing_lost()
                os.close(target)
                change += 1
            os.close(target)
            self.assertGreater(change, count, "it was stopped at least once for each image")
            self.end(service)
            self.assert_nothing_lost()

    def test_loses_nothing_when_mount_is_killed_too(self):
        # Two programs: mount(8) and what stopped it.
        self.assert_nothing_lost_at_any_change(lambda _, pid, __: pause.kill(pid), 2)

    def test_loses_nothing_when_mount_goes_on(self):
        self.assert_nothing_lost_at_any_change(lambda pausing, _, __: pausing.go_on(), 1)

    def test_loses_nothing_when_osbuild_deletes_while_mount_is_at_work(self):
        def action(pausing, _, __):
            osbuild.delete(self.run_dir)
            pausing.go_on()

        self.assert_nothing_lost_at_any_change(action, 1)

    def test_loses_nothing_when_a_delete_that_began_before_reaches_the_mounts(self):
        def action(pausing, _, target):
            osbuild.delete_inside(target)
            pausing.go_on()

        self.assert_nothing_lost_at_any_change(action, 1)

    def test_leaves_mounts_nowhere_but_below_the_target(self):
        before = mounts.mounts()
        service = self.start()
        self.map(service, self.refs)
        there = mounts.below(self.target)
        self.assertEqual([it for it in mounts.mounts() if it not in there], before)
        self.end(service)
        self.assertEqual(mounts.mounts(), before)

    def test_loses_nothing_when_killed_before_the_reply_is_read(self):
        for count in (1, 3):
            service = self.start()
            self.request_of(service, self.refs[:count])
            points = self.mount_points(self.refs[:count])
            wait_until(lambda it=points: it <= {seen.point for seen in mounts.below(self.target)}, "mounts")
            self.kill(service)
            pause.reap()
            self.assert_nothing_lost()

    def test_loses_nothing_when_killed_while_umount_is_at_work(self):
        for fail in (True, False):
            for make in (pause.before_umount, pause.after_umount):
                for count in (1, 3):
                    pausing = make(self)
                    pause.Pause(self, "mount", f'"$REAL" "$@"; exit {32 if fail else 0}')
                    service = self.start()
                    self.request_of(service, self.refs[:count])
                    if not fail:
                        service.receive()
                        service.socket.close()
                    pid = pausing.reached()
                    self.kill(service)
                    pause.kill(pid)
                    pause.reap()
                    self.assert_nothing_lost()

    def test_loses_nothing_when_killed_after_many_maps(self):
        service = self.start()
        for number in range(12):
            self.next_target()
            self.map(service, self.refs[: 1 + number % 3])
        self.kill(service)
        self.assertNotEqual(mounts.below(self.inputs), [], "the mounts are left behind")
        self.assert_nothing_lost()
