"""The conversation with the store, when that is not what it should be."""

import os
import threading

from support import packets, store
from support.case import MapCase
from support.process import wait_until
from support.service import IMPATIENT_BINARY, RemoteError

SOURCE, PIPELINE = "org.osbuild.source", "org.osbuild.pipeline"
NOT_JSON = "the message is not JSON"


class StoreTest(MapCase):
    def assert_reported(self, reason, origins=(SOURCE, PIPELINE), **changes):
        """Checks that images and pipelines fail alike, and that nothing is left of them."""
        pattern = f"^Cannot (ask|reach) the store at .*: {reason}"
        for origin in origins:
            refs = self.refs[:1]
            self.assert_map_fails(pattern, refs, "StoreError", origin=origin, **changes)

    def assert_recovers(self):
        """Checks that the service maps when the store is what it should be again."""
        self.store.answer = self.store.serve
        self.assert_serves(self.service)

    def test_is_reported_when_it_can_not_be_reached(self):
        missing = os.path.join(self.tmp, "missing")
        self.assert_reported("No such file or directory$", api={"store": missing})
        for path in (__file__, self.tmp):
            self.assert_reported("Connection refused$", api={"store": path})
        for length in (108, 109, 4096, 100_000):
            reason = f"its path has {length} bytes, more than 107$"
            self.assert_reported(reason, api={"store": self.tmp.ljust(length, "x")})
        self.assert_recovers()

    def test_may_have_a_path_of_107_bytes_or_be_behind_a_link(self):
        address = os.path.join(self.tmp, "\u00e4".ljust(105 - len(self.tmp), "s"))
        self.assertEqual(len(address.encode()), 107)
        os.symlink(self.store.address, address)
        self.assert_serves(self.service, api={"store": address})

    def test_is_given_up_when_it_closes_the_connection_or_says_nothing(self):
        self.service = self.start(binary=IMPATIENT_BINARY)
        for self.store.answer, reason in (
            (store.CLOSE, "it closed the connection$"),
            (store.SILENCE, "it gave no answer within 1 s$"),
        ):
            self.assert_reported(reason)
        self.assert_recovers()

    def test_is_reported_when_its_answer_is_nonsense(self):
        for reason, *answers in (
            (NOT_JSON, b"nonsense", b"{", b"[" * 100_000),
            ("the message is not UTF-8", b"\xff"),
            ("the message came without its descriptor", packets.MARKER),
            ("it answered an array", []),
            ("it answered 1", 1),
            ("it answered x", "x"),
            ("it answered nothing", b"null", {}),
            ("it answered ", *({"path": it} for it in (1, [], {}, True, ["/"]))),
        ):
            for self.store.answer in answers:
                with self.subTest(self.store.answer):
                    self.assert_reported(reason)
        for path in (None, "", "relative", "./x"):
            self.store.answer = {"path": path}
            self.assert_reported("it answered .* for the directory of ", [SOURCE])
        self.store.answer = {"path": "/store/\udcff"}
        self.assert_reported(".*not UTF-8$", [SOURCE])
        self.assert_recovers()

    def test_is_quoted_when_it_failed(self):
        error = {"type": "KeyError", "value": "'object-id'", "traceback": "  File x\n"}
        self.store.answer = {"method": "exception", "exception": error}
        self.assert_reported("it failed with KeyError: 'object-id'$")
        for self.store.answer, reason in (
            ({"error": "mount: /x: no (code: 32)"}, r"mount: /x: no \(code: 32\)"),
            ({"path": None}, "it is not in the store"),
        ):
            pattern = f"^Cannot mount the tree of pipeline p: {reason}$"
            self.assert_map_fails(pattern, ["p"], origin=PIPELINE)
        self.assert_recovers()

    def test_leaves_nothing_open_after_a_map(self):
        self.store.descriptors = [0, 0]
        held = self.held_by(self.service)
        for self.store.answer in (self.store.serve, {"error": "x"}, b"x", store.CLOSE):
            for origin in (SOURCE, PIPELINE):
                with self.assertRaises(RemoteError):
                    self.map(self.service, ["gone"], origin=origin)
        self.assertEqual(self.held_by(self.service), held)
        # One thread for each connection, besides this one and the one that accepts.
        wait_until(lambda: threading.active_count() == 2, "the store sees no open connection")
        self.assert_recovers()
