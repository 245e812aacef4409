"""Requests and replies from one byte to eight mebibytes, both ways, and to hosts of every age."""

import json
import socket

from support import packets, process
from support.case import MapCase
from support.service import ROLES, result

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
#: Together as many bytes as the references of 30,000 images: no packet can be much larger.
NAME_BYTES = 20_000
REFS = 200


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

    def assert_exact(self, ask, sizes, in_descriptor):
        """Asks for replies of exactly so many bytes, and checks that they arrive whole.

        `in_descriptor` tells how long ones arrive.
        """
        ref = self.refs[0]
        for size in sizes:
            with self.subTest(size):
                self.next_target()
                empty = {"type": "reply", "data": {"reply": self.reply_to({ref: {"name": ""}})}}
                length = size - len(json.dumps(empty, separators=(",", ":")))
                refs = {ref: {"name": "n" * length}}
                message = ask(self.call_of(refs))
                self.assertEqual(message.size, size)
                if not 100_000 < size < MEBIBYTE:
                    expected = in_descriptor and size >= MEBIBYTE
                    self.assertEqual(message.via_descriptor, expected)
                self.assertTrue(result(message) == self.reply_to(refs))

    def test_of_replies_may_be_anything_and_long_ones_come_as_the_request_did(self):
        self.assert_exact(self.service.ask_via_descriptor, SIZES, in_descriptor=True)
        self.assert_exact(self.service.ask, self.packet_sizes(), in_descriptor=False)


class LargeRepliesTest(MapCase):
    def named(self, size):
        """Makes images with names of so many bytes."""
        return {ref: {"name": f"{n}".ljust(size, "n")} for n, ref in enumerate(self.images(REFS))}

    def narrow(self, start):
        """A service whose socket has the smallest send buffer."""
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pair[1].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        return start(socket_pair=pair)

    def assert_names(self, reply, refs):
        self.assertTrue(reply == self.reply_to(refs))

    def test_reach_hosts_of_every_age_also_without_the_privilege_to_exceed_limits(self):
        many = self.named(NAME_BYTES)
        few = {ref: {"name": "n" * 10_000} for ref in list(many)[:10]}
        for start, refs in ((self.start, many), (self.start_in_user_namespace, few)):
            for role in ROLES:
                with self.subTest(role, start=start.__name__):
                    self.next_target()
                    service = self.narrow(start)
                    self.assert_names(self.map(service, refs, role), refs)
                    self.end(service)

    def test_come_in_a_descriptor_as_a_last_resort_when_the_age_is_unknown(self):
        # Each of these takes 16 bytes more in the reply than in the request, which just fits.
        refs = self.named(0)
        room = largest_packet() - 400 - len(self.call_of(refs))
        refs[next(iter(refs))] = {"name": "n" * room}
        message = self.service.ask(self.call_of(refs))
        self.assertTrue(message.via_descriptor)
        self.assert_names(result(message), refs)

    def test_are_refused_and_taken_back_when_an_old_host_can_take_them_in_no_file(self):
        refs = self.named(60_000)
        self.service = self.narrow(self.start)
        file = self.memory(packets.encode(self.request(refs)))
        pattern = r"^Cannot send a message of \d+ bytes: .*wmem_max.* \(v89 to v128\)"
        self.assert_fails("ProtocolError", pattern, self.service.call, "map", {}, [file])
        self.assert_empty()
        self.map(self.service, list(refs)[:2], "v89")
        self.next_target()
        self.assert_names(self.map(self.service, refs, "v125"), refs)


def largest_packet():
    """The most bytes that the kernel takes as one packet."""
    low, high = 1 << 20, 16 << 20
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        while high - low > 1:
            middle = (low + high) // 2
            try:
                packets.send(ours, bytes(middle))
                theirs.recv(1)
                low = middle
            except OSError:
                high = middle
    return low
