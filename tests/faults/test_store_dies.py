"""The process that is the store dies in the middle of a question; the next request finds another."""

import os
import signal

from support import images, store
from support.case import MapCase


class StoreDiesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.images(3)
        self.before = images.snapshot(self.store.sources)
        self.service = self.start()

    def other_store(self, answer):
        """A store in a process of its own, which `answer` ends; returns its address and number."""
        address = os.path.join(self.tmp, f"api-{os.urandom(4).hex()}")
        ready, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            store.Store(f"{address}-root", address).answer = answer
            os.write(told, b"x")
            signal.pause()
        os.read(ready, 1)
        os.close(ready)
        os.close(told)
        return address, pid

    def assert_recovers(self):
        self.assert_serves(self.service, self.refs)
        self.assertEqual(images.snapshot(self.store.sources), self.before)

    def test_after_the_question(self):
        for origin in ("org.osbuild.source", "org.osbuild.pipeline"):
            address, pid = self.other_store(lambda _: os.kill(os.getpid(), signal.SIGKILL))
            text = f"Cannot ask the store at {address}: it closed the connection"
            changes = {"api": {"store": address}, "origin": origin}
            self.assert_fails("StoreError", text, self.map, self.service, self.refs, **changes)
            self.assert_untouched()
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), -signal.SIGKILL)
        self.assert_recovers()

    def test_between_two_connections(self):
        address, pid = self.other_store(lambda _: {"path": None})
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        text = f"Cannot reach the store at {address}: Connection refused"
        self.assert_fails("StoreError", text, self.map, self.service, self.refs, api={"store": address})
        self.assert_untouched()
        self.assert_recovers()
