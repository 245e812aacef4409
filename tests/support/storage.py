"""The host's container storage, and the input that shows it."""

import os

from . import images, mounts
from .case import MapCase
from .service import BINARY

NAME = "org.osbuild.containers-storage"
ETC, USR = "/etc/containers", "/usr/share/containers"


def make_storage(directory, driver):
    """Makes files in the layout of containers/storage; returns the directory of the driver."""
    for path, data in {
        "storage.lock": b"",
        f"{driver}-images/images.json": b"[]",
        f"{driver}-images/{'a' * 64}/manifest": b"{}",
        f"{driver}-layers/layers.json": b"[]",
        f"{driver}-layers/{'b' * 64}.tar-split.gz": b"split",
        f"{driver}/{_layer(driver)}/etc/os-release": b"NAME=test",
        f"{driver}/{_layer(driver)}/usr/bin/program": b"program",
        "libpod/bolt_state.db": b"state",
    }.items():
        parent, name = os.path.split(os.path.join(directory, path))
        os.makedirs(parent, exist_ok=True)
        images.write(parent, name, data)
    return os.path.join(directory, driver)


def _layer(driver):
    return f"{'b' * 64}/diff" if driver == "overlay" else f"dir/{'b' * 64}"


class StorageCase(MapCase):
    """Has a container storage, and files of configuration that only this test sees."""

    driver = "vfs"

    def setUp(self):
        super().setUp()
        for directory in (ETC, USR):
            self.empty(directory)
        self.link = os.path.join(self.directory("libdir"), NAME)
        os.symlink(BINARY, self.link)
        # In what tests of the store look after.
        self.use_storage(self.directory("store", "graph"))

    def use_storage(self, graph):
        """Makes a storage in a directory, and configures it as the host's."""
        self.graph = graph
        self.driver_directory = make_storage(graph, self.driver)
        self.configure(f"[storage]\ndriver = '{self.driver}'\ngraphroot = '{graph}'\n")

    def start(self, **options):
        return super().start(**{"binary": self.link, **options})

    def configure(self, text, directory=ETC):
        """Writes a storage.conf, text or bytes; None removes it."""
        images.remove(os.path.join(directory, "storage.conf"))
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode()
            images.write(directory, "storage.conf", data)

    def graphroot(self, path, directory=ETC):
        """Has a path configured that leads to the storage, and nothing else."""
        escaped = "".join(f"\\U{ord(char):08x}" for char in path)
        self.configure(f'[storage]\ngraphroot = "{escaped}"\n', directory)

    def mount_driver_directory(self):
        """Binds the driver's directory on itself, as containers/storage does for overlay."""
        mounts.bind(self.driver_directory, self.driver_directory)
        self.addCleanup(mounts.detach, self.driver_directory)

    def shown(self):
        return os.path.join(self.target, "storage")

    def map_storage(self, service, refs=None, role="v129"):
        """Maps; returns what the reply says of the storage, after a check of the rest."""
        refs = refs or self.refs
        reply = self.map(service, refs, role)
        storage = reply["data"]["archives"][refs[0]]["storage"]
        expected = self.reply_to(refs, format="containers-storage", storage=storage)
        self.assertEqual(reply, expected)
        self.assert_mapped()
        return storage

    def assert_mapped(self, _refs=(), _target=None):
        """Checks that the storage is seen, whole, and that all of it is read-only."""
        self.assertEqual(images.snapshot(self.shown()), images.snapshot(self.graph))
        for path, _, _ in os.walk(self.shown()):
            with self.assertRaisesRegex(OSError, "Read-only"):
                os.mkdir(os.path.join(path, "new"))

    def empty(self, directory):
        """Mounts an empty file system on a directory, which may be missing on this machine."""
        if not os.path.isdir(directory):
            self._imitate(os.path.dirname(directory))
        self.mount_disk(directory)

    def _imitate(self, directory):
        """Has another directory in place of one, in which all that was there can be found."""
        real = self.directory(f"real{directory.replace('/', '-')}")
        mounts.bind(directory, real)
        self.addCleanup(mounts.detach, real)
        self.mount_disk(directory)
        for name in os.listdir(real):
            os.symlink(os.path.join(real, name), os.path.join(directory, name))
