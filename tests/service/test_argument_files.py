"""Arguments and replies in descriptors of their own (v89 to v128): what these may be."""

import json
import os
import re
import socket
import tempfile

from support import mounts, packets
from support.case import MapCase

LONG = 300_000


class ArgumentFilesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.image()
        self.service = self.start()

    def tearDown(self):
        self.assert_alive(self.service)
        self.end(self.service)
        self.assertEqual(mounts.below(self.inputs), [])

    def arguments(self, **changes):
        return packets.encode(self.request([self.ref], **changes))

    def memory(self, data=b""):
        return self.opened(packets.memory_file(data))

    def file(self, data=b"", flags=os.O_RDWR, unlink=False):
        fd, path = tempfile.mkstemp(dir=self.tmp)
        os.write(fd, data)
        os.close(fd)
        reopened = self.opened(os.open(path, flags))
        if unlink:
            os.unlink(path)
        return reopened

    def ask(self, *fds, args=None):
        return self.service.call("map", {} if args is None else args, fds)

    def assert_refused(self, text, *fds):
        self.assert_fails("ProtocolError", re.compile(text), self.ask, *fds)
        self.assert_untouched()

    def test_takes_arguments_from_any_file_wherever_it_is_positioned(self):
        for number, make in enumerate(
            (
                lambda data: self.file(data),
                lambda data: self.file(data, os.O_RDONLY),
                lambda data: self.file(data, unlink=True),
                lambda data: self.memory(data),
                lambda data: self.at_end(self.memory(data)),
            )
        ):
            target = self.directory("run", "inputs", f"input-{number}")
            self.assertEqual(self.ask(make(self.arguments(target=target)))["path"], target)
            self.assert_mapped(self.ref, target)

    def at_end(self, fd):
        os.lseek(fd, 0, os.SEEK_END)
        return fd

    def test_takes_arguments_that_fill_no_pipe_and_no_packet(self):
        for number, size in enumerate((65_537, LONG, 9_000_000)):
            target = self.directory("run", "inputs", f"input-{number}")
            data = self.arguments(target=target, options={"filler": "x" * size})
            self.ask(self.memory(data))
            self.assert_mapped(self.ref, target)

    def test_takes_an_empty_list_of_message_arguments_for_none(self):
        for number, args in enumerate(({}, [], None)):
            target = self.directory("run", "inputs", f"input-{number}")
            self.assertEqual(
                self.ask(self.memory(self.arguments(target=target)), args=args)["path"], target
            )

    def test_leaves_descriptors_unread_when_the_message_has_arguments(self):
        files = [self.memory(b"nonsense"), self.memory(b"as before")]
        reply = self.ask(*files, args=self.request([self.ref]))
        self.assertEqual(reply["path"], self.target)
        self.assertEqual(os.pread(files[1], 100, 0), b"as before")

    def test_puts_the_reply_alone_into_the_file_and_rewinds_it(self):
        for number, before in enumerate((b"", b"x", b"x" * 200, b"x" * LONG)):
            for make in (self.memory, self.file, lambda data: self.file(data, unlink=True)):
                target = self.directory(
                    "run", "inputs", f"{number}-{make.__name__}-{os.urandom(4).hex()}"
                )
                reply = self.at_end(make(before))
                self.assertEqual(self.ask(self.memory(self.arguments(target=target)), reply), "{}")
                # The offset is shared with the host, which reads on from wherever it stands.
                self.assertEqual(os.lseek(reply, 0, os.SEEK_CUR), 0)
                content = json.loads(os.read(reply, LONG))
                archives = {self.ref: {"format": "dir", "name": f"name of {self.ref}"}}
                self.assertEqual(content, {"path": target, "data": {"archives": archives}})
                self.assertEqual(os.read(reply, 1), b"")

    def test_puts_the_reply_into_a_file_that_is_only_written_to_or_appended_to(self):
        for number, mode in enumerate((os.O_WRONLY, os.O_RDWR | os.O_APPEND)):
            target = self.directory("run", "inputs", f"input-{number}")
            reply = self.file(b"before", mode)
            self.assertEqual(self.ask(self.memory(self.arguments(target=target)), reply), "{}")
            with open(f"/proc/self/fd/{reply}", "rb") as file:
                self.assertEqual(json.loads(file.read())["path"], target)

    def test_closes_unread_what_is_more_than_two(self):
        files = [self.memory(self.arguments()), self.memory()]
        more = self.memory(b"as before")
        self.assertEqual(self.ask(*files, *[more] * 251), "{}")
        self.assertEqual(os.pread(more, 100, 0), b"as before")
        self.assert_mapped(self.ref)

    def test_refuses_arguments_that_are_no_file(self):
        with socket.socket(socket.AF_UNIX) as sock:
            ends = [self.opened(end) for end in os.pipe()]
            null, zero = (
                self.opened(os.open(path, os.O_RDWR)) for path in ("/dev/null", "/dev/zero")
            )
            directory = self.opened(os.open(self.tmp, os.O_RDONLY))
            for fd in (*ends, null, zero, directory, sock.fileno()):
                self.assert_refused(
                    "^Cannot read the descriptor of the argument file: it is a ", fd
                )

    def test_refuses_arguments_that_can_not_be_read(self):
        data = self.arguments()
        self.assert_refused("^Cannot read the desc.* argument file", self.file(data, os.O_WRONLY))
        self.assert_refused("^Cannot read the desc.* argument file", self.file(data, os.O_PATH))

    def test_refuses_arguments_that_are_no_json(self):
        for data, text in (
            (b"", "not JSON"),
            (b"{", "not JSON"),
            (b"\xff", "not UTF-8"),
            (b"<args-via-fd>", "not JSON"),
            (b"[" * 100_000 + b"]" * 100_000, "nested"),
            (b"[1]", "map: "),
            (b"{}", "map: "),
        ):
            self.assert_refused(text, self.memory(data))
            self.assert_refused(text, self.memory(data), self.memory())

    def test_refuses_a_reply_file_that_can_not_be_written_before_anything_is_mounted(self):
        arguments = self.memory(self.arguments())
        for reply in (
            self.file(flags=os.O_RDONLY),
            self.file(flags=os.O_PATH),
            *map(self.opened, os.pipe()),
            self.opened(os.open("/dev/null", os.O_RDWR)),
            self.opened(os.open(self.tmp, os.O_RDONLY)),
        ):
            self.assert_refused("reply file|descriptor", arguments, reply)

    def test_takes_back_the_map_when_the_reply_file_can_not_take_the_reply(self):
        disk = self.directory("disk")
        mounts.mount("disk", disk, "tmpfs", data="size=1m")
        self.addCleanup(mounts.detach, disk)
        full = self.opened(os.open(os.path.join(disk, "reply"), os.O_RDWR | os.O_CREAT))
        with self.assertRaises(OSError), open(os.path.join(disk, "filler"), "wb", 0) as filler:
            while True:
                filler.write(b"x" * 65536)
        self.assert_refused(
            "^Cannot write the reply file: No space left", self.memory(self.arguments()), full
        )
