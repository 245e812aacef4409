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


class DetourTest(ServiceCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def tearDown(self):
        self.assert_alive(self.service)
        self.end(self.service)

    def assert_read(self, fds):
        ask = lambda: result(self.service.ask(packets.MARKER, fds))
        self.assert_fails("ProtocolError", ANSWER, ask)

    def assert_refused(self, fds, text="Cannot read the descriptor of the message"):
        ask = lambda: result(self.service.ask(packets.MARKER, fds))
        self.assert_fails("ProtocolError", re.compile(text), ask)

    def test_reads_from_the_start_wherever_the_position_is(self):
        file = self.opened(packets.memory_file(QUESTION))
        for position in (0, 5, len(QUESTION), 10_000):
            os.lseek(file, position, os.SEEK_SET)
            self.assert_read([file])

    def test_reads_a_file_that_has_a_name_or_had_one(self):
        with tempfile.NamedTemporaryFile(dir=self.tmp) as file:
            file.write(QUESTION)
            file.flush()
            self.assert_read([file.fileno()])
            self.assert_read([self.opened(os.open(file.name, os.O_RDONLY))])
            os.unlink(file.name)
            self.assert_read([file.fileno()])
            open(file.name, "wb").close()

    def test_reads_the_first_when_many_come(self):
        file = self.opened(packets.memory_file(QUESTION))
        other = self.opened(packets.memory_file(b"nonsense"))
        self.assert_read([file, *[other] * 252])

    def test_reads_args_of_a_call_the_same_way(self):
        data = packets.encode(call("map", {"refs": 5}))
        file = self.opened(packets.memory_file(data))
        ask = lambda: result(self.service.ask(packets.MARKER, [file]))
        self.assert_fails("ProtocolError", re.compile("'refs'"), ask)

    def test_refuses_when_no_descriptor_comes(self):
        self.assert_refused([], "the message came without its descriptor")

    def test_refuses_a_directory(self):
        self.assert_refused([self.opened(os.open(self.tmp, os.O_RDONLY))], "it is a directory")

    def test_refuses_both_ends_of_a_pipe_without_waiting_for_it(self):
        for end in os.pipe():
            self.assert_refused([self.opened(end)], "it is a fifo")

    def test_refuses_a_pipe_that_nobody_will_ever_write_to(self):
        reader, writer = os.pipe()
        os.close(writer)
        self.assert_refused([self.opened(reader)], "it is a fifo")

    def test_refuses_a_named_fifo(self):
        path = os.path.join(self.tmp, "fifo")
        os.mkfifo(path)
        self.assert_refused([self.opened(os.open(path, os.O_RDWR))], "it is a fifo")

    def test_refuses_devices_that_never_end_or_never_begin(self):
        for path in ("/dev/zero", "/dev/null", "/dev/urandom"):
            self.assert_refused([self.opened(os.open(path, os.O_RDONLY))], "a character device")

    def test_refuses_a_socket(self):
        for end in socket.socketpair():
            with end:
                self.assert_refused([end.fileno()], "it is a socket")

    def test_refuses_a_file_that_is_open_for_writing_only(self):
        path = os.path.join(self.tmp, "file")
        with open(path, "wb") as file:
            file.write(QUESTION)
        self.assert_refused([self.opened(os.open(path, os.O_WRONLY))])

    def test_refuses_a_path_that_is_only_named_and_not_open(self):
        fd = self.opened(os.open(__file__, os.O_PATH))
        self.assert_refused([fd])

    def test_refuses_a_file_longer_than_any_message(self):
        fd = self.opened(os.memfd_create("long"))
        os.truncate(fd, 1 << 40)
        self.assert_refused([fd], "it holds 1099511627776 bytes")

    def test_refuses_an_empty_file(self):
        self.assert_refused([self.opened(packets.memory_file())], "not JSON")

    def test_refuses_a_marker_in_a_descriptor(self):
        self.assert_refused([self.opened(packets.memory_file(packets.MARKER))], "not JSON")
