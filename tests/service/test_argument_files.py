"""Arguments and replies in descriptors of their own (v89 to v128): what these may be."""

import json
import os
import tempfile

from support import packets
from support.case import MapCase

LONG = 300_000


class ArgumentFilesTest(MapCase):
    def arguments(self):
        return packets.encode(self.request(self.refs))

    def file(self, data=b"", flags=os.O_RDWR):
        fd, path = tempfile.mkstemp(dir=self.tmp)
        os.write(fd, data)
        os.close(fd)
        return self.opened(os.open(path, flags))

    def deleted_file(self, data):
        fd = self.file(data)
        os.unlink(os.readlink(f"/proc/self/fd/{fd}"))
        return fd

    def at_end(self, data):
        fd = self.memory(data)
        os.lseek(fd, 0, os.SEEK_END)
        return fd

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
            (f"{start}it is a directory", self.opened(os.open(self.tmp, os.O_RDONLY))),
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
            self.opened(os.open("/dev/null", os.O_RDWR)),
            self.opened(os.open(self.tmp, os.O_RDONLY)),
            *map(self.opened, os.pipe()),
        ):
            self.assert_refused("^Cannot use the reply file: it is ", arguments, reply)
        self.assertEqual(self.store.questions, [])

    def test_make_the_map_fail_without_trace_when_there_is_no_space_for_the_reply(self):
        disk = self.mount_disk(self.directory("disk"), data="size=1m")
        full = self.opened(os.open(os.path.join(disk, "reply"), os.O_RDWR | os.O_CREAT))
        with self.assertRaises(OSError), open(os.path.join(disk, "filler"), "wb", 0) as filler:
            while True:
                filler.write(b"x" * 65536)
        pattern = "^Cannot write the reply file: No space left"
        self.assert_refused(pattern, self.memory(self.arguments()), full)
