"""A store on a file system of a program, which numbers its directories anew at each look."""

import os
import struct
import threading

from support import mounts
from support.case import MapCase

# Requests and structures of linux/fuse.h, version 7.22.
_LOOKUP, _GETATTR, _INIT, _OPENDIR, _READDIR, _STATFS = 1, 3, 26, 27, 28, 17
_HEADER, _REPLY = struct.Struct("<IIQQIIII"), struct.Struct("<IiQ")
_NO_REPLY = (2, 36, 42)  # FORGET, INTERRUPT, BATCH_FORGET
_NO_CALL = 38


def attributes(number):
    """A directory of root."""
    return struct.pack("<6Q10I", number, 0, 0, 0, 0, 0, 0, 0, 0, 0o40755, 2, 0, 0, 0, 4096, 0)


def serve(device):
    """Answers until it is unmounted: everything is an empty directory, always another."""
    number = 1
    while True:
        try:
            request = os.read(device, 1 << 18)
        except OSError:
            return
        _, code, unique, node, *_ = _HEADER.unpack_from(request)
        if code in _NO_REPLY:
            continue
        number += 1
        answers = {
            _INIT: struct.pack("<6I", 7, 22, 0, 0, 0, 1 << 16),
            _LOOKUP: struct.pack("<4Q2I", number, 0, 0, 0, 0, 0) + attributes(number),
            _GETATTR: struct.pack("<Q2I", 0, 0, 0) + attributes(node),
            _OPENDIR: bytes(16),
            _READDIR: b"",
            _STATFS: bytes(80),
        }
        body = answers.get(code, b"")
        error = 0 if code in answers else -_NO_CALL
        os.write(device, _REPLY.pack(_REPLY.size + len(body), error, unique) + body)


class FuseTest(MapCase):
    def test_maps_when_the_store_numbers_its_directories_anew(self):
        try:
            device = self.opened(os.open("/dev/fuse", os.O_RDWR))
        except OSError as error:
            self.skipTest(f"there is no FUSE here: {error}")
        path = self.store.image(self.refs[0])
        options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
        mounts.mount("numbers", self.store.sources, "fuse", data=options)
        self.addCleanup(mounts.detach, self.store.sources)
        threading.Thread(target=serve, args=(device,), daemon=True).start()
        self.assertNotEqual(os.stat(path).st_ino, os.stat(path).st_ino)
        for refs in (self.refs[:1], self.refs):
            self.next_target()
            self.map(self.service, refs)
            self.assertEqual(sorted(os.listdir(self.target)), sorted(refs))
