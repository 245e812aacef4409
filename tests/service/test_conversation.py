"""What the service answers to messages that are well-formed JSON, and which of them end it."""

import json
import re

from support import packets
from support.case import ServiceCase
from support.service import call, result

ANYTHING = re.compile("")
FALSY = ({}, [], None, "", 0, False, 0.0)


class ConversationTest(ServiceCase):
    def assert_answered(self, message, text):
        service = self.start()
        data = packets.encode(message)
        for ask in (service.ask, service.ask_via_descriptor):
            self.assert_fails("ProtocolError", text, lambda: result(ask(data)))
        self.assert_alive(service)
        self.end(service)

    def test_answers_in_the_words_of_osbuild_when_the_type_is_missing(self):
        for message in ({"data": {"name": "map"}}, {"type": "", "data": {}}, {"type": None}):
            with self.subTest(message):
                self.assert_answered(message, "'type' field missing")

    def test_answers_in_the_words_of_osbuild_when_the_data_are_missing(self):
        for data in FALSY:
            with self.subTest(data):
                self.assert_answered({"type": "method", "data": data}, "'data' field missing")
        self.assert_answered({"type": "method"}, "'data' field missing")
        self.assert_answered({"type": "nonsense"}, "'data' field missing")

    def test_answers_in_the_words_of_osbuild_when_the_type_is_unknown(self):
        for kind in ("reply", "exception", "signal", "METHOD", "\N{GRINNING FACE}"):
            with self.subTest(kind):
                self.assert_answered(
                    {"type": kind, "data": {"a": 1}}, f"unknown message type: {kind}"
                )
        self.assert_answered({"type": 5, "data": [1]}, "unknown message type: 5")

    def test_answers_in_the_words_of_osbuild_when_the_method_has_no_name(self):
        for data in ({"args": {}}, {"name": ""}, {"name": None, "args": {"a": 1}}):
            with self.subTest(data):
                self.assert_answered({"type": "method", "data": data}, "'name' field missing")

    def test_answers_in_the_words_of_osbuild_when_the_method_is_unknown(self):
        for name in ("unmap", "Map", "map ", "__proto__", "constructor", "toString", "a" * 100_000):
            with self.subTest(name[:20]):
                self.assert_answered(call(name, {"a": 1}), "Unknown method")

    def test_answers_with_a_protocol_error_when_a_part_is_of_the_wrong_type(self):
        for message in (
            1,
            True,
            "map",
            [1],
            1e300,
            {"type": "method", "data": "map"},
            {"type": "method", "data": ["map"]},
            {"type": "method", "data": {"name": ["map"]}},
            {"type": "method", "data": {"name": {"a": "map"}}},
            {"type": ["method"], "data": {"name": "map"}},
            {"type": {"method": 1}, "data": {"name": "map"}},
        ):
            with self.subTest(message):
                self.assert_answered(message, ANYTHING)

    def test_ends_with_0_when_a_message_is_falsy(self):
        for message in FALSY:
            for via_descriptor in (False, True):
                with self.subTest(message, via_descriptor=via_descriptor):
                    self.assert_ended_by(packets.encode(message), via_descriptor)

    def test_ends_with_0_when_a_falsy_message_has_blanks_around_it(self):
        for data in (b" {} ", b"\n[\n]\n", b"-0", b"0e7", b"\tnull"):
            with self.subTest(data):
                self.assert_ended_by(data, False)

    def test_goes_on_when_a_thousand_messages_failed(self):
        service = self.start()
        for number in range(1000):
            message = {"type": f"t{number}", "data": [1]}
            answer = service.ask(packets.encode(message)).value
            self.assertEqual(answer["data"]["value"], f"unknown message type: t{number}")
        self.end(service)

    def test_reads_text_beyond_ascii_when_it_is_escaped_or_not(self):
        service = self.start()
        message = {"type": "\N{GRINNING FACE}\u00e4\u2028", "data": [1]}
        for escape in (True, False):
            data = json.dumps(message, ensure_ascii=escape).encode()
            text = f"unknown message type: {message['type']}"
            self.assert_fails("ProtocolError", text, lambda: result(service.ask(data)))
        self.end(service)

    def assert_ended_by(self, data, via_descriptor):
        service = self.start()
        if via_descriptor:
            service.send(packets.MARKER, [packets.memory_file(data)])
        else:
            service.send(data)
        self.assertTrue(service.hears_the_end())
        self.end(service)
