"""The conversation with the store, when that is not what it should be."""

import os
import re
import threading

from support import packets, store
from support.case import MapCase
from support.service import IMPATIENT_BINARY, RemoteError
from support.wait import wait_until

ORIGINS = ("org.osbuild.source", "org.osbuild.pipeline")


class StoreTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.image()
        self.service = self.start()

    def assert_fails_without_trace(self, reason, name="StoreError", origins=ORIGINS, **changes):
        """Checks that images and pipelines fail alike, and that nothing is left of them."""
        pattern = re.compile(f"^Cannot (ask|reach) the store at .*: {reason}")
        for origin in origins:
            self.assert_fails(name, pattern, self.map, self.service, [self.ref], origin=origin, **changes)
            self.assert_untouched()

    def assert_recovers(self):
        """Checks that the service maps when the store is what it should be again."""
        self.store.answer = self.store.serve
        self.assert_serves(self.service, [self.ref])

    def test_is_reported_when_it_can_not_be_reached(self):
        for path, reason in (
            (os.path.join(self.tmp, "missing"), "No such file or directory$"),
            (__file__, "Connection refused$"),
            (self.tmp, "Connection refused$"),
            *((self.tmp.ljust(length, "x"), f"its path has {length} bytes, more than 107$")
              for length in (108, 109, 4096, 100_000)),
        ):
            self.assert_fails_without_trace(reason, api={"store": path})
        self.assert_recovers()

    def test_may_have_a_path_of_107_bytes_or_be_behind_a_link(self):
        address = os.path.join(self.tmp, "\u00e4".ljust(105 - len(self.tmp), "s"))
        self.assertEqual(len(address.encode()), 107)
        os.symlink(self.store.address, address)
        self.map(self.service, [self.ref], api={"store": address})
        self.assert_mapped(self.ref)

    def test_is_reported_when_it_closes_instead_of_answering(self):
        self.store.answer = lambda _: store.CLOSE
        self.assert_fails_without_trace("it closed the connection$")
        self.assert_recovers()

    def test_is_given_up_when_it_says_nothing(self):
        self.service = self.start(binary=IMPATIENT_BINARY)
        self.store.answer = lambda _: store.SILENCE
        self.assert_fails_without_trace("it gave no answer within 1 s$")
        self.assert_recovers()

    def test_is_reported_when_its_answer_is_nonsense(self):
        for answer, reason in (
            (b"nonsense", "the message is not JSON"), (b"{", "the message is not JSON"),
            (b"[" * 100_000, "the message is not JSON"), (b"\xff", "the message is not UTF-8"),
            (packets.MARKER, "the message came without its descriptor"),
            ([], "it answered an array"), (1, "it answered 1"), ("x", "it answered x"), (b"null", "it answered nothing"),
            ({}, "it answered nothing"), *(({"path": it}, "it answered ") for it in (1, [], {}, True, ["/"])),
        ):
            with self.subTest(answer):
                self.store.answer = lambda _, it=answer: it
                self.assert_fails_without_trace(reason)
        for path, reason in (
            *((it, "it answered .* for the directory of ") for it in (None, "", "relative", "./x")),
            ("/store/\udcff", ".*not UTF-8$"),
        ):
            self.store.answer = lambda _, it=path: {"path": it}
            self.assert_fails_without_trace(reason, origins=ORIGINS[:1])
        self.assert_recovers()

    def test_is_quoted_when_it_failed(self):
        error = {"type": "KeyError", "value": "'object-id'", "traceback": "  File x\n"}
        self.store.answer = lambda _: {"method": "exception", "exception": error}
        self.assert_fails_without_trace("it failed with KeyError: 'object-id'$")
        for answer, reason in (
            ({"error": "mount: /x: no (code: 32)"}, "mount: /x: no (code: 32)"),
            ({"path": None}, "it is not in the store"),
        ):
            self.store.answer = lambda _, it=answer: it
            text = f"Cannot mount the tree of pipeline p: {reason}"
            self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, ["p"])
            self.assert_untouched()
        self.assert_recovers()

    def test_leaves_nothing_open_after_a_map(self):
        self.store.descriptors = [0, 0]
        held = self.held_by(self.service)
        answers = (self.store.serve, lambda _: {"error": "x"}, lambda _: b"x", lambda _: store.CLOSE)
        for answer in answers:
            self.store.answer = answer
            for origin in ORIGINS:
                with self.assertRaises(RemoteError):
                    self.map(self.service, ["gone"], origin=origin)
        self.assertEqual(self.held_by(self.service), held)
        # One thread for each connection, besides this one and the one that accepts.
        wait_until(lambda: threading.active_count() == 2, "the store sees no open connection")
        self.assert_recovers()
