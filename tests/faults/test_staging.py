"""The staging mount point of mount(8): whoever looks at it meanwhile sees nothing of the store."""

import os
import signal
import subprocess

from support import mounts, pause
from support.case import MapCase
from support.process import children, is_running, reap, wait_until
from support.service import NOBODY


class StagingTest(MapCase):
    def setUp(self):
        super().setUp()
        os.chmod(self.store.root, 0o700)

    def at_each_change(self, refs, action):
        """Stops mount(8) after each change of the mounts; `action` gets its number.

        Returns how often.
        """
        change = 0
        while True:
            self.next_target()
            pausing = pause.in_mount(self, change)
            service = self.start()
            service.send(self.call_of(refs))
            stopped = pausing.reached_by(service)
            if stopped:
                action(*children(pausing.reached()))
                pausing.go_on()
            self.assertEqual(service.receive().value["type"], "reply")
            self.end(service)
            if not stopped:
                return change
            change += 1

    def test_shows_nothing_to_another_user_at_any_change(self):
        self.require_users()
        seen = []

        def look(pid):
            seen.extend(_seen_by_others(f"/proc/{pid}/task"))

        for count in (1, 2):
            self.assertGreater(self.at_each_change(self.refs[:count], look), 2 + count)
        self.assertEqual(seen, [])

    def test_passes_nothing_but_its_empty_cover_on_when_proc_is_shared(self):
        self.addCleanup(mounts.mount, None, "/proc", flags=mounts.PRIVATE)
        mounts.mount(None, "/proc", flags=mounts.SHARED)
        seen = []

        def look(pid):
            for peer in (shared, slave):
                there = [it for it in mounts.mounts(peer) if it.point.startswith(f"/proc/{pid}/")]
                seen.extend(it for it in there if it.root != "/" or it.kind != "tmpfs")
                seen.extend(_names_below(f"/proc/{peer}/root/proc/{pid}/task"))

        with mounts.namespace("unchanged") as shared, mounts.namespace("slave") as slave:
            for count in (1, 2):
                self.at_each_change(self.refs[:count], look)
            self.assertEqual(seen, [])
            for peer in (shared, slave):
                left = [it for it in mounts.mounts(peer) if it.point.startswith("/proc/")]
                self.assertEqual([it for it in left if "/task" in it.point], [])

    def test_stays_closed_to_others_when_mount_is_killed_and_not_reaped(self):
        self.require_users()
        pausing = pause.in_mount(self, 3)
        self.service.send(self.call_of(self.refs))
        tracer = pausing.reached()
        (pid,) = children(tracer)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_running(pid), "mount(8) is dead")
        # Its parent, which does not reap it, is killed later.
        self.assertEqual(_seen_by_others(f"/proc/{pid}/task"), [])
        os.kill(tracer, signal.SIGKILL)
        self.assertEqual(self.service.receive().value["type"], "exception")
        self.assert_empty()
        self.end(self.service)
        reap()


def _seen_by_others(directory):
    """What another user sees there, besides the numbers of threads."""
    options = {**NOBODY, "capture_output": True, "text": True, "check": False}
    listed = subprocess.run(["ls", "-A", directory], **options).stdout.split()
    return [name for name in listed if not name.isdigit()]


def _names_below(directory):
    """What is to be seen in the staging mount point, if there is one."""
    names = os.listdir(directory) if os.path.isdir(directory) else []
    return [it for name in names if not name.isdigit() for it in os.listdir(f"{directory}/{name}")]
