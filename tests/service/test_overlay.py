"""A store on an overlay, where the inode numbers of directories change when caches are dropped."""

import os

from support import programs
from support.case import MapCase

_DROP_CACHES = "/proc/sys/vm/drop_caches"


class OverlayTest(MapCase):
    def test_maps_when_inode_numbers_change_between_the_check_and_the_mount(self):
        if not os.access(_DROP_CACHES, os.W_OK):
            self.skipTest(f"{_DROP_CACHES} can't be written: run this as root, outside of a container")
        root = os.path.join(self.tmp, "overlay")
        self.store.move(os.path.join(self.mount_overlay(root), "store"))
        refs = self.images(20)
        self.store.root = os.path.join(root, "store")
        self.store.sources = self.store.sources.replace(f"{root}.lower", root)
        before = self.numbers(refs)
        programs.replace(self, "mount", f'echo 2 > {_DROP_CACHES}; exec "$REAL" "$@"')
        service = self.start()
        self.map(service, refs)
        self.assert_all_mapped(refs)
        self.assertNotEqual(self.numbers(refs), before, "this overlay keeps its inode numbers")
        self.end(service)

    def numbers(self, refs):
        return [os.stat(self.store.image(ref)).st_ino for ref in refs]
