"""What the service answers to messages that are well-formed JSON, and which of them end it."""

import json
import re

from support import packets
from support.case import ServiceCase
from support.service import call, result

FALSY = ({}, [], None, "", 0, False, 0.0)


class ConversationTest(ServiceCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def assert_answered(self, message, text):
        data = packets.encode(message)
        for ask in (self.service.ask, self.service.ask_via_descriptor):
            with self.subTest(data[:100], ask=ask.__name__):
                self.assert_fails("ProtocolError", text, lambda it=ask: result(it(data)))
        self.assert_alive(self.service)

    def test_answers_with_the_texts_of_osbuild(self):
        for messages, text in (
            (({"data": {"name": "map"}}, {"type": "", "data": {}}, {"type": None}), "'type' field missing"),
            ([{"type": "method", "data": data} for data in FALSY], "'data' field missing"),
            (({"type": "method"}, {"type": "nonsense"}), "'data' field missing"),
            ([{"type": "method", "data": {"name": it, "args": 1}} for it in FALSY], "'name' field missing"),
            ([{"type": "method", "data": {"args": {}}}], "'name' field missing"),
        ):
            for message in messages:
                self.assert_answered(message, text)
        for kind in ("reply", "exception", "signal", "METHOD", "\N{GRINNING FACE}", 5):
            self.assert_answered({"type": kind, "data": {"a": 1}}, f"unknown message type: {kind}")
        for name in ("unmap", "Map", "map ", "__proto__", "constructor", "toString", "a" * 100_000):
            self.assert_answered(call(name, {"a": 1}), "Unknown method")
        self.end(self.service)

    def test_names_the_part_that_is_of_the_wrong_type(self):
        for message, text in (
            *((it, "^the message is not an object$") for it in (1, True, "map", [1], 1e300)),
            *(({"type": "method", "data": it}, "^the 'data' field is not an object$") for it in ("map", ["map"])),
            *(({"type": "method", "data": {"name": it}}, "^the 'name' field is not a string$")
              for it in (["map"], {"a": "map"}, 1)),
            *(({"type": it, "data": {"name": "map"}}, "^unknown message type: an ")
              for it in (["method"], {"method": 1})),
        ):
            self.assert_answered(message, re.compile(text))
        self.end(self.service)

    def test_ends_with_0_when_a_message_is_falsy(self):
        texts = [json.dumps(it).encode() for it in FALSY]
        for data in (*texts, b" {} ", b"\n[\n]\n", b"-0", b"0e7", b"\tnull"):
            for packet in ((data,), (packets.MARKER, [self.opened(packets.memory_file(data))])):
                with self.subTest(packet):
                    service = self.start()
                    service.send(*packet)
                    self.assertTrue(service.hears_the_end())
                    self.end(service)

    def test_reads_text_whether_it_is_escaped_or_not(self):
        message = {"type": "\N{GRINNING FACE}\u00e4\u2028", "data": [1]}
        for escape in (True, False):
            data = json.dumps(message, ensure_ascii=escape).encode()
            text = f"unknown message type: {message['type']}"
            self.assert_fails("ProtocolError", text, lambda it=data: result(self.service.ask(it)))
        self.end(self.service)
