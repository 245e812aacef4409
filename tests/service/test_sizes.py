"""Requests and replies from one byte to eight mebibytes, both ways."""

import json
import socket

from support import packets, process
from support.case import MapCase
from support.service import result

MEBIBYTE = 1024 * 1024
LARGEST = 16 * MEBIBYTE
# Around the buffers of the service, of Python, of a pipe, and of a socket.
SIZES = (
    400, *(size + near for size in (4096, 16_384, 65_536, 212_992) for near in (-1, 0, 1)),
    MEBIBYTE, 3 * MEBIBYTE, 8 * MEBIBYTE,
)  # fmt: skip
# Linux takes no packet much larger than 4 MiB, whatever the send buffer.
PACKET_SIZES = [size for size in SIZES if size < 4 * MEBIBYTE]
#: What takes most memory when it is parsed: a start, what is repeated, and an end.
HEAVY = (('["\u0101"', ",{}", "]"), ("", "[", ""), ('"', "\\u0101", '"'))


class SizesTest(MapCase):
    def packet_sizes(self):
        """Sizes of packets; skips the test where the kernel grants no send buffer for them."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            try:
                packets.send(ours, b"x" * max(PACKET_SIZES))
            except OSError as error:
                self.skipTest(f"the kernel grants no send buffer for packets of 3 MiB: {error}")
        return PACKET_SIZES

    def assert_understood(self, ask, sizes):
        start, end = b'{"type": "x", "data": "', b'"}'
        for size in sizes:
            with self.subTest(size):
                answer = ask(start + b" " * (size - len(start) - len(end)) + end).value["data"]
                self.assertEqual(answer["value"], "unknown message type: x")

    def test_of_requests_may_be_anything(self):
        for data, text in (
            (b"1", "the message is not an object"),
            (b'{"type": "x"}', "'data' field missing"),  # as long as the marker
        ):
            self.assertEqual(self.service.ask(data).value["data"]["value"], text)
        self.assert_understood(self.service.ask_via_descriptor, SIZES)
        self.assert_understood(self.service.ask, self.packet_sizes())

    def test_of_many_messages_do_not_add_up_in_memory(self):
        self.assert_understood(self.service.ask_via_descriptor, [8 * MEBIBYTE] * 75)
        self.assertLess(process.resident(self.service.pid), 400 * MEBIBYTE)

    def test_of_requests_never_exceed_the_heap(self):
        for start, unit, end in HEAVY:
            with self.subTest(unit):
                units = unit * (LARGEST // len(unit) - 30)
                data = f'{{"type":"x","data":{start}{units}{end}}}'.encode().ljust(LARGEST)
                answer = self.service.ask_via_descriptor(data).value["data"]
                self.assertRegex(answer["value"], "unknown message type: x|not JSON")

    def assert_exact(self, ask, sizes):
        """Asks for replies of exactly so many bytes, and checks that they arrive whole."""
        ref = self.refs[0]
        for size in sizes:
            with self.subTest(size):
                self.next_target()
                empty = {"type": "reply", "data": {"reply": self.reply_to({ref: {"name": ""}})}}
                length = size - len(json.dumps(empty, separators=(",", ":")))
                refs = {ref: {"name": "n" * length}}
                message = ask(self.call_of(refs))
                self.assertEqual(message.size, size)
                self.assertTrue(result(message) == self.reply_to(refs))

    def test_of_replies_may_be_anything(self):
        self.assert_exact(self.service.ask_via_descriptor, SIZES)
        self.assert_exact(self.service.ask, self.packet_sizes())
