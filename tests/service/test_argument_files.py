"""Arguments and replies in descriptors of their own (v89 to v128): what these may be."""

import json
import os
import re
import tempfile

from support import packets
from support.case import MapCase

LONG = 300_000


class ArgumentFilesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.image()
        self.service = self.start()

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

    def deleted_file(self, data=b""):
        return self.file(data, unlink=True)

    def at_end(self, data=b""):
        fd = self.memory(data)
        os.lseek(fd, 0, os.SEEK_END)
        return fd

    def ask(self, *fds, args=None):
        return self.service.call("map", {} if args is None else args, fds)

    def assert_refused(self, text, *fds):
        self.assert_fails("ProtocolError", re.compile(text), self.ask, *fds)
        self.assert_untouched()
        self.assert_alive(self.service)

    def test_hold_arguments_wherever_they_are_positioned(self):
        read_only = lambda data: self.file(data, os.O_RDONLY)
        for make in (self.file, read_only, self.deleted_file, self.memory, self.at_end):
            target = self.next_target()
            self.assertEqual(self.ask(make(self.arguments()))["path"], target)
            self.assert_mapped(self.ref)

    def test_are_read_only_when_the_message_has_no_arguments(self):
        for args in ({}, [], None):
            target = self.next_target()
            self.assertEqual(self.ask(self.memory(self.arguments()), args=args)["path"], target)
        target = self.next_target()
        files = [self.memory(b"nonsense"), self.memory(b"as before")]
        self.assertEqual(self.ask(*files, args=self.request([self.ref]))["path"], target)
        self.assertEqual(os.pread(files[1], 100, 0), b"as before")

    def test_get_the_reply_alone_and_are_rewound(self):
        append = lambda data: self.file(data, os.O_RDWR | os.O_APPEND)
        for before in (b"", b"x", b"x" * 200, b"x" * LONG):
            for make in (self.memory, self.at_end, self.file, self.deleted_file, append):
                target = self.next_target()
                reply = make(before)
                self.assertEqual(self.ask(self.memory(self.arguments()), reply), "{}")
                # The offset is shared with the host, which reads on from wherever it stands.
                self.assertEqual(os.lseek(reply, 0, os.SEEK_CUR), 0)
                archives = {self.ref: {"format": "dir", "name": f"name of {self.ref}"}}
                expected = {"path": target, "data": {"archives": archives}}
                self.assertEqual(json.loads(os.read(reply, LONG)), expected)
        target = self.next_target()
        write_only = self.file(b"before", os.O_WRONLY)
        self.assertEqual(self.ask(self.memory(self.arguments()), write_only), "{}")
        with open(f"/proc/self/fd/{write_only}", "rb") as file:
            self.assertEqual(json.loads(file.read())["path"], target)

    def test_are_closed_unread_when_there_are_more_than_two(self):
        files = [self.memory(self.arguments()), self.memory()]
        more = self.memory(b"as before")
        self.assertEqual(self.ask(*files, *[more] * 251), "{}")
        self.assertEqual(os.pread(more, 100, 0), b"as before")
        self.assert_mapped(self.ref)

    def test_are_refused_when_arguments_can_not_be_read(self):
        data = self.arguments()
        for fd, text in (
            (self.opened(os.open(self.tmp, os.O_RDONLY)), "it is a directory"),
            *((self.file(data, flags), "Cannot read a descriptor") for flags in (os.O_WRONLY, os.O_PATH)),
        ):
            self.assert_refused(f"^Cannot read the descriptor of the argument file: {text}", fd)
        for content, text in ((b"", "not JSON"), (b"\xff", "not UTF-8"), (b"[1]", "map: "), (b"{}", "map: ")):
            self.assert_refused(text, self.memory(content))
            self.assert_refused(text, self.memory(content), self.memory())

    def test_are_refused_before_anything_is_mounted_when_the_reply_can_not_be_written(self):
        arguments = self.memory(self.arguments())
        others = [self.opened(os.open(*it)) for it in (("/dev/null", os.O_RDWR), (self.tmp, os.O_RDONLY))]
        files = [self.file(flags=flags) for flags in (os.O_RDONLY, os.O_PATH)]
        for reply in (*files, *map(self.opened, os.pipe()), *others):
            self.assert_refused("^Cannot use the reply file: it is ", arguments, reply)
        self.assertEqual(self.store.questions, [])

    def test_make_the_map_fail_without_trace_when_there_is_no_space_for_the_reply(self):
        disk = self.mount_disk(self.directory("disk"), data="size=1m")
        full = self.opened(os.open(os.path.join(disk, "reply"), os.O_RDWR | os.O_CREAT))
        with self.assertRaises(OSError), open(os.path.join(disk, "filler"), "wb", 0) as filler:
            while True:
                filler.write(b"x" * 65536)
        self.assert_refused("^Cannot write the reply file: No space left", self.memory(self.arguments()), full)
