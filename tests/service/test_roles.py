"""The same requests in the four forms that osbuild's releases have given them."""

import json
import os
import re

from support import images, packets
from support.case import MapCase
from support.roles import ROLES, map_as
from support.service import RemoteError, call, result


class RolesTest(MapCase):
    def each(self):
        """A service and a role, one after the other, each with a target of its own."""
        for role in ROLES:
            self.target = self.directory("run", "inputs", role)
            with self.subTest(role):
                service = self.start()
                yield service, role
                self.end(service)

    def test_show_the_same_images_with_the_same_reply(self):
        refs = {
            self.image("one"): {"name": "a"},
            self.image("two"): {"name": "\N{GRINNING FACE}\ud800"},
        }
        for service, role in self.each():
            reply = self.map(service, refs, role)
            self.assertEqual(reply["path"], self.target)
            archives = {ref: {"format": "dir", **options} for ref, options in refs.items()}
            self.assertEqual(reply["data"], {"archives": archives})
            for ref in refs:
                self.assert_mapped(ref)

    def test_show_the_same_pipelines_with_the_same_reply(self):
        for service, role in self.each():
            ref = f"pipeline-{role}"
            self.tree(ref, "image.tar")
            reply = self.map_pipelines(service, {ref: {"name": "a"}}, role)
            archives = {"image.tar": {"format": "oci-archive", "name": "a"}}
            self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})

    def test_tell_the_same_failures(self):
        for service, role in self.each():
            self.assert_fails(
                "RuntimeError", re.compile("does not exist"), self.map, service, ["x"], role
            )
            self.assert_fails(
                "ValueError", re.compile("'name' is missing"), self.map, service, {"x": {}}, role
            )
            self.assert_fails(
                "ProtocolError", "map: the arguments are not an object", map_as, role, service, [1]
            )

    def test_map_several_times_and_change_the_form_in_between(self):
        service = self.start()
        refs = [self.image(f"image {number}") for number in range(8)]
        for number, ref in enumerate(refs):
            self.map(service, [ref], ROLES[number % 4])
        for ref in refs:
            self.assert_mapped(ref)
        self.end(service)

    def test_serve_a_host_with_unescaped_text(self):
        ref = self.image()
        args = self.request({ref: {"name": "\N{GRINNING FACE}\u00e4"}})
        data = json.dumps(call("map", args), ensure_ascii=False).encode()
        service = self.start()
        reply = result(service.ask(data))
        self.assertEqual(reply["data"]["archives"][ref]["name"], "\N{GRINNING FACE}\u00e4")
        self.end(service)

    def test_leave_the_reply_file_alone_when_the_map_fails(self):
        service = self.start()
        files = [
            packets.memory_file(packets.encode(self.request(["gone"]))),
            packets.memory_file(b"before"),
        ]
        with self.assertRaises(RemoteError):
            service.call("map", {}, files)
        self.assertEqual(os.pread(files[1], 100, 0), b"before")
        for file in files:
            os.close(file)
        self.end(service)

    def test_show_an_image_once_more_when_a_host_of_another_age_asks(self):
        images.make_image(self.store.image("x"))
        for service, role in self.each():
            self.map(service, ["x"], role)
            self.assert_mapped("x")
