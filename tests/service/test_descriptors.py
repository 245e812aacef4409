"""Descriptors: none is leaked, kept, or read without need."""

import os
import select

from support import packets
from support.case import MapCase
from support.service import RemoteError, call, result

COUNT = 1000


class DescriptorsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def assert_none_kept(self, action, *warm_up):
        """Checks that a thousand calls of an action leave the service's descriptors as they were."""
        for number in (0, *warm_up):
            action(number)
        before = self.held_by(self.service)
        for number in range(COUNT):
            action(number)
        self.assertEqual(self.held_by(self.service), before)
        self.end(self.service)

    def test_are_not_kept_over_a_thousand_messages(self):
        def action(number):
            message = self.service.ask_via_descriptor(packets.encode({"type": f"t{number}", "data": [1]}))
            self.assertEqual(message.value["data"]["value"], f"unknown message type: t{number}")

        self.assert_none_kept(action)

    def test_are_not_kept_over_a_thousand_refused_messages(self):
        good = self.opened(packets.memory_file(packets.encode(self.request(["missing"]))))
        call_without_arguments = packets.encode(call("map", {}))
        messages = [(it, [0] * 3) for it in (b"\xff", b"{", packets.MARKER, b"1", call_without_arguments)]
        messages.append((call_without_arguments, [good, 0, 0]))

        def action(number):
            answer = self.service.ask(*messages[number % len(messages)])
            self.assertEqual(answer.value["type"], "exception")

        self.assert_none_kept(action, *range(6))

    def test_are_not_kept_over_a_thousand_maps_that_fail_or_map_nothing(self):
        failing = packets.encode(call("map", self.request(["missing"])))
        empty = packets.encode(call("map", self.request({})))

        def action(_):
            with self.assertRaises(RemoteError):
                result(self.service.ask_via_descriptor(failing))
            result(self.service.ask_via_descriptor(empty))

        self.assert_none_kept(action)

    def test_are_closed_unread_when_nobody_asked_for_them(self):
        for message in (call("map", {"a": 1}), call("nothing", {}), {"type": "x", "data": [1]}):
            reader, writer = os.pipe()
            self.opened(reader)
            self.service.ask(packets.encode(message), [writer])
            os.close(writer)
            # A service answers before it closes what came with the request.
            self.assert_alive(self.service)
            self.assertTrue(select.select([reader], [], [], 0)[0], "the last writer is gone")
        self.end(self.service)

    def test_may_be_as_many_as_linux_passes(self):
        answer = self.service.ask(b'{"type": "x", "data": [1]}', [0] * 253)
        self.assertEqual(answer.value["data"]["value"], "unknown message type: x")
        self.end(self.service)

    def test_for_the_reply_stay_unwritten_when_the_map_fails(self):
        for arguments, pattern in (({"refs": 1}, "'refs'"), (self.request(["gone"]), "does not exist")):
            files = [packets.memory_file(packets.encode(arguments)), packets.memory_file(b"as before")]
            with self.assertRaisesRegex(RemoteError, pattern):
                self.service.call("map", {}, files)
            self.assertEqual(os.pread(files[1], 100, 0), b"as before")
            for file in files:
                os.close(file)
        self.end(self.service)
