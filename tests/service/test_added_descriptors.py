"""What the kernel adds to packets by itself, where the host's socket asks for it."""

import socket

from support import packets
from support.case import MapCase
from support.service import call

_SO_TIMESTAMP, _SO_PASSPIDFD = 29, 76


class AddedDescriptorsTest(MapCase):
    def pair(self, *options):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            for option in options:
                theirs.setsockopt(socket.SOL_SOCKET, option, 1)
        except OSError as error:
            ours.close()
            theirs.close()
            self.skipTest(f"the kernel lacks SO_PASSPIDFD (Linux 6.5 or later has it): {error}")
        return ours, theirs

    def test_are_closed_at_once(self):
        service = self.start(socket_pair=self.pair(_SO_PASSPIDFD))
        before = self.held_by(service)
        for _ in range(50):
            self.assert_alive(service)
            service.ask(packets.encode(call("map", {})), [0, 0])
        self.assertEqual(self.held_by(service), before)
        self.end(service)

    def test_leave_room_for_all_that_the_host_passes(self):
        options = (_SO_PASSPIDFD, socket.SO_PASSCRED, _SO_TIMESTAMP)
        service = self.start(socket_pair=self.pair(*options))
        answer = service.ask(packets.encode(call("nothing", {"a": 1})), [0] * 253)
        self.assertEqual(answer.value["data"]["value"], "Unknown method")
        self.end(service)
