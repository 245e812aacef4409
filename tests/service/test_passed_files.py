"""Messages, arguments and replies in descriptors of their own: what these may be, and what not."""

import json
import os
import socket
import tempfile

from support import packets
from support.case import MapCase, ServiceCase
from support.service import call, result

LONG = 300_000
QUESTION = packets.encode({"type": "from the descriptor", "data": [1]})
ANSWER = "^unknown message type: from the descriptor$"


class FilesCase(ServiceCase):
    def file(self, data=b"", flags=os.O_RDWR):
        fd, path = tempfile.mkstemp(dir=self.tmp)
        with open(fd, "wb") as file:
            file.write(data)
        return self.open(path, flags)

    def open(self, path, flags=os.O_RDONLY):
        return self.opened(os.open(path, flags))

    def deleted_file(self, data):
        fd = self.file(data)
        os.unlink(os.readlink(f"/proc/self/fd/{fd}"))
        return fd

    def at_end(self, data):
        fd = self.memory(data)
        os.lseek(fd, 0, os.SEEK_END)
        return fd


class MessagesTest(FilesCase):
    """Messages that come as `<args-via-fd>` (from v129 on)."""

    def assert_answered(self, pattern, *fds):
        ask = lambda: result(self.service.ask(packets.MARKER, fds))
        self.assert_fails("ProtocolError", pattern, ask)
        self.assert_alive(self.service)

    def test_are_read_from_the_start_wherever_the_position_is(self):
        file = self.memory(QUESTION)
        for position in (0, 5, len(QUESTION), 10_000):
            os.lseek(file, position, os.SEEK_SET)
            self.assert_answered(ANSWER, file)

    def test_are_read_from_a_file_that_has_a_name_or_had_one_or_is_said_to_be_empty(self):
        for make in (self.file, self.deleted_file):
            self.assert_answered(ANSWER, make(QUESTION))
        # It holds a line that is not JSON.
        file = self.open("/proc/self/status")
        self.assertEqual(os.fstat(file).st_size, 0)
        self.assert_answered("is not JSON: Unexpected token 'N', \"Name:", file)

    def test_are_in_the_first_of_many(self):
        self.assert_answered(ANSWER, self.memory(QUESTION), self.memory(b"nonsense"))
        self.assert_answered("'refs'", self.memory(packets.encode(call("map", {"refs": 5}))))

    def test_are_refused_without_waiting_when_there_is_no_readable_file(self):
        fifo = os.path.join(self.tmp, "fifo")
        os.mkfifo(fifo)
        abandoned, writer = os.pipe()
        os.close(writer)
        ends = [*os.pipe(), abandoned, os.open(fifo, os.O_RDWR)]
        sockets = [self.opened(end.detach()) for end in socket.socketpair()]
        devices = [self.open(f"/dev/{name}") for name in ("zero", "null", "urandom")]
        huge, longer = self.memory(), self.memory()
        os.truncate(huge, 1 << 40)
        os.truncate(longer, (16 << 20) + 1)
        unreadable = [self.file(QUESTION, flags) for flags in (os.O_WRONLY, os.O_PATH)]
        for pattern, *descriptors in (
            ("it is a directory", self.open(self.tmp)),
            ("it is a fifo", *map(self.opened, ends)),
            ("it is a character device", *devices),
            ("it is a socket", *sockets),
            ("Cannot read the descriptor of the message", *unreadable),
            ("it holds 1099511627776 bytes, more than 16777216$", huge),
            ("it holds 16777217 bytes, more than 16777216$", longer),
            ("not JSON", self.memory(), self.memory(packets.MARKER)),
        ):
            for fd in descriptors:
                with self.subTest(pattern):
                    self.assert_answered(pattern, fd)
        self.assert_answered("the message came without its descriptor")


class ArgumentFilesTest(FilesCase, MapCase):
    """Files of arguments (v89 to v128), and of replies (v125 to v128)."""

    def arguments(self):
        return packets.encode(self.request(self.refs))

    def ask(self, *fds, args=None):
        return self.service.call("map", {} if args is None else args, fds)

    def assert_refused(self, pattern, *fds):
        self.assert_fails("ProtocolError", pattern, self.ask, *fds)
        self.assert_empty()
        self.assert_alive(self.service)

    def test_are_read_only_when_the_message_has_no_arguments(self):
        for args in ({}, [], None):
            target = self.next_target()
            file = self.file(self.arguments(), os.O_RDONLY)
            self.assertEqual(self.ask(file, args=args)["path"], target)
        target = self.next_target()
        files = [self.memory(b"nonsense"), self.memory(b"as before")]
        self.assertEqual(self.ask(*files, args=self.request(self.refs))["path"], target)
        self.assertEqual(os.pread(files[1], 100, 0), b"as before")
        # A host that passes messages in memfds passes no arguments in files.
        fds = [self.memory(packets.encode(call("map", {}))), self.memory(self.arguments())]
        ask = lambda: result(self.service.ask(packets.MARKER, fds))
        self.assert_fails("ProtocolError", "^map: 'refs' is not an object$", ask)

    def test_are_read_whole_and_get_the_reply_alone_and_are_rewound(self):
        append = lambda data: self.file(data, os.O_RDWR | os.O_APPEND)
        for make in (self.memory, self.at_end, self.file, self.deleted_file, append):
            for before in (b"", b"x", b"x" * 200, b"x" * LONG):
                with self.subTest(make.__name__, length=len(before)):
                    self.next_target()
                    reply = make(before)
                    self.assertEqual(self.ask(make(self.arguments()), reply), "{}")
                    self.assert_mapped(self.refs)
                    # The offset is shared with the host, which reads on from wherever it stands.
                    self.assertEqual(os.lseek(reply, 0, os.SEEK_CUR), 0)
                    self.assertEqual(json.loads(os.read(reply, LONG)), self.reply_to(self.refs))
        self.next_target()
        write_only = self.file(b"before", os.O_WRONLY)
        self.assertEqual(self.ask(self.memory(self.arguments()), write_only), "{}")
        with open(f"/proc/self/fd/{write_only}", "rb") as file:
            self.assertEqual(json.loads(file.read()), self.reply_to(self.refs))

    def test_are_closed_unread_when_there_are_more_than_two(self):
        files = [self.memory(self.arguments()), self.memory()]
        more = self.memory(b"as before")
        self.assertEqual(self.ask(*files, *[more] * 251), "{}")
        self.assertEqual(os.pread(more, 100, 0), b"as before")
        self.assert_mapped(self.refs)

    def test_are_refused_when_arguments_can_not_be_read(self):
        start = "^Cannot read the descriptor of the argument file: "
        file = lambda flags: self.file(self.arguments(), flags)
        for pattern, fd in (
            (f"{start}it is a directory", self.open(self.tmp)),
            (f"{start}Cannot read a descriptor", file(os.O_WRONLY)),
            (f"{start}Cannot read a descriptor", file(os.O_PATH)),
            ("not JSON", self.memory(b"")),
            ("not UTF-8", self.memory(b"\xff")),
            ("map: ", self.memory(b"[1]")),
            ("map: ", self.memory(b"{}")),
        ):
            with self.subTest(pattern):
                self.assert_refused(pattern, fd)
                self.assert_refused(pattern, fd, self.memory())

    def test_are_refused_before_anything_is_mounted_when_the_reply_can_not_be_written(self):
        arguments = self.memory(self.arguments())
        for reply in (
            self.file(flags=os.O_RDONLY),
            self.file(flags=os.O_PATH),
            self.open("/dev/null", os.O_RDWR),
            self.open(self.tmp),
            *map(self.opened, os.pipe()),
        ):
            self.assert_refused("^Cannot use the reply file: it is ", arguments, reply)
        self.assertEqual(self.store.questions, [])

    def test_make_the_map_fail_without_trace_when_there_is_no_space_for_the_reply(self):
        disk = self.mount_disk(self.directory("disk"), data="size=1m")
        full = self.open(os.path.join(disk, "reply"), os.O_RDWR | os.O_CREAT)
        with self.assertRaises(OSError), open(os.path.join(disk, "filler"), "wb", 0) as filler:
            while True:
                filler.write(b"x" * 65536)
        pattern = "^Cannot write the reply file: No space left"
        self.assert_refused(pattern, self.memory(self.arguments()), full)
