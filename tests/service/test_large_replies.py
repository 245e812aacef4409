"""Replies that fit no ordinary packet, in every form, and what hosts get that can't take them."""

import socket

from support import packets
from support.case import MapCase
from support.service import ROLES, result

#: Together as many bytes as the references of 30,000 images: no packet can be much larger.
NAME_BYTES = 20_000
REFS = 200


class LargeRepliesTest(MapCase):
    def named(self, size, count=REFS):
        """Makes images with names of so many bytes."""
        return {ref: {"name": f"{n}".ljust(size, "n")} for n, ref in enumerate(self.images(count))}

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

    def test_come_in_a_descriptor_when_they_are_long_and_the_request_did(self):
        small = self.named(100, 3)
        medium, large = ({next(iter(small)): {"name": "n" * size}} for size in (1 << 20, 8 << 20))
        for refs, ask, via_descriptor in (
            (small, self.service.ask, False),
            (small, self.service.ask_via_descriptor, False),
            (medium, self.service.ask_via_descriptor, True),
            (large, self.service.ask_via_descriptor, True),
        ):
            self.next_target()
            message = ask(self.call_of(refs))
            self.assertEqual(message.via_descriptor, via_descriptor)
            self.assert_names(result(message), refs)

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
