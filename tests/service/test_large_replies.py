"""Replies that fit no ordinary packet, in every form, and what hosts get that can't take them."""

import os
import re
import socket

from support import packets
from support.case import MapCase
from support.roles import ROLES
from support.service import UNSHARE, call, result

#: As many bytes as the references of 30,000 images: no packet can be much larger.
NAMES_BYTES = 20_000
REFS = 200


class LargeRepliesTest(MapCase):
    def refs(self, size, count=REFS):
        return {self.image(f"image {n}"): {"name": f"{n}".ljust(size, "n")} for n in range(count)}

    def narrow(self, **options):
        """A service whose socket has the smallest send buffer."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        return self.start(socket_pair=(ours, theirs), **options)

    def assert_names(self, reply, refs):
        archives = {ref: {"format": "dir", **options} for ref, options in refs.items()}
        self.assertTrue(reply == {"path": self.target, "data": {"archives": archives}})

    def test_reach_hosts_of_every_age(self):
        refs = self.refs(NAMES_BYTES)
        for role in ROLES:
            with self.subTest(role):
                self.target = self.directory("run", "inputs", role)
                service = self.narrow()
                self.assert_names(self.map(service, refs, role), refs)
                self.assert_mapped(next(iter(refs)))
                self.end(service)

    def test_reach_hosts_of_every_age_from_a_pipeline(self):
        self.tree("pipeline", "image.tar")
        for role in ROLES:
            with self.subTest(role):
                self.target = self.directory("run", "inputs", role)
                service = self.narrow()
                name = "n" * NAMES_BYTES * REFS
                reply = self.map_pipelines(service, {"pipeline": {"name": name}}, role)
                archives = reply["data"]["archives"]
                self.assertTrue(archives == {"image.tar": {"format": "oci-archive", "name": name}})
                self.end(service)
                self.store.take_back()

    def test_reach_an_old_host_without_the_privilege_to_exceed_limits(self):
        refs = self.refs(10_000, 10)
        for role in ROLES:
            with self.subTest(role):
                self.target = self.directory("run", "inputs", role)
                service = self.narrow(prefix=UNSHARE)
                self.assert_names(self.map(service, refs, role), refs)
                self.end(service)

    def test_leave_in_a_packet_when_they_fit_one(self):
        refs = self.refs(100, 3)
        service = self.start()
        for number, ask in enumerate((service.ask, service.ask_via_descriptor)):
            target = self.directory("run", "inputs", f"input-{number}")
            data = packets.encode(call("map", self.request(refs, target=target)))
            self.assertFalse(ask(data).via_descriptor)
        self.end(service)

    def test_leave_in_a_descriptor_when_the_host_came_that_way(self):
        refs = self.refs(8 << 20, 1)
        service = self.start()
        message = service.ask_via_descriptor(packets.encode(call("map", self.request(refs))))
        self.assertTrue(message.via_descriptor)
        self.assert_names(result(message), refs)
        self.end(service)

    def test_leave_in_a_descriptor_as_a_last_resort_when_the_host_is_of_unknown_age(self):
        # Each of these takes 16 bytes more in the reply than in the question, which just fits.
        refs = self.refs(0)
        first = next(iter(refs))
        room = largest_packet() - 400 - len(packets.encode(call("map", self.request(refs))))
        refs[first] = {"name": "n" * room}
        service = self.start()
        message = service.ask(packets.encode(call("map", self.request(refs))))
        self.assertTrue(message.via_descriptor)
        self.assert_names(result(message), refs)
        self.end(service)

    def test_are_refused_and_taken_back_when_an_old_host_can_not_take_them(self):
        refs = self.refs(60_000)
        service = self.start()
        file = packets.memory_file(packets.encode(self.request(refs)))
        text = re.compile(r"^Cannot send a message of \d+ bytes: .*wmem_max.* \(v89 to v128\)")
        self.assert_fails("ProtocolError", text, service.call, "map", {}, [file])
        os.close(file)
        self.assert_untouched()
        self.map(service, list(refs)[:2], "v89")
        self.end(service)

    def test_are_written_to_the_reply_file_whatever_their_length(self):
        refs = self.refs(60_000)
        service = self.narrow()
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
