"""Paths that are not UTF-8 are refused as such."""

import os
import re

from support import images
from support.case import MapCase

_ODD = os.fsdecode(b"\xff")


class OddPathsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def test_says_that_a_target_or_a_store_is_not_utf8(self):
        ref = self.image()
        target = self.directory("run", "inputs", f"odd{_ODD}")
        text = re.compile("^Cannot map to '.*odd\ufffd': the path is not UTF-8$")
        self.assert_fails("ValueError", text, self.map, self.service, [ref], target=target)
        link = os.path.join(self.inputs, "link")
        os.symlink(target, link)
        text = re.compile(f"^Cannot map to {link}: .*not valid UTF-8$")
        self.assert_fails("RuntimeError", text, self.map, self.service, [ref], target=link)
        api = {"store": f"{self.store.address}{_ODD}"}
        text = re.compile("^Cannot ask the store at '.*\ufffd': the path is not UTF-8$")
        self.assert_fails("ValueError", text, self.map, self.service, [ref], api=api)
        self.store.answer = lambda _: {"path": f"/store/{_ODD}"}
        text = re.compile("^Cannot ask the store at .*: .*not UTF-8$")
        self.assert_fails("StoreError", text, self.map, self.service, [ref])
        self.end(self.service)

    def test_says_that_a_reference_is_not_utf8(self):
        images.make_image(self.store.image(_ODD), "odd")
        text = re.compile("^Cannot map reference '\ufffd': .* is not UTF-8$")
        self.assert_fails("ValueError", text, self.map, self.service, [_ODD])
        self.assert_untouched()
        self.end(self.service)
