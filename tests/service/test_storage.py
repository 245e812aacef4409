"""The host's container storage below a target."""

import os
import re
import shutil

from support import images, mounts, programs
from support.roles import ROLES
from support.service import BINARY
from support.storage import NAME, USR, StorageCase, make_storage

_NOBODY = 65534


class StorageTest(StorageCase):
    def assert_maps(self, **options):
        service = self.start(**options)
        self.map(service, self.refs)
        self.assert_shown()
        self.end(service)
        self.assert_unmapped()
        self.next_target()

    def test_maps_the_storage_for_osbuild_of_every_age(self):
        storage = {"driver": "vfs", "graphroot": self.graph}
        for role in ROLES:
            with self.subTest(role):
                service = self.start()
                reply = self.map(service, self.refs, role)
                archives = {
                    ref: {"format": "containers-storage", "name": f"name of {ref}", "storage": storage}
                    for ref in self.refs
                }
                self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})
                self.assert_shown()
                self.end(service)
                self.assert_unmapped()
                self.next_target()
        self.assertEqual(self.store.questions, [], "no store is asked")

    def test_reads_the_configuration_anew_for_each_request(self):
        service = self.start()
        self.map(service, self.refs)
        self.next_target()
        self.configure(f"[storage]\ngraphroot = '{self.graph}'\nchanged = true\n")
        archives = self.map(service, self.refs)["data"]["archives"]
        self.assertTrue(archives[self.refs[0]]["storage"]["changed"])
        self.end(service)

    def test_prefers_the_configuration_in_etc(self):
        self.configure("[storage]\ngraphroot = '/elsewhere'\n", USR)
        self.assert_maps()
        self.configure(None)
        self.configure(f"[storage]\ngraphroot = '{self.graph}'\n", USR)
        self.assert_maps()

    def test_shows_the_usual_place_when_no_graphroot_is_configured(self):
        self.empty("/var/lib/containers")
        os.symlink(self.graph, "/var/lib/containers/storage")
        for text, storage in (("", {}), ("[storage]\n", {}), ("[storage]\ndriver = 'vfs'\n", {"driver": "vfs"})):
            self.configure(text)
            service = self.start()
            archives = self.map(service, self.refs)["data"]["archives"]
            self.assertEqual(archives[self.refs[0]]["storage"], storage)
            self.assert_shown()
            self.end(service)
            self.next_target()

    def test_shows_a_storage_whose_path_is_odd(self):
        for name in ("blank s", "comma,comma", "#hash", "back\\slash", "quote\"'", "\u00e4\u20ac\U0001f600", "tab\tline\n"):
            with self.subTest(name):
                moved = os.path.join(self.tmp, name)
                os.rename(self.graph, moved)
                self.graph = moved
                escaped = "".join(f"\\U{ord(char):08x}" for char in moved)
                self.configure(f'[storage]\ngraphroot = "{escaped}"\n')
                self.assert_maps()

    def test_shows_a_storage_that_a_symlink_leads_to(self):
        link = os.path.join(self.directory("links"), "graph")
        os.symlink("../store/graph", link)
        self.configure(f"[storage]\ngraphroot = '{link}'\n")
        self.assert_maps()

    def test_shows_the_storage_that_the_kernel_finds_beyond_a_link(self):
        aside = self.directory("aside", "inner")
        os.symlink(aside, os.path.join(self.tmp, "link"))
        os.rename(self.graph, os.path.join(self.tmp, "aside", "graph"))
        # What the path would name if `link/..` were nothing.
        self.directory("graph")
        self.graph = os.path.join(self.tmp, "link", "..", "graph")
        self.configure(f"[storage]\ngraphroot = '{self.graph}'\n")
        self.assert_maps()

    def test_shows_what_is_mounted_directly_in_it_and_nothing_further_down(self):
        disk = self.mount_disk(os.path.join(self.graph, "blank s, and #"))
        images.write(disk, "file")
        os.mkdir(os.path.join(disk, "deep"))
        os.mkdir(os.path.join(self.driver_directory, "merged"))
        self.mount_driver_directory()
        before = images.snapshot(self.graph)
        images.write(self.mount_disk(os.path.join(self.driver_directory, "merged")), "of a container")
        self.mount_disk(os.path.join(disk, "deep"))
        service = self.start()
        self.map(service, self.refs)
        self.assertEqual(images.snapshot(self.shown()), before)
        self.assertEqual(len(mounts.below(self.target)), 4)
        self.assert_none_writable()
        self.end(service)
        self.assert_unmapped()

    def test_shows_a_storage_that_is_a_mount_itself(self):
        self.mount_disk(self.graph)
        images.write(self.graph, "file")
        self.assert_maps()

    def test_shows_the_storage_in_a_user_namespace(self):
        self.mount_driver_directory()
        service = self.start_in_user_namespace()
        self.map(service, self.refs)
        seen = f"/proc/{service.pid}/root{self.shown()}"
        self.assertEqual(images.snapshot(seen), images.snapshot(self.graph))
        found = [it for it in mounts.below(self.target, service.pid) if it.point != self.target]
        self.assertEqual([it.point for it in found if "ro" not in it.options], [])
        self.assertEqual(len(found), 2)
        self.end(service)

    def test_shows_the_storage_to_another_user_whatever_flags_are_locked(self):
        self.require_users()
        os.chmod(self.tmp, 0o755)
        # The tree of the program may be out of this user's reach.
        program = shutil.copy(BINARY, os.path.join(self.directory("program"), NAME))
        for flags, options in ((0, set()), (mounts.NOSUID | mounts.NODEV | mounts.NOEXEC | mounts.NOATIME, {"nosuid", "nodev", "noexec", "noatime"})):
            self.graph = os.path.join(self.mount_disk(os.path.join(self.tmp, f"disk-{flags}"), flags), "graph")
            self.driver_directory = make_storage(self.graph, self.driver)
            self.mount_driver_directory()
            self.configure(f"[storage]\ngraphroot = '{self.graph}'\n")
            os.chown(self.target, _NOBODY, _NOBODY)
            service = self.start_in_user_namespace(binary=program, user=_NOBODY, group=_NOBODY, extra_groups=())
            self.map(service, self.refs)
            found = [it for it in mounts.below(self.target, service.pid) if it.point != self.target]
            self.assertEqual(len(found), 2)
            for mount in found:
                self.assertLessEqual({"ro", *options}, set(mount.options))
            self.assertEqual(images.snapshot(f"/proc/{service.pid}/root{self.shown()}"), images.snapshot(self.graph))
            self.end(service)
            self.next_target()

    def test_shows_the_storage_writable_with_one_warning_when_read_only_is_refused(self):
        then = "[ $code = 0 ] || exit $code; if grep -q ,ro \"$last\"; then echo 'mount: denied.' >&2; exit 64; fi"
        programs.replace(self, "mount", programs.edited("sed 's/,ro,/,/; s/,ro / /'", then))
        service = self.start()
        for _ in range(2):
            self.map(service, self.refs)
            self.assertEqual(images.snapshot(self.shown()), images.snapshot(self.graph))
            self.next_target()
        end = service.finish()
        self.assertEqual(end.status, 0)
        self.assertRegex(end.output, r"\A[^\n]*writable[^\n]*mount: denied\.\)\n\Z")

    def test_refuses_a_target_with_mounts(self):
        self.mount_disk(self.target)
        service = self.start()
        self.assert_fails("RuntimeError", re.compile(r"something is mounted there already \(tmpfs on "), self.map, service, self.refs)
        mounts.detach(self.target)
        self.map(service, self.refs)
        self.assert_fails("RuntimeError", re.compile("something is mounted there already"), self.map, service, self.refs)
        self.assert_shown()
        self.end(service)

    def test_takes_a_mount_point_that_is_an_empty_directory(self):
        os.mkdir(self.shown())
        self.assert_maps()

    def test_refuses_other_mount_points_that_exist(self):
        service = self.start()
        exists = f"[Errno 17] File exists: '{self.shown()}'"
        os.mkdir(self.shown())
        images.write(self.shown(), "file", b"kept")
        self.assert_fails("FileExistsError", exists, self.map, service, self.refs)
        self.assertEqual(os.listdir(self.shown()), ["file"])
        os.unlink(os.path.join(self.shown(), "file"))
        self.mount_disk(self.shown())
        self.assert_fails("RuntimeError", re.compile("something is mounted there already"), self.map, service, self.refs)
        mounts.detach(self.shown())
        os.rmdir(self.shown())
        for make in (lambda path: os.symlink(self.directory("elsewhere"), path), lambda path: images.write(self.target, "storage", b"")):
            make(self.shown())
            self.assert_fails("FileExistsError", exists, self.map, service, self.refs)
            os.unlink(self.shown())
        self.map(service, self.refs)
        self.assert_shown()
        self.end(service)

    def test_refuses_other_references_and_origins(self):
        service = self.start()
        ref = self.refs[0]
        for options, problem in (
            ({}, "the property 'name' is missing"),
            ({"name": 1}, "property 'name' must be string"),
            ({"name": "x", "tag": "y"}, "the property 'tag' is not known"),
            ("x", "must be object"),
        ):
            text = f"Cannot map reference '{ref}': {problem}"
            self.assert_fails("ValueError", text, self.map, service, {ref: options})
        self.assert_fails(
            "ValueError", "Cannot map from origin 'org.osbuild.pipeline': it must be org.osbuild.source",
            self.map_pipelines, service, [ref],
        )
        self.assert_untouched()
        self.end(service)
