"""Descriptors: none is lost, kept, read without need, or handed to a child."""

import os
import re
import select

from support import packets
from support.case import MapCase, ServiceCase
from support.service import RemoteError, call, result

COUNT = 1000


class DescriptorTest(ServiceCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()
        self.assert_alive(self.service)
        self.before = self.held()

    def tearDown(self):
        # The question makes sure that the service is done with the one before.
        self.assert_alive(self.service)
        self.assertEqual(self.held(), self.before)
        self.end(self.service)

    def held(self):
        """What the service has open."""
        directory = f"/proc/{self.service.pid}/fd"
        return {number: os.readlink(f"{directory}/{number}") for number in os.listdir(directory)}

    def test_keeps_none_over_a_thousand_messages_in_descriptors(self):
        for number in range(COUNT):
            data = packets.encode({"type": f"t{number}", "data": [1]})
            answer = self.service.ask_via_descriptor(data).value
            self.assertEqual(answer["data"]["value"], f"unknown message type: t{number}")

    def test_keeps_none_over_a_thousand_messages_that_it_refuses(self):
        with open(os.devnull, "rb") as file:
            fds = [file.fileno()] * 3
            messages = (b"\xff", b"{", packets.MARKER, b"1", packets.encode(call("map", {})))
            for number in range(COUNT):
                answer = self.service.ask(messages[number % len(messages)], fds).value
                self.assertEqual(answer["type"], "exception")

    def test_closes_unread_what_nobody_asked_for(self):
        for message in (call("map", {"a": 1}), call("nothing", {}), {"type": "x", "data": [1]}):
            reader, writer = os.pipe()
            with self.subTest(message):
                self.service.ask(packets.encode(message), [writer])
                os.close(writer)
                self.assertTrue(select.select([reader], [], [], 10)[0], "the pipe's end is told")
                self.assertEqual(os.read(reader, 1), b"")
            os.close(reader)

    def test_takes_as_many_as_linux_passes_when_the_message_needs_none(self):
        with open(os.devnull, "rb") as file:
            answer = self.service.ask(b'{"type": "x", "data": [1]}', [file.fileno()] * 253)
        self.assertEqual(answer.value["data"]["value"], "unknown message type: x")

    def test_closes_the_reply_file_when_the_arguments_are_refused(self):
        files = [packets.memory_file(b'{"refs": 1}'), packets.memory_file(b"as before")]
        ask = lambda: self.service.call("map", {}, files)
        self.assert_fails("ProtocolError", re.compile("'refs'"), ask)
        self.assertEqual(os.pread(files[1], 100, 0), b"as before")
        for file in files:
            os.close(file)


class MapDescriptorTest(MapCase):
    def test_keeps_none_over_a_thousand_maps_that_fail_or_map_nothing(self):
        service = self.start()
        failing = packets.encode(call("map", self.request(["missing"])))
        empty = packets.encode(call("map", self.request({})))
        service.ask(failing)
        before = sorted(os.listdir(f"/proc/{service.pid}/fd"))
        for _ in range(COUNT // 2):
            with self.assertRaises(RemoteError):
                result(service.ask_via_descriptor(failing))
            result(service.ask_via_descriptor(empty))
        self.assertEqual(sorted(os.listdir(f"/proc/{service.pid}/fd")), before)
        self.end(service)

    def test_keeps_none_over_maps_in_every_form(self):
        service = self.start()
        refs = [self.image(f"image {number}") for number in range(40)]
        self.map(service, refs[:1], target=self.directory("run", "inputs", "first"))
        before = len(os.listdir(f"/proc/{service.pid}/fd"))
        for number, ref in enumerate(refs):
            role = ("v83", "v89", "v125", "v129")[number % 4]
            self.map(service, [ref], role)
        self.assertEqual(len(os.listdir(f"/proc/{service.pid}/fd")), before)
        self.end(service)
