"""Bytes that end the original: the service says what is wrong with them, and goes on."""

import re

from support.case import ServiceCase
from support.service import result

DEPTH = 100_000


def nested(depth):
    return "[" * depth + "1" + "]" * depth


class HostileBytesTest(ServiceCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def assert_refused(self, text, *messages):
        for data in messages:
            for ask in (self.service.ask, self.service.ask_via_descriptor):
                with self.subTest(data[:80], ask=ask.__name__):
                    self.assert_fails("ProtocolError", re.compile(text), lambda it=ask: result(it(data)))
                    self.assert_alive(self.service)

    def test_are_told_when_they_are_not_utf8(self):
        self.assert_refused(
            "not UTF-8",
            b"\xff", b"\xc3", b'"\xed\xa0\x80"', b'{"type": "\xf5\x80\x80\x80"}', b"\xfe\xff\0a",
        )
        self.end(self.service)

    def test_are_told_when_they_are_not_json(self):
        self.assert_refused(
            "not JSON",
            b"x", b"{", b"[1,", b'{"a": 1}}', b"'a'", b"{a: 1}", b"NaN", b"01", b'"\n"', b"\0",
            b"\xef\xbb\xbf{}", b" ", b"[1]\0", b"undefined", b"<args-via-fd", b"<args-via-fd>\n",
            b"[" * DEPTH,
        )
        message = self.service.ask_via_descriptor(b'{"type": ' + b"x" * 1_000_000)
        self.assertLess(message.size, 1000, "the answer is short")
        self.end(self.service)

    def test_are_told_when_they_nest_deeper_than_the_original_takes(self):
        deep = nested(DEPTH)
        texts = (
            deep,
            '{"a":' * DEPTH + "1" + "}" * DEPTH,
            f'{{"type": {deep}, "data": {{"name": "map"}}}}',
            f'{{"type": "method", "data": {deep}}}',
            f'{{"type": "method", "data": {{"name": {deep}}}}}',
            f'{{"type": "method", "data": {{"name": "map", "args": {deep}}}}}',
            f'{{"type": "method", "data": {{"name": "map", "args": {{"options": {deep}}}}}}}',
            f'{{"type": "method", "data": {{"name": "map", "args": {{"refs": {deep}}}}}}}',
        )
        self.assert_refused("nested more than", *(text.encode() for text in texts))
        self.assert_refused("unknown message type", f'{{"type": {nested(900)}, "data": [1]}}'.encode())
        self.end(self.service)
