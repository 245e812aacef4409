"""Messages that come as `<args-via-fd>`: what may be in the first descriptor, and what may not."""

import os
import re
import socket
import tempfile

from support import packets
from support.case import ServiceCase
from support.service import call, result

QUESTION = packets.encode({"type": "from the descriptor", "data": [1]})
ANSWER = "unknown message type: from the descriptor"


class MessagesInDescriptorsTest(ServiceCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def memory(self, data=b""):
        return self.opened(packets.memory_file(data))

    def open(self, path, flags=os.O_RDONLY):
        return self.opened(os.open(path, flags))

    def assert_answered(self, text, *fds):
        self.assert_fails("ProtocolError", text, lambda: result(self.service.ask(packets.MARKER, fds)))
        self.assert_alive(self.service)

    def test_are_read_from_the_start_wherever_the_position_is(self):
        file = self.memory(QUESTION)
        for position in (0, 5, len(QUESTION), 10_000):
            os.lseek(file, position, os.SEEK_SET)
            self.assert_answered(ANSWER, file)

    def test_are_read_from_a_file_that_has_a_name_or_had_one(self):
        with tempfile.NamedTemporaryFile(dir=self.tmp, delete=False) as file:
            file.write(QUESTION)
            file.flush()
            for fd in (file.fileno(), self.open(file.name)):
                self.assert_answered(ANSWER, fd)
            os.unlink(file.name)
            self.assert_answered(ANSWER, file.fileno())

    def test_are_read_from_a_file_that_is_said_to_be_empty(self):
        # It holds a line that is not JSON.
        file = self.open("/proc/self/status")
        self.assertEqual(os.fstat(file).st_size, 0)
        self.assert_answered(re.compile("is not JSON: Unexpected token 'N', \"Name:"), file)

    def test_are_in_the_first_of_many(self):
        self.assert_answered(ANSWER, self.memory(QUESTION), self.memory(b"nonsense"))
        self.assert_answered(re.compile("'refs'"), self.memory(packets.encode(call("map", {"refs": 5}))))

    def test_are_refused_without_waiting_when_there_is_no_readable_file(self):
        os.mkfifo(os.path.join(self.tmp, "fifo"))
        with open(os.path.join(self.tmp, "file"), "wb") as file:
            file.write(QUESTION)
        ends = [self.opened(end) for end in os.pipe()]
        abandoned, writer = os.pipe()
        os.close(writer)
        sockets = [self.opened(end.detach()) for end in socket.socketpair()]
        longer = [self.memory(), self.memory()]
        os.truncate(longer[0], 1 << 40)
        os.truncate(longer[1], (16 << 20) + 1)
        cases = [
            ((), "the message came without its descriptor"),
            ((self.open(self.tmp),), "it is a directory"),
            *(((fd,), "it is a fifo") for fd in (*ends, self.opened(abandoned))),
            ((self.open(os.path.join(self.tmp, "fifo"), os.O_RDWR),), "it is a fifo"),
            *(((self.open(f"/dev/{name}"),), "a character device") for name in ("zero", "null", "urandom")),
            *(((fd,), "it is a socket") for fd in sockets),
            ((self.open(os.path.join(self.tmp, "file"), os.O_WRONLY),), "Cannot read the descriptor of the message"),
            ((self.open(__file__, os.O_PATH),), "Cannot read the descriptor of the message"),
            ((longer[0],), "it holds 1099511627776 bytes, more than 16777216$"),
            ((longer[1],), "it holds 16777217 bytes, more than 16777216$"),
            ((self.memory(),), "not JSON"),
            ((self.memory(packets.MARKER),), "not JSON"),
        ]
        for fds, text in cases:
            with self.subTest(text):
                self.assert_answered(re.compile(text), *fds)
