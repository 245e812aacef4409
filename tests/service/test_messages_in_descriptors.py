"""Messages that come as `<args-via-fd>`: what may be in the first descriptor, and what may not."""

import os
import socket
import tempfile

from support import images, packets
from support.case import ServiceCase
from support.service import call, result

QUESTION = packets.encode({"type": "from the descriptor", "data": [1]})
ANSWER = "^unknown message type: from the descriptor$"


class MessagesInDescriptorsTest(ServiceCase):
    def open(self, path, flags=os.O_RDONLY):
        return self.opened(os.open(path, flags))

    def assert_answered(self, pattern, *fds):
        ask = lambda: result(self.service.ask(packets.MARKER, fds))
        self.assert_fails("ProtocolError", pattern, ask)
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
        self.assert_answered("is not JSON: Unexpected token 'N', \"Name:", file)

    def test_are_in_the_first_of_many(self):
        self.assert_answered(ANSWER, self.memory(QUESTION), self.memory(b"nonsense"))
        self.assert_answered("'refs'", self.memory(packets.encode(call("map", {"refs": 5}))))

    def test_are_refused_without_waiting_when_there_is_no_readable_file(self):
        fifo, file = os.path.join(self.tmp, "fifo"), os.path.join(self.tmp, "file")
        os.mkfifo(fifo)
        images.write(self.tmp, "file", QUESTION)
        abandoned, writer = os.pipe()
        os.close(writer)
        ends = [*os.pipe(), abandoned, os.open(fifo, os.O_RDWR)]
        sockets = [self.opened(end.detach()) for end in socket.socketpair()]
        devices = [self.open(f"/dev/{name}") for name in ("zero", "null", "urandom")]
        huge, longer = self.memory(), self.memory()
        os.truncate(huge, 1 << 40)
        os.truncate(longer, (16 << 20) + 1)
        for pattern, *descriptors in (
            ("it is a directory", self.open(self.tmp)),
            ("it is a fifo", *map(self.opened, ends)),
            ("it is a character device", *devices),
            ("it is a socket", *sockets),
            ("Cannot read the descriptor of the message", self.open(file, os.O_WRONLY)),
            ("Cannot read the descriptor of the message", self.open(file, os.O_PATH)),
            ("it holds 1099511627776 bytes, more than 16777216$", huge),
            ("it holds 16777217 bytes, more than 16777216$", longer),
            ("not JSON", self.memory(), self.memory(packets.MARKER)),
        ):
            for fd in descriptors:
                with self.subTest(pattern):
                    self.assert_answered(pattern, fd)
        self.assert_answered("the message came without its descriptor")
