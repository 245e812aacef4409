"""Which input the program is, by the name it is started by."""

import os
import shutil

from support.service import BINARY
from support.storage import NAME, StorageCase


class StorageNameTest(StorageCase):
    def is_storage(self, path, **options):
        """Whether a path starts the input that shows the storage, not its sibling."""
        service = self.start(binary=path, **options)
        try:
            self.map_pipelines(service, [])
            pipelines = True
        except Exception as error:  # pylint: disable=broad-exception-caught
            self.assertIn("it must be org.osbuild.source", str(error))
            pipelines = False
        self.end(service)
        return not pipelines

    def test_is_the_storage_by_a_hard_link_a_symlink_and_a_copy(self):
        directory = self.directory("program")
        program = shutil.copy(BINARY, os.path.join(directory, "org.osbuild.containers"))
        for make in (os.link, os.symlink, shutil.copy):
            path = os.path.join(self.directory(make.__name__, "a\nb \u00e4"), NAME)
            make(program, path)
            self.assertTrue(self.is_storage(path), make.__name__)
            self.assertTrue(self.is_storage(f"./{NAME}", cwd=os.path.dirname(path)))
        self.assertFalse(self.is_storage(program))

    def test_is_its_sibling_by_any_other_name(self):
        for name in ("org.osbuild.containers", f"{NAME}.orig", f"x{NAME}", f"{NAME}-", NAME.upper(), f"{NAME}\n"):
            path = os.path.join(self.directory(f"named {name}"), name)
            os.symlink(BINARY, path)
            self.assertFalse(self.is_storage(path), name)

    def test_goes_by_argv_0_whatever_the_file_is_called(self):
        command = ("bash", "-c", 'exec -a "$NAME" "$0" "$@"')
        for name, storage in ((f"/usr/lib/osbuild/inputs/{NAME}", True), (NAME, True), ("", False), (f"{NAME}/", False)):
            found = self.is_storage(BINARY, prefix=command, env={**os.environ, "NAME": name})
            self.assertEqual(found, storage, name)
        found = self.is_storage(self.link, prefix=command, env={**os.environ, "NAME": "x"})
        self.assertFalse(found)
