"""Requests and replies from one byte to eight mebibytes, both ways."""

import json
import socket

from support import packets
from support.case import MapCase, ServiceCase
from support.service import call, result

MEBIBYTE = 1024 * 1024
# Around the buffers of the service, of Python, of a pipe, and of a socket.
SIZES = sorted(
    {
        400,
        4095,
        4096,
        4097,
        16_383,
        16_384,
        16_385,
        65_535,
        65_536,
        65_537,
        212_991,
        212_992,
        212_993,
        MEBIBYTE,
        3 * MEBIBYTE,
        8 * MEBIBYTE,
    }
)
# Linux takes no packet much larger than 4 MiB, whatever the send buffer.
PACKET_SIZES = [size for size in SIZES if size < 4 * MEBIBYTE]


def padded(size, text=" "):
    """A message of so many bytes."""
    start, end = b'{"type": "x", "data": "', b'"}'
    return start + text.encode() * (size - len(start) - len(end)) + end


def need_large_packets(case):
    """Skips a test where the kernel grants no send buffer for its packets."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        try:
            packets.send(ours, b"x" * max(PACKET_SIZES))
        except OSError:
            case.skipTest("the kernel grants no send buffer for packets of 3 MiB")


class RequestSizeTest(ServiceCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def assert_understood(self, ask, size):
        data = padded(size)
        self.assertEqual(len(data), size)
        self.assertEqual(ask(data).value["data"]["value"], "unknown message type: x")

    def test_takes_a_message_of_one_byte(self):
        for data in (b"1", b"7"):
            answer = self.service.ask(data).value["data"]
            self.assertEqual(answer["name"], "ProtocolError")
        self.end(self.service)

    def test_takes_a_message_as_long_as_the_marker(self):
        data = b'{"type": "x"}'
        self.assertEqual(len(data), len(packets.MARKER))
        self.assertEqual(self.service.ask(data).value["data"]["value"], "'data' field missing")
        self.end(self.service)

    def test_takes_packets_of_every_size(self):
        need_large_packets(self)
        for size in PACKET_SIZES:
            with self.subTest(size):
                self.assert_understood(self.service.ask, size)
        self.end(self.service)

    def test_takes_messages_of_every_size_in_a_descriptor(self):
        for size in SIZES:
            with self.subTest(size):
                self.assert_understood(self.service.ask_via_descriptor, size)
        self.end(self.service)

    def test_gives_memory_back_when_large_messages_are_gone(self):
        for _ in range(75):
            self.assert_understood(self.service.ask_via_descriptor, 8 * MEBIBYTE)
        self.assertLess(self.resident(), 400 * MEBIBYTE)
        self.end(self.service)

    def resident(self):
        with open(f"/proc/{self.service.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096


class ReplySizeTest(MapCase):
    def assert_exact(self, ask, sizes):
        """Asks for replies of exactly so many bytes, and checks that they arrive whole."""
        service = self.start()
        empty = self.request({})
        for number, size in enumerate(sizes):
            ref = self.image(f"image {number}")
            with self.subTest(size):
                target = self.directory("run", "inputs", f"target-{number}")
                expected = {
                    "type": "reply",
                    "data": {
                        "reply": {
                            "path": target,
                            "data": {
                                "archives": {
                                    ref: {"format": "dir", "name": ""},
                                }
                            },
                        }
                    },
                }
                room = size - len(json.dumps(expected, separators=(",", ":")))
                name = "n" * room
                args = {**empty, "target": target, "refs": {ref: {"name": name}}}
                message = ask(service)(packets.encode(call("map", args)))
                self.assertEqual(message.size, size)
                archives = result(message)["data"]["archives"]
                self.assertTrue(archives == {ref: {"format": "dir", "name": name}})
        self.end(service)

    def test_sends_replies_of_every_size_when_asked_by_a_descriptor(self):
        self.assert_exact(lambda service: service.ask_via_descriptor, SIZES)

    def test_sends_replies_of_every_size_when_asked_by_a_packet(self):
        need_large_packets(self)
        self.assert_exact(lambda service: service.ask, PACKET_SIZES)

    def test_sends_a_name_without_any_characters(self):
        service = self.start()
        ref = self.image()
        reply = self.map(service, {ref: {"name": ""}})
        self.assertEqual(reply["data"]["archives"][ref]["name"], "")
        self.end(service)
