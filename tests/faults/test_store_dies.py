"""The process that is the store dies in the middle of a question; the next request finds another."""

import os
import signal

from support import images, packets, store
from support.case import MapCase
from support.service import call


class StoreDiesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.tree("tree", "archive")
        self.before = images.snapshot(self.store.sources)
        self.service = self.start()

    def tearDown(self):
        self.assert_alive(self.service)
        self.map(self.service, self.refs)
        for ref in self.refs:
            self.assert_mapped(ref)
        self.end(self.service)
        self.assertEqual(images.snapshot(self.store.sources), self.before)

    def other_store(self, answer):
        """A store in a process of its own, which `answer` ends; returns its address."""
        address = os.path.join(self.tmp, f"api-{os.urandom(4).hex()}")
        ready, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            other = store.Store.__new__(store.Store)
            other.address, other.questions, other.answer = address, [], answer
            other._listen()
            os.write(told, b"x")
            signal.pause()
        os.read(ready, 1)
        os.close(ready)
        os.close(told)
        return address, pid

    def assert_store_error(self, answer, **changes):
        address, pid = self.other_store(answer)
        data = packets.encode(call("map", self.request(self.refs, api={"store": address}, **changes)))
        message = self.service.ask(data).value
        self.assertEqual(message["type"], "exception")
        self.assertEqual(message["data"]["name"], "StoreError")
        self.assertIn("it closed the connection", message["data"]["value"])
        self.assert_untouched()
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), -signal.SIGKILL)

    def test_after_the_question(self):
        self.assert_store_error(lambda _: os.kill(os.getpid(), signal.SIGKILL))

    def test_after_the_question_for_a_tree(self):
        self.assert_store_error(
            lambda _: os.kill(os.getpid(), signal.SIGKILL), origin="org.osbuild.pipeline"
        )

    def test_between_two_connections(self):
        address, pid = self.other_store(lambda _: {"path": None})
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        pattern = f"Cannot reach the store at {address}: Connection refused"
        self.assert_fails("StoreError", pattern, self.map, self.service, self.refs, api={"store": address})
        self.assert_untouched()

    def test_is_found_behind_a_symbolic_link(self):
        link = os.path.join(self.tmp, "link")
        os.symlink(self.store.address, link)
        other = self.directory("run", "inputs", "other")
        self.map(self.service, self.refs, api={"store": link}, target=other)
        self.assert_mapped(self.refs[0], other)
