"""What the service answers to messages, and to bytes that are none; which of them end it."""

import json

from support import packets
from support.case import ServiceCase
from support.service import call, result

FALSY = ({}, [], None, "", 0, False, 0.0)
DEPTH = 100_000


def nested(depth):
    return "[" * depth + "1" + "]" * depth


class ConversationTest(ServiceCase):
    def assert_answered(self, pattern, *messages):
        """Checks the error that messages, JSON or bytes, are answered with."""
        for it in messages:
            data = it if isinstance(it, bytes) else packets.encode(it)
            for ask in (self.service.ask, self.service.ask_via_descriptor):
                with self.subTest(data[:100], ask=ask.__name__):
                    answer = lambda ask=ask, it=data: result(ask(it))
                    self.assert_fails("ProtocolError", pattern, answer)
                    self.assert_alive(self.service)

    def test_answers_with_the_texts_of_osbuild(self):
        method = lambda **data: {"type": "method", "data": data}
        for text, *messages in (
            ("'type' field missing", {"data": {"name": "map"}}, {"type": "", "data": {}}),
            ("'type' field missing", {"type": None}),
            ("'data' field missing", *({"type": "method", "data": data} for data in FALSY)),
            ("'data' field missing", {"type": "method"}, {"type": "nonsense"}),
            ("'name' field missing", *(method(name=it, args=1) for it in FALSY)),
            ("'name' field missing", method(args={})),
        ):
            self.assert_answered(f"^{text}$", *messages)
        for kind in ("reply", "exception", "METHOD", "\N{GRINNING FACE}\u00e4\u2028", 5):
            message = {"type": kind, "data": {"a": 1}}
            unescaped = json.dumps(message, ensure_ascii=False).encode()
            self.assert_answered(f"^unknown message type: {kind}$", message, unescaped)
        long = {"type": "x" * 201, "data": {"a": 1}}
        self.assert_answered("^unknown message type: a long string$", long)
        for name in ("unmap", "Map", "map ", "__proto__", "constructor", "toString", "a" * 100_000):
            self.assert_answered("^Unknown method$", call(name, {"a": 1}))

    def test_names_the_part_that_is_of_the_wrong_type(self):
        data = lambda it: {"type": "method", "data": it}
        kind = lambda it: {"type": it, "data": {"name": "map"}}
        for pattern, *messages in (
            ("^the message is not an object$", 1, True, "map", [1], 1e300),
            ("^the 'data' field is not an object$", data("map"), data(["map"])),
            ("^the 'name' field is not a string$", data({"name": ["map"]}), data({"name": 1})),
            ("^unknown message type: an ", kind(["method"]), kind({"method": 1})),
        ):
            self.assert_answered(pattern, *messages)

    def test_says_that_bytes_are_not_utf8(self):
        self.assert_answered(
            "not UTF-8",
            b"\xff", b"\xc3", b'"\xed\xa0\x80"', b'{"type": "\xf5\x80\x80\x80"}', b"\xfe\xff\0a",
        )  # fmt: skip

    def test_says_that_bytes_are_not_json(self):
        self.assert_answered(
            "not JSON",
            b"x", b"{", b"[1,", b'{"a": 1}}', b"'a'", b"{a: 1}", b"NaN", b"01", b'"\n"', b"\0",
            b"\xef\xbb\xbf{}", b" ", b"[1]\0", b"undefined", b"<args-via-fd", b"<args-via-fd>\n",
            b"[" * DEPTH,
        )  # fmt: skip
        message = self.service.ask_via_descriptor(b'{"type": ' + b"x" * 1_000_000)
        self.assertLess(message.size, 1000, "the answer is short")

    def test_says_that_a_message_is_nested_deeper_than_the_original_takes(self):
        deep = nested(DEPTH)
        for text in (
            deep,
            '{"a":' * DEPTH + "1" + "}" * DEPTH,
            f'{{"type": {deep}, "data": {{"name": "map"}}}}',
            f'{{"type": "method", "data": {{"name": {deep}}}}}',
            f'{{"type": "method", "data": {{"name": "map", "args": {{"refs": {deep}}}}}}}',
            f'{{"type": {nested(990)}, "data": [1]}}',
        ):
            self.assert_answered("nested more than", text.encode())
        allowed = f'{{"type": {nested(989)}, "data": [1]}}'
        self.assert_answered("unknown message type", allowed.encode())

    def test_ends_with_0_when_a_message_is_falsy(self):
        texts = [json.dumps(it).encode() for it in FALSY]
        for data in (*texts, b" {} ", b"\n[\n]\n", b"-0", b"0e7", b"\tnull"):
            for packet in ((data,), (packets.MARKER, [self.memory(data)])):
                with self.subTest(packet):
                    service = self.start()
                    service.send(*packet)
                    self.assertEqual(packets.receive(service.socket), (b"", []))
                    self.end(service)
