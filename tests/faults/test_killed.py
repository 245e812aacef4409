"""SIGKILL at every stage of a map, and osbuild's delete after it: the store stays whole."""

import itertools
import os
import random
import threading

from support import loss, mounts, pause
from support.loss import LossCase
from support.process import reap, wait_until


class KilledTest(LossCase):
    def requested(self, count):
        """A service that is asked for so many images."""
        service = self.start()
        service.send(self.call_of(self.refs[:count]))
        return service

    def kill(self, service):
        service.process.kill()
        service.process.wait()

    def test_notices_what_is_lost_through_a_writable_mount(self):
        point = self.directory("run", "inputs", "images", "writable")
        mounts.bind(self.store.image(self.refs[0]), point)
        with self.assertRaises(AssertionError):
            self.assert_nothing_lost()
        mounts.detach(point)

    def test_loses_nothing_when_killed_after_any_change_of_the_mounts(self):
        def deletes(pausing, _pid, _target):
            loss.delete(self.run_dir)
            pausing.go_on()

        def goes_on_with_a_delete_that_began_before(pausing, _pid, target):
            loss.delete_inside(target)
            pausing.go_on()

        # How many programs have to exit: mount(8), and what stopped it if that is killed.
        for what, action, programs_left in (
            ("mount is killed, too", lambda _pausing, pid, _target: os.kill(pid, 9), 2),
            ("mount goes on", lambda pausing, _pid, _target: pausing.go_on(), 1),
            ("osbuild deletes while mount is at work", deletes, 1),
            ("an earlier delete reaches the mounts", goes_on_with_a_delete_that_began_before, 1),
        ):
            for count in (1, 3):
                with self.subTest(what, count=count):
                    change = 0
                    while self.is_killed_after(change, count, action, programs_left):
                        change += 1
                    self.assertGreater(change, count, "it stopped at least once for each image")

    def is_killed_after(self, change, count, action, programs_left):
        """Stops a map after a change of the mounts, and kills the service then.

        `action` gets the paused mount(8) and the target, opened before. Returns whether there was
        such a change.
        """
        pausing = pause.in_mount(self, change)
        target = os.open(self.target, os.O_RDONLY)
        service = self.requested(count)
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
        self.map(self.service, self.refs)
        there = mounts.below(self.target)
        self.assertEqual([it for it in mounts.mounts() if it not in there], before)
        self.end(self.service)
        self.assertEqual(mounts.mounts(), before)

    def test_loses_nothing_when_killed_before_the_reply_is_read(self):
        for count in (1, 3):
            service = self.requested(count)
            wait_until(service.has_answered, "the reply")
            self.kill(service)
            self.assertNotEqual(mounts.below(self.target), [], "the mounts are left behind")
            self.assert_nothing_lost()

    def test_loses_nothing_when_killed_while_umount_is_at_work(self):
        scripts = 'pause; exec "$REAL" "$@"', '"$REAL" "$@"; pause'
        for fails, script, count in itertools.product((True, False), scripts, (1, 3)):
            with self.subTest(script, map_fails=fails, count=count):
                pausing = pause.Pause(self, "umount", script)
                pause.Pause(self, "mount", f'"$REAL" "$@"; exit {32 if fails else 0}')
                service = self.requested(count)
                if not fails:
                    service.receive()
                    service.socket.close()
                pid = pausing.reached()
                self.kill(service)
                os.kill(pid, 9)
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


class ManyKilledTest(LossCase):
    def test_services_at_once_do_not_disturb_each_other_when_every_third_is_killed(self):
        services = [self.start() for _ in range(20)]
        failures = []

        def live(number, service):
            chance = random.Random(number)
            try:
                for turn in range(4):
                    target = self.directory("run", f"inputs-{number}", str(turn))
                    refs = chance.sample(self.refs, chance.randint(1, 3))
                    self.map(service, refs, target=target)
                    self.assert_mapped(refs, target)
                if number % 3 == 0:
                    service.process.kill()
                    service.process.wait()
                    return
                self.end(service)
                self.assertEqual(mounts.below(f"{self.run_dir}/inputs-{number}"), [])
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)

        threads = [threading.Thread(target=live, args=it) for it in enumerate(services)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assert_nothing_lost()
