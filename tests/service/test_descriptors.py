"""Descriptors: none is leaked, kept, or read without need."""

import os
import select
import socket

from support import packets, process
from support.case import MapCase
from support.service import call, result

COUNT = 1000
MESSAGE = b'{"type": "x", "data": [1]}'
NO_ARGUMENTS = packets.encode(call("map", {}))
_SO_TIMESTAMP, _SO_PASSPIDFD = 29, 76


class DescriptorsTest(MapCase):
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
        service = self.service
        missing, empty = (self.memory(packets.encode(self.request(it))) for it in (["gone"], {}))
        reply = self.memory()
        refused = [(it, [0] * 3) for it in (b"\xff", b"{", packets.MARKER, b"1", NO_ARGUMENTS)]
        for name, kind, ask, *messages in (
            ("in a descriptor", "exception", service.ask_via_descriptor, (MESSAGE,)),
            ("refused", "exception", service.ask, *refused, (NO_ARGUMENTS, [missing, 0, 0])),
            ("failed map", "exception", service.ask, (self.call_of(["gone"]),)),
            ("failed map of files", "exception", service.ask, (NO_ARGUMENTS, [missing, reply])),
            ("empty map", "reply", service.ask, (self.call_of({}),)),
            ("empty map of files", "reply", service.ask, (NO_ARGUMENTS, [empty, reply])),
        ):
            with self.subTest(name):
                for message in messages:
                    ask(*message)
                before = self.held_by(service)
                for number in range(COUNT):
                    answer = ask(*messages[number % len(messages)])
                    self.assertEqual(answer.value["type"], kind)
                self.assertEqual(self.held_by(service), before)

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
        for name, arguments, pattern in (
            ("ProtocolError", {"refs": 1}, "'refs'"),
            ("RuntimeError", self.request(["gone"]), "does not exist"),
        ):
            files = [self.memory(packets.encode(arguments)), self.memory(b"as before")]
            self.assert_fails(name, pattern, self.service.call, "map", {}, files)
            self.assertEqual(os.pread(files[1], 100, 0), b"as before")

    def test_are_missed_when_the_kernel_kept_them_back(self):
        before = self.held_by(self.service)
        unlimit = process.limit_descriptors(self.service.pid, 1)
        for data in (b'{"type": "method"}', packets.MARKER):
            ask = lambda it=data: result(self.service.ask(it, [0] * 50))
            self.assert_fails("ProtocolError", "truncated", ask)
        unlimit()
        self.assertEqual(self.held_by(self.service), before)

    def test_are_found_next_to_what_the_kernel_adds_which_is_closed_at_once(self):
        file = self.memory(MESSAGE)
        every = (_SO_PASSPIDFD, socket.SO_PASSCRED, _SO_TIMESTAMP)
        for options in ((), (socket.SO_PASSCRED,), every):
            service = self.start_with(*options)
            before = self.held_by(service)
            for fds in ([file], [file] * 253):
                with self.subTest(options, count=len(fds)):
                    ask = lambda it=fds: result(service.ask(packets.MARKER, it))
                    self.assert_fails("ProtocolError", "^unknown message type: x$", ask)
                    service.ask(NO_ARGUMENTS, [0, 0])
                    self.assertEqual(self.held_by(service), before)
            self.end(service)
