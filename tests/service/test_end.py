"""How the service ends: with nothing mounted, whatever has happened to the mounts meanwhile."""

import os
import shutil
import signal
import subprocess
import time

from support import mounts
from support.case import MapCase

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)


class EndTest(MapCase):
    def mapped(self, refs=None):
        self.next_target()
        service = self.start()
        self.map(service, refs or self.refs)
        return service

    def assert_clean_end(self, service):
        self.end(service)
        self.assert_empty()

    def test_lives_on_when_signals_come(self):
        self.assert_alive(self.service)
        for refs in (self.refs[:1], self.refs):
            for number in SIGNALS * 3:
                os.kill(self.service.pid, number)
            self.next_target()
            self.map(self.service, refs)
        self.assert_mapped(self.refs)
        self.assert_clean_end(self.service)

    def test_cleans_up_and_exits_with_0_when_the_connection_is_reset(self):
        # Closing with something unread in the queue makes ECONNRESET of the end.
        service = self.mapped()
        service.send(b"1")
        service.send(b'{"type": "x"}')
        time.sleep(0.2)
        self.assert_clean_end(service)

    def test_cleans_up_and_exits_with_0_when_a_refusal_can_not_be_told(self):
        service = self.mapped()
        os.kill(service.pid, signal.SIGSTOP)
        service.send(b"nonsense")
        service.socket.close()
        os.kill(service.pid, signal.SIGCONT)
        self.assertEqual(service.wait(), (0, ""))
        self.assert_empty()

    def test_detaches_what_a_process_is_in(self):
        for refs in (self.refs[:1], self.refs):
            service = self.mapped(refs)
            directory = os.path.join(self.target, refs[-1])
            inside = subprocess.Popen(["sleep", "600"], cwd=directory)
            self.addCleanup(inside.wait)
            self.addCleanup(inside.kill)
            with open(os.path.join(directory, "manifest.json"), "rb") as file:
                self.assert_clean_end(service)
                shutil.rmtree(self.target)
                self.assertTrue(file.read(), "whoever reads may go on")

    def test_says_what_stays_when_others_have_hidden_it(self):
        service = self.mapped()
        self.mount_disk(self.inputs)
        # At the same path, but not ours.
        self.mount_disk(self.target)
        self.end(service, 1, f"Cannot detach {self.target}: it is hidden by another mount\n")
        self.assertEqual(len(mounts.below(self.target)), 2 + len(self.refs))
        mounts.detach(self.target)
        mounts.detach(self.inputs)
        self.assertEqual(len(mounts.below(self.target)), 1 + len(self.refs))
        mounts.detach(self.target)

    def test_cleans_up_and_exits_with_0_whatever_others_did_to_the_mounts(self):
        elsewhere = self.directory("elsewhere")
        image = lambda: os.path.join(self.target, self.refs[0])

        def exchange_target():
            mounts.detach_below(self.target)
            os.rename(self.target, f"{self.target}.gone")
            os.mkdir(self.target)

        for what, change in {
            "all detached": lambda: mounts.detach_below(self.target),
            "one detached": lambda: mounts.detach(image()),
            "one hidden": lambda: mounts.mount("disk", image(), "tmpfs"),
            "all hidden": lambda: mounts.mount("disk", self.target, "tmpfs"),
            "target exchanged": exchange_target,
            "all moved": lambda: mounts.mount(self.target, elsewhere, flags=mounts.MOVE),
            "one moved": lambda: mounts.mount(image(), elsewhere, flags=mounts.MOVE),
            "directory above renamed": lambda: os.rename(self.inputs, f"{self.inputs}.renamed"),
        }.items():
            for refs in (self.refs[:1], self.refs):
                with self.subTest(what, count=len(refs)):
                    service = self.mapped(refs)
                    change()
                    self.end(service)
                    if not os.path.exists(self.inputs):
                        os.rename(f"{self.inputs}.renamed", self.inputs)
                    self.assertEqual(mounts.below(self.tmp), [])
                    self.assert_empty()
