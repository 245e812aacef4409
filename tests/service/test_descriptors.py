"""Descriptors: none is leaked, kept, or read without need."""

import os
import re
import resource
import select
import socket

from support import packets, process
from support.case import MapCase
from support.service import RemoteError, call, result

COUNT = 1000
MESSAGE = b'{"type": "x", "data": [1]}'
_SO_TIMESTAMP, _SO_PASSPIDFD = 29, 76


class DescriptorsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def start_with(self, *options):
        """Starts a service whose socket has some options, which make the kernel add to packets."""
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            for option in options:
                pair[1].setsockopt(socket.SOL_SOCKET, option, 1)
        except OSError as error:
            for end in pair:
                end.close()
            self.skipTest(f"the kernel lacks SO_PASSPIDFD (Linux 6.5 or later has it): {error}")
        return self.start(socket_pair=pair)

    def test_are_not_kept_over_a_thousand_messages(self):
        good = self.opened(packets.memory_file(packets.encode(self.request(["missing"]))))
        nothing = packets.encode(call("map", {}))
        refused = [(it, [0] * 3) for it in (b"\xff", b"{", packets.MARKER, b"1", nothing)]
        for name, messages, ask in (
            ("message in a descriptor", [(MESSAGE,)], self.service.ask_via_descriptor),
            ("refused message", [*refused, (nothing, [good, 0, 0])], self.service.ask),
            ("failed map", [(packets.encode(call("map", self.request(["missing"]))),)], self.service.ask),
            ("empty map", [(packets.encode(call("map", self.request({}))),)], self.service.ask),
        ):
            with self.subTest(name):
                for message in messages:
                    ask(*message)
                before = self.held_by(self.service)
                for number in range(COUNT):
                    answer = ask(*messages[number % len(messages)])
                    self.assertEqual(answer.value["type"], "reply" if name == "empty map" else "exception")
                self.assertEqual(self.held_by(self.service), before)

    def test_are_closed_unread_when_nobody_asked_for_them(self):
        for message in (call("map", {"a": 1}), call("nothing", {}), {"type": "x", "data": [1]}):
            reader, writer = os.pipe()
            self.opened(reader)
            self.service.ask(packets.encode(message), [writer])
            os.close(writer)
            # A service answers before it closes what came with the request.
            self.assert_alive(self.service)
            self.assertTrue(select.select([reader], [], [], 0)[0], "the last writer is gone")

    def test_for_the_reply_stay_unwritten_when_the_map_fails(self):
        for arguments, pattern in (({"refs": 1}, "'refs'"), (self.request(["gone"]), "does not exist")):
            files = [packets.memory_file(packets.encode(arguments)), packets.memory_file(b"as before")]
            with self.assertRaisesRegex(RemoteError, pattern):
                self.service.call("map", {}, files)
            self.assertEqual(os.pread(files[1], 100, 0), b"as before")
            for file in files:
                os.close(file)

    def test_are_missed_when_the_kernel_kept_them_back(self):
        taken = self.held_by(self.service)
        room = next(number for number in range(10_000) if number not in taken)
        before = process.limit(self.service.pid, resource.RLIMIT_NOFILE, room + 1)
        for data in (b'{"type": "method"}', packets.MARKER):
            ask = lambda it=data: result(self.service.ask(it, [0] * 50))
            self.assert_fails("ProtocolError", re.compile("truncated"), ask)
        process.limit(self.service.pid, resource.RLIMIT_NOFILE, before)
        self.assertEqual(self.held_by(self.service), taken)

    def test_are_found_next_to_what_the_kernel_adds(self):
        file = self.opened(packets.memory_file(MESSAGE))
        for options in ((), (socket.SO_PASSCRED,), (_SO_PASSPIDFD, socket.SO_PASSCRED, _SO_TIMESTAMP)):
            service = self.start_with(*options)
            for fds in ([file], [file] * 253):
                with self.subTest(options, count=len(fds)):
                    ask = lambda it=fds: result(service.ask(packets.MARKER, it))
                    self.assert_fails("ProtocolError", "unknown message type: x", ask)
            self.end(service)

    def test_are_closed_at_once_when_the_kernel_adds_them(self):
        service = self.start_with(_SO_PASSPIDFD)
        before = self.held_by(service)
        for _ in range(50):
            self.assert_alive(service)
            service.ask(packets.encode(call("map", {})), [0, 0])
        self.assertEqual(self.held_by(service), before)
        self.end(service)
