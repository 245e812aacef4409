"""SIGKILL at every stage of a map, and osbuild's recursive delete after it: the store stays whole."""

import os
import signal

from support import mounts, osbuild, packets, pause
from support.loss import LossCase
from support.process import reap
from support.service import call
from support.wait import wait_until


class KilledTest(LossCase):
    def mount_points(self, refs):
        """Where mounts are expected for references."""
        return {os.path.join(self.target, ref) for ref in refs}

    def request_of(self, service, refs):
        service.send(packets.encode(call("map", self.request(refs))))

    def kill(self, service):
        os.kill(service.pid, signal.SIGKILL)
        service.process.wait()

    def test_notices_what_is_lost_through_a_writable_mount(self):
        point = self.directory("run", "inputs", "images", "writable")
        mounts.bind(self.store.image(self.refs[0]), point)
        with self.assertRaises(AssertionError):
            self.assert_nothing_lost()
        mounts.detach(point)

    def test_loses_nothing_when_killed_after_any_change_of_the_mounts(self):
        def deletes(pausing, _pid, _target):
            osbuild.delete(self.run_dir)
            pausing.go_on()

        def goes_on_with_a_delete_that_began_before(pausing, _pid, target):
            osbuild.delete_inside(target)
            pausing.go_on()

        # How many programs have to exit: mount(8), and what stopped it if that is killed.
        for what, action, programs_left in (
            ("mount is killed, too", lambda _pausing, pid, _target: os.kill(pid, signal.SIGKILL), 2),
            ("mount goes on", lambda pausing, _pid, _target: pausing.go_on(), 1),
            ("osbuild deletes while mount is at work", deletes, 1),
            ("a delete that began before reaches the mounts", goes_on_with_a_delete_that_began_before, 1),
        ):
            for count in (1, 3):
                with self.subTest(what, count=count):
                    change = 0
                    while self.is_killed_after(change, count, action, programs_left):
                        change += 1
                    self.assertGreater(change, count, "it was stopped at least once for each image")

    def is_killed_after(self, change, count, action, programs_left):
        """Stops a map after a change of the mounts, and kills the service then.

        `action` gets the paused mount(8) and the target, opened before. Returns whether there was
        such a change.
        """
        pausing = pause.in_mount(self, change)
        service = self.start()
        target = os.open(self.target, os.O_RDONLY)
        self.request_of(service, self.refs[:count])
        stopped = pausing.reached_by(service)
        if stopped:
            self.assert_none_writable()
            pid = pausing.reached()
            self.kill(service)
            action(pausing, pid, target)
            self.assertEqual(reap(), programs_left)
        else:
            self.end(service)
        self.assert_nothing_lost()
        os.close(target)
        return stopped

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
            reap()
            self.assert_nothing_lost()

    def test_loses_nothing_when_killed_while_umount_is_at_work(self):
        for fail in (True, False):
            for script in ('pause; exec "$REAL" "$@"', '"$REAL" "$@"; pause'):
                for count in (1, 3):
                    pausing = pause.Pause(self, "umount", script)
                    pause.Pause(self, "mount", f'"$REAL" "$@"; exit {32 if fail else 0}')
                    service = self.start()
                    self.request_of(service, self.refs[:count])
                    if not fail:
                        service.receive()
                        service.socket.close()
                    pid = pausing.reached()
                    self.kill(service)
                    os.kill(pid, signal.SIGKILL)
                    reap()
                    self.assert_nothing_lost()

    def test_loses_nothing_when_killed_after_many_maps(self):
        service = self.start()
        for number in range(12):
            self.next_target()
            self.map(service, self.refs[: 1 + number % 3])
        self.kill(service)
        self.assertNotEqual(mounts.below(self.inputs), [], "the mounts are left behind")
        self.assert_nothing_lost()
