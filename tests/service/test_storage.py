"""The host's container storage below a target, for the program by its other name."""

import os
import shutil

from support import images, mounts, programs
from support.mounts import NOATIME, NODEV, NOEXEC, NOSUID
from support.service import BINARY, NOBODY, ROLES, RemoteError
from support.storage import NAME, USR, StorageCase

ODD = (
    "blank s", "comma,comma", "#hash", "back\\slash", "quote\"'", "\u00e4\u20ac\U0001f600",
    "tab\tline\n",
)  # fmt: skip
IN_USE = "something is mounted there already"


class StorageTest(StorageCase):
    def assert_seen_by(self, service, count=2, options=()):
        """Checks so many mounts of a storage that only a user namespace sees."""
        self.map(service, self.refs)
        found = mounts.below(self.target, service.pid)[1:]
        self.assertEqual(len(found), count)
        for mount in found:
            self.assertLessEqual({"ro", *options}, mount.options)
        seen = f"/proc/{service.pid}/root{self.shown()}"
        self.assertEqual(images.snapshot(seen), images.snapshot(self.graph))
        self.end(service)

    def test_is_mapped_for_osbuild_of_every_age(self):
        for role in ROLES:
            with self.subTest(role):
                self.next_target()
                storage = self.map_storage(self.service, role=role)
                self.assertEqual(storage, {"driver": "vfs", "graphroot": self.graph})
        self.end(self.service)
        self.assert_empty()
        self.assertEqual(self.store.questions, [], "no store is asked")

    def test_is_that_of_the_configuration_of_each_request_and_that_in_etc_comes_first(self):
        self.graphroot("/elsewhere", USR)
        self.assertEqual(self.map_storage(self.service)["graphroot"], self.graph)
        self.configure(None)
        self.graphroot(self.graph, USR)
        self.next_target()
        self.assertEqual(self.map_storage(self.service), {"graphroot": self.graph})

    def test_is_in_the_usual_place_when_no_graphroot_is_configured(self):
        self.empty("/var/lib/containers")
        os.symlink(self.graph, "/var/lib/containers/storage")
        for text, storage in (
            ("", {}),
            ("[storage]\n", {}),
            ("[storage]\ndriver = 'vfs'\n", {"driver": "vfs"}),
        ):
            self.configure(text)
            self.next_target()
            self.assertEqual(self.map_storage(self.service), storage)

    def test_is_shown_when_its_path_is_odd_or_a_link(self):
        link = os.path.join(self.directory("links"), "graph")
        os.symlink("../store/graph", link)
        self.graphroot(link)
        self.assert_serves(self.start())
        for name in ODD:
            with self.subTest(name):
                moved = os.path.join(self.tmp, name)
                os.rename(self.graph, moved)
                self.graph = moved
                self.graphroot(moved)
                self.assert_serves(self.start())
        aside = self.directory("aside", "inner")
        os.symlink(aside, os.path.join(self.tmp, "link"))
        os.rename(self.graph, os.path.join(self.tmp, "aside", "graph"))
        # What the path would name if `link/..` were nothing.
        self.directory("graph")
        self.graph = os.path.join(self.tmp, "link", "..", "graph")
        self.graphroot(self.graph)
        self.assert_serves(self.start())

    def test_is_shown_with_what_is_mounted_directly_in_it_and_nothing_further_down(self):
        # It is a mount itself, too.
        self.use_storage(self.mount_disk(os.path.join(self.tmp, "disk")))
        disk = self.mount_disk(os.path.join(self.graph, "blank s, and #"))
        images.write(disk, "file")
        deep, merged = os.path.join(disk, "deep"), os.path.join(self.driver_directory, "merged")
        os.mkdir(deep)
        os.mkdir(merged)
        self.mount_driver_directory()
        before = images.snapshot(self.graph)
        images.write(self.mount_disk(merged), "of a container")
        self.mount_disk(deep)
        self.map(self.service, self.refs)
        self.assertEqual(images.snapshot(self.shown()), before)
        self.assertEqual(len(mounts.below(self.target)), 4)
        self.assert_none_writable()
        self.end(self.service)
        self.assert_empty()

    def test_is_shown_in_a_user_namespace(self):
        self.mount_driver_directory()
        self.assert_seen_by(self.start_in_user_namespace())

    def test_is_shown_to_another_user_whatever_flags_are_locked(self):
        self.require_users()
        # The tree of the program may be out of this user's reach.
        program = self.copy_program(NAME)
        for flags, options in (
            (0, ()),
            (NOSUID | NODEV | NOEXEC | NOATIME, ("nosuid", "nodev", "noexec", "noatime")),
        ):
            disk = self.mount_disk(os.path.join(self.tmp, f"disk-{flags}"), flags)
            self.use_storage(os.path.join(disk, "graph"))
            self.mount_driver_directory()
            os.chown(self.next_target(), NOBODY["user"], NOBODY["group"])
            service = self.start_in_user_namespace(binary=program, **NOBODY)
            self.assert_seen_by(service, options=options)

    def test_is_writable_with_one_warning_when_read_only_is_refused(self):
        programs.replace(self, "mount", programs.refusing_read_only("mount: denied.\\n"))
        for _ in range(2):
            self.next_target()
            self.map(self.service, self.refs)
            self.assertEqual(images.snapshot(self.shown()), images.snapshot(self.graph))
        end = self.service.finish()
        self.assertEqual(end.status, 0)
        self.assertRegex(end.output, r"\A[^\n]*writable[^\n]*mount: denied\.\)\n\Z")

    def test_is_not_mapped_where_something_is_mounted(self):
        self.mount_disk(self.target)
        self.assert_map_fails(rf"{IN_USE} \(tmpfs on ")
        mounts.detach(self.target)
        self.mount_disk(self.shown())
        self.assert_map_fails(IN_USE)
        mounts.detach(self.shown())
        # An empty directory may be there.
        self.map(self.service, self.refs)
        self.assert_map_fails(IN_USE)
        self.assert_mapped()
        self.end(self.service)
        self.assert_empty()

    def test_is_not_mapped_where_its_mount_point_holds_a_file_or_is_none(self):
        for what, make in {
            "full directory": lambda path: os.makedirs(os.path.join(path, "inside")),
            "link": lambda path: os.symlink(self.tmp, path),
            "file": lambda path: images.write(self.target, "storage"),
        }.items():
            with self.subTest(what):
                self.next_target()
                make(self.shown())
                pattern = rf"^\[Errno 17\] File exists: '{self.shown()}'$"
                self.assert_map_fails(pattern, name="FileExistsError")
        self.assert_serves(self.service)

    def test_is_refused_to_other_references_and_origins(self):
        ref = self.refs[0]
        for problem, options in {
            "the property 'name' is missing": {},
            "property 'name' must be string": {"name": 1},
            "the property 'tag' is not known": {"name": "x", "tag": "y"},
            "must be object": "x",
        }.items():
            pattern = f"^Cannot map reference '{ref}': {problem}$"
            self.assert_map_fails(pattern, {ref: options}, "ValueError")
        origin = "org.osbuild.pipeline"
        pattern = f"^Cannot map from origin '{origin}': it must be org.osbuild.source$"
        self.assert_map_fails(pattern, name="ValueError", origin=origin)


class NameTest(StorageCase):
    def is_storage(self, path, **options):
        """Whether a path starts the input that shows the storage, not its sibling."""
        service = self.start(binary=path, **options)
        try:
            self.map_pipelines(service, [])
            return False
        except RemoteError as error:
            self.assertIn("it must be org.osbuild.source", str(error))
            return True
        finally:
            self.end(service)

    def test_is_the_storage_by_a_hard_link_a_symlink_and_a_copy(self):
        program = shutil.copy(BINARY, self.directory("program"))
        for make in (os.link, os.symlink, shutil.copy):
            path = os.path.join(self.directory(make.__name__, "a\nb \u00e4"), NAME)
            make(program, path)
            self.assertTrue(self.is_storage(path), make.__name__)
            self.assertTrue(self.is_storage(f"./{NAME}", cwd=os.path.dirname(path)))
        self.assertFalse(self.is_storage(program))

    def test_is_its_sibling_by_any_other_name(self):
        for name in (f"{NAME}.orig", f"x{NAME}", f"{NAME}-", NAME.upper(), f"{NAME}\n"):
            path = os.path.join(self.directory(f"named {name}"), name)
            os.symlink(BINARY, path)
            self.assertFalse(self.is_storage(path), name)

    def test_goes_by_argv_0_whatever_the_file_is_called(self):
        command = ("bash", "-c", 'exec -a "$NAME" "$0" "$@"')
        for binary, name, expected in (
            (BINARY, f"/usr/lib/osbuild/inputs/{NAME}", True),
            (BINARY, NAME, True),
            (BINARY, "", False),
            (BINARY, f"{NAME}/", False),
            (self.link, "x", False),
        ):
            with self.subTest(name):
                env = {**os.environ, "NAME": name}
                self.assertEqual(self.is_storage(binary, prefix=command, env=env), expected)
