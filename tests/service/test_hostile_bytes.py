"""Bytes that end the original: the service says what is wrong with them, and goes on."""

import os
import re
import resource
import socket

from support import packets
from support.case import ServiceCase
from support.service import result

DEPTH = 100_000


def nested(depth, inside="1"):
    return "[" * depth + inside + "]" * depth


class HostileBytesTest(ServiceCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def tearDown(self):
        self.assert_alive(self.service)
        self.end(self.service)

    def assert_refused(self, data, text):
        for ask in (self.service.ask, self.service.ask_via_descriptor):
            self.assert_fails("ProtocolError", re.compile(text), lambda: result(ask(data)))

    def test_tells_when_bytes_are_not_utf8(self):
        for data in (
            b"\xff",
            b"\xc3",
            b'"\xed\xa0\x80"',
            b'{"type": "\xf5\x80\x80\x80"}',
            b"\xfe\xff\0a",
        ):
            with self.subTest(data):
                self.assert_refused(data, "not UTF-8")

    def test_tells_when_bytes_are_not_json(self):
        for data in (
            b"x",
            b"{",
            b"[1,",
            b'{"a": 1}}',
            b"'a'",
            b"{a: 1}",
            b"NaN",
            b"01",
            b'"\n"',
            b"\0",
            b"\xef\xbb\xbf{}",
            b" ",
            b"[1]\0",
            b"undefined",
            b"<args-via-fd",
            b"<args-via-fd>\n",
        ):
            with self.subTest(data):
                self.assert_refused(data, "not JSON")

    def test_keeps_its_answer_short_when_what_is_not_json_is_long(self):
        data = b'{"type": ' + b"x" * 1_000_000
        message = self.service.ask_via_descriptor(data)
        self.assertLess(message.size, 1000)

    def test_tells_when_a_message_is_nested_deep(self):
        deep = nested(DEPTH)
        for data in (
            deep,
            '{"a":' * DEPTH + "1" + "}" * DEPTH,
            f'{{"type": {deep}, "data": {{"name": "map"}}}}',
            f'{{"type": "method", "data": {deep}}}',
            f'{{"type": "method", "data": {{"name": {deep}}}}}',
            f'{{"type": "method", "data": {{"name": "map", "args": {deep}}}}}',
            f'{{"type": "method", "data": {{"name": "map", "args": {{"options": {deep}}}}}}}',
            f'{{"type": "method", "data": {{"name": "map", "args": {{"refs": {deep}}}}}}}',
        ):
            with self.subTest(data[:80]):
                self.assert_refused(data.encode(), "nested more than")

    def test_tells_when_nesting_is_deep_but_never_closed(self):
        self.assert_refused(b"[" * DEPTH, "not JSON")

    def test_takes_nesting_that_the_original_takes(self):
        self.assert_refused(
            f'{{"type": {nested(900)}, "data": [1]}}'.encode(), "unknown message type"
        )

    def test_tells_when_the_kernel_kept_back_descriptors(self):
        self.assert_alive(self.service)
        pid = self.service.pid
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        taken = {int(name) for name in os.listdir(f"/proc/{pid}/fd")}
        room = next(number for number in range(10_000) if number not in taken)
        with open(os.devnull, "rb") as file:
            fds = [file.fileno()] * 50
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (room + 1, limits[1]))
            for data in (b'{"type": "method"}', packets.MARKER):
                self.assert_fails(
                    "ProtocolError",
                    re.compile("truncated"),
                    lambda: result(self.service.ask(data, fds)),
                )
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        self.assertEqual({int(name) for name in os.listdir(f"/proc/{pid}/fd")}, taken)

    def test_finds_descriptors_behind_credentials_when_both_come(self):
        # SO_PASSCRED on the service's end puts an entry of another kind into the control data.
        self.service.dispose()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.service = self.start(socket_pair=(ours, theirs))
        file = packets.memory_file(b'{"type": "of the file", "data": [1]}')
        self.addCleanup(os.close, file)
        for fds in ([file], [file] * 253):
            self.assert_fails(
                "ProtocolError",
                "unknown message type: of the file",
                lambda: result(self.service.ask(packets.MARKER, fds)),
            )
