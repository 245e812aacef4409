"""The conversation with the store, when that is not what it should be."""

import os
import re
import threading
import time

from support import packets, store
from support.case import MapCase
from support.service import IMPATIENT_BINARY, RemoteError


class StoreTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.image()
        self.service = self.start(binary=IMPATIENT_BINARY)

    def tearDown(self):
        self.store.answer = self.store.serve
        self.map(self.service, [self.ref])
        self.assert_mapped(self.ref)
        self.end(self.service)

    def assert_both_fail(self, reason, **changes):
        """Checks that images and pipelines fail alike, and that nothing is left of them."""
        pattern = re.compile(f"^Cannot (ask|reach) the store at .*: {reason}")
        for origin in ("org.osbuild.source", "org.osbuild.pipeline"):
            self.assert_fails(
                "StoreError", pattern, self.map, self.service, [self.ref], origin=origin, **changes
            )
            self.assert_untouched()

    def test_fails_when_nobody_is_at_the_socket(self):
        missing = {"store": os.path.join(self.tmp, "missing")}
        self.assert_both_fail("No such file or directory", api=missing)
        self.assert_both_fail("Connection refused", api={"store": __file__})
        self.assert_both_fail("Connection refused", api={"store": self.tmp})
        self.assert_both_fail("No such file or directory", api={"store": "relative"})

    def test_fails_when_the_path_is_longer_than_an_address(self):
        for length in (108, 109, 4096, 100_000):
            path = self.tmp.ljust(length, "x")
            self.assert_both_fail(
                f"its path has {length} bytes, more than 107", api={"store": path}
            )

    def test_asks_at_a_path_of_107_bytes(self):
        address = os.path.join(self.tmp, "\u00e4".ljust(105 - len(self.tmp), "s"))
        self.assertEqual(len(address.encode()), 107)
        other = store.Store(self.directory("other"), address)
        self.addCleanup(other.stop)
        pattern = re.compile("does not exist")
        self.assert_fails(
            "RuntimeError", pattern, self.map, self.service, [self.ref], api={"store": address}
        )
        self.assertEqual(len(other.questions), 1)

    def test_refuses_paths_that_are_none(self):
        for path in ("", "a\0b", "\ud800"):
            pattern = re.compile("^Cannot ask the store at ")
            self.assert_fails(
                "ValueError", pattern, self.map, self.service, [self.ref], api={"store": path}
            )

    def test_fails_when_the_store_closes_instead_of_answering(self):
        self.store.answer = lambda _: store.CLOSE
        self.assert_both_fail("it closed the connection")

    def test_fails_when_the_store_says_nothing_for_as_long_as_it_may(self):
        self.store.answer = lambda _: store.SILENCE
        start = time.monotonic()
        self.assert_both_fail("it gave no answer within 1 s")
        self.assertLess(time.monotonic() - start, 10)

    def test_waits_for_a_store_that_is_slow(self):
        def answer(question):
            time.sleep(0.5)
            return self.store.serve(question)

        self.store.answer = answer
        self.map(self.service, [self.ref], target=self.directory("run", "inputs", "slow"))

    def test_fails_when_the_answer_is_nonsense(self):
        for answer in (
            b"nonsense",
            b"\xff",
            b"{",
            packets.MARKER,
            [],
            1,
            "x",
            b"null",
            b"[" * 100_000,
        ):
            with self.subTest(answer):
                self.store.answer = lambda _, it=answer: it
                self.assert_both_fail("")

    def test_fails_when_the_path_in_the_answer_is_none(self):
        for path in (1, [], {}, True, ["/"]):
            self.store.answer = lambda _, it=path: {"path": it}
            self.assert_both_fail("it answered ")
        self.store.answer = lambda _: {}
        self.assert_both_fail("it answered nothing")

    def test_fails_when_the_directory_of_the_source_is_none(self):
        for path in (None, "", "relative", "./x"):
            self.store.answer = lambda _, it=path: {"path": it}
            pattern = re.compile("^Cannot ask the store at .*: it answered ")
            self.assert_fails("StoreError", pattern, self.map, self.service, [self.ref])
            self.assert_untouched()

    def test_passes_on_what_the_store_failed_with(self):
        error = {"type": "KeyError", "value": "'object-id'", "traceback": "  File x\n"}
        self.store.answer = lambda _: {"method": "exception", "exception": error}
        self.assert_both_fail("it failed with KeyError: 'object-id'$")

    def test_passes_on_why_a_tree_was_not_mounted(self):
        self.store.answer = lambda _: {"error": "mount: /x: no (code: 32)"}
        text = "Cannot mount the tree of pipeline p: mount: /x: no (code: 32)"
        self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, ["p"])

    def test_closes_the_connection_after_each_map(self):
        self.assert_alive(self.service)
        before = len(os.listdir(f"/proc/{self.service.pid}/fd"))
        for answer in (
            self.store.serve,
            lambda _: {"error": "x"},
            lambda _: b"x",
            lambda _: store.CLOSE,
        ):
            self.store.answer = answer
            for origin in ("org.osbuild.source", "org.osbuild.pipeline"):
                with self.assertRaises(RemoteError):
                    self.map(self.service, ["gone"], origin=origin)
        self.assert_alive(self.service)
        self.assertEqual(len(os.listdir(f"/proc/{self.service.pid}/fd")), before)
        deadline = time.monotonic() + 5
        while threading.active_count() > 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(threading.active_count(), 2, "the store sees no open connection")
