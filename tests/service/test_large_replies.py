"""Replies that fit no ordinary packet, in every form, and what hosts get that can't take them."""

import re
import socket

from support import packets
from support.case import MapCase
from support.roles import ROLES
from support.service import call, result

#: Together as many bytes as the references of 30,000 images: no packet can be much larger.
NAME_BYTES = 20_000
REFS = 200


class LargeRepliesTest(MapCase):
    def refs(self, size, count=REFS):
        return {self.image(f"image {n}"): {"name": f"{n}".ljust(size, "n")} for n in range(count)}

    def narrow(self, start):
        """A service whose socket has the smallest send buffer."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        return start(socket_pair=(ours, theirs))

    def assert_names(self, reply, refs):
        archives = {ref: {"format": "dir", **options} for ref, options in refs.items()}
        self.assertTrue(reply == {"path": self.target, "data": {"archives": archives}})

    def test_reach_hosts_of_every_age_also_without_the_privilege_to_exceed_limits(self):
        many = self.refs(NAME_BYTES)
        few = {ref: {"name": "n" * 10_000} for ref in list(many)[:10]}
        for start, refs in ((self.start, many), (self.start_in_user_namespace, few)):
            for role in ROLES:
                with self.subTest(role, start=start.__name__):
                    self.next_target()
                    service = self.narrow(start)
                    self.assert_names(self.map(service, refs, role), refs)
                    self.end(service)

    def test_reach_hosts_of_every_age_from_a_pipeline(self):
        self.tree("pipeline", "image.tar")
        name = "n" * NAME_BYTES * REFS
        for role in ROLES:
            with self.subTest(role):
                self.next_target()
                service = self.narrow(self.start)
                reply = self.map_pipelines(service, {"pipeline": {"name": name}}, role)
                archives = {"image.tar": {"format": "oci-archive", "name": name}}
                self.assertTrue(reply["data"]["archives"] == archives)
                self.end(service)
                self.store.take_back()

    def test_come_in_a_descriptor_when_they_are_long_and_the_request_did(self):
        service = self.start()
        small = self.refs(100, 3)
        medium, large = ({next(iter(small)): {"name": "n" * size}} for size in (1 << 20, 8 << 20))
        for refs, ask, via_descriptor in (
            (small, service.ask, False),
            (small, service.ask_via_descriptor, False),
            (medium, service.ask_via_descriptor, True),
            (large, service.ask_via_descriptor, True),
        ):
            self.next_target()
            message = ask(packets.encode(call("map", self.request(refs))))
            self.assertEqual(message.via_descriptor, via_descriptor)
            self.assert_names(result(message), refs)
        self.end(service)

    def test_come_in_a_descriptor_as_a_last_resort_when_the_age_is_unknown(self):
        # Each of these takes 16 bytes more in the reply than in the request, which just fits.
        refs = self.refs(0)
        room = largest_packet() - 400 - len(packets.encode(call("map", self.request(refs))))
        refs[next(iter(refs))] = {"name": "n" * room}
        service = self.start()
        message = service.ask(packets.encode(call("map", self.request(refs))))
        self.assertTrue(message.via_descriptor)
        self.assert_names(result(message), refs)
        self.end(service)

    def test_are_refused_and_taken_back_when_an_old_host_can_not_take_them(self):
        refs = self.refs(60_000)
        service = self.start()
        file = self.opened(packets.memory_file(packets.encode(self.request(refs))))
        text = re.compile(r"^Cannot send a message of \d+ bytes: .*wmem_max.* \(v89 to v128\)")
        self.assert_fails("ProtocolError", text, service.call, "map", {}, [file])
        self.assert_untouched()
        self.map(service, list(refs)[:2], "v89")
        self.end(service)

    def test_are_written_to_the_reply_file_whatever_their_length(self):
        refs = self.refs(60_000)
        service = self.narrow(self.start)
        self.assert_names(self.map(service, refs, "v125"), refs)
        self.end(service)


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
