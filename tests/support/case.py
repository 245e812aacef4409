"""What tests of the service are built on: a directory, services, a store, a check for leftovers."""

import ctypes
import faulthandler
import functools
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from . import images, mounts, packets, process
from .process import HANG_SECONDS
from .service import BINARY, NOBODY, UNSHARE, RemoteError, Service, call, map_as, request
from .store import Store

_PR_SET_CHILD_SUBREAPER = 36
# Whatever a service leaves behind becomes a child of this process, where it is noticed.
ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
# Whoever runs this may ignore signals (nohup does), and services would inherit that.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)


class ServiceCase(unittest.TestCase):
    """Has a directory of its own, and fails when mounts or processes are left."""

    maxDiff = 2000

    @functools.cached_property
    def service(self):
        """A service that ends with the test, with 0 and without a word."""
        return self.start()

    def setUp(self):
        # Prints where every thread is, and exits.
        faulthandler.dump_traceback_later(2 * HANG_SECONDS, exit=True)
        self.addCleanup(faulthandler.cancel_dump_traceback_later)
        self.tmp = os.path.realpath(tempfile.mkdtemp(prefix="containers-"))
        self._mounts_before = mounts.mounts()
        # Cleanups run last first: this one sees what all others have left.
        self.addCleanup(self._check_leftovers)

    def tearDown(self):
        service = self.__dict__.get("service")
        # Those that the test has ended itself have no socket any more.
        if service is not None and service.socket.fileno() >= 0:
            self.end(service)

    def start(self, **options):
        service = Service(**options)
        self.addCleanup(service.dispose)
        return service

    def start_in_user_namespace(self, **options):
        """Starts a service in a user namespace; skips the test where there are none."""
        done = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"unprivileged user namespaces are not available: {done.stderr.strip()}")
        return self.start(prefix=UNSHARE, **options)

    def require_users(self):
        """Lets other users reach this test's directory; skips the test where there are none."""
        with open("/proc/self/uid_map", encoding="ascii") as file:
            ranges = [[int(it) for it in line.split()] for line in file]
        if not any(first <= NOBODY["user"] < first + count for first, _, count in ranges):
            self.skipTest("there are no other users: run this as root, outside of a user namespace")
        os.chmod(self.tmp, 0o755)

    def copy_program(self, name):
        """Copies the program to where other users can reach it."""
        return shutil.copy(BINARY, os.path.join(self.directory("program"), name))

    def directory(self, *names):
        path = os.path.join(self.tmp, *names)
        os.makedirs(path)
        return path

    def opened(self, fd):
        """Has a descriptor closed at the end of the test."""
        self.addCleanup(os.close, fd)
        return fd

    def memory(self, data=b""):
        """A descriptor of a file without a name, for as long as the test."""
        return self.opened(packets.memory_file(data))

    def end(self, service, status=0, output=""):
        """Closes the host's end and checks how the service exits."""
        self.assertEqual(service.finish(), (status, output))

    def assert_fails(self, name, pattern, action, *args, **options):
        """Checks class and text of an exception."""
        with self.assertRaises(RemoteError) as caught:
            action(*args, **options)
        error = caught.exception
        self.assertEqual(error.name, name, error.value)
        self.assertRegex(error.value, pattern)
        self.assertEqual(error.backtrace, "", "an expected error has no backtrace")

    def assert_alive(self, service):
        """Checks that a service answers, and that answers match their requests."""
        self.assert_fails("ProtocolError", "^Unknown method$", service.call, "nothing", {"a": 1})

    def held_by(self, service):
        """What a service has open between two requests."""
        # A service answers before it closes what the request needed: the next answer comes after.
        self.assert_alive(service)
        return process.descriptors(service.pid)

    def mount_disk(self, directory, flags=0, data=None):
        """Mounts an empty tmpfs on a directory, which is made if need be."""
        os.makedirs(directory, exist_ok=True)
        mounts.mount("disk", directory, "tmpfs", flags, data)
        self.addCleanup(mounts.detach, directory)
        return directory

    def mount_overlay(self, directory):
        """Mounts an overlay of layers on file systems of their own; returns its lower directory."""
        lower, upper = (self.mount_disk(f"{directory}.{it}") for it in ("lower", "upper"))
        layers = {"lowerdir": lower, "upperdir": f"{upper}/upper", "workdir": f"{upper}/work"}
        for path in (directory, *layers.values()):
            os.makedirs(path, exist_ok=True)
        # Options of an overlay end at a comma or a colon.
        data = ",".join(f"{name}={path}" for name, path in layers.items())
        mounts.mount("overlay", directory, "overlay", data=data)
        self.addCleanup(mounts.detach, directory)
        return lower

    def _check_leftovers(self):
        left = [it for it in mounts.mounts() if it not in self._mounts_before]
        for it in reversed(left):
            mounts.detach(it.point)
        shutil.rmtree(self.tmp)
        self.assertEqual([it.point for it in left], [], "mounts are left")
        self.assertEqual(mounts.mounts(), self._mounts_before)
        # What is about to exit may do so; what stays is named by this.
        process.reap()


class MapCase(ServiceCase):
    """Has a store, too, and a target for its images below osbuild's temporary directory."""

    @functools.cached_property
    def refs(self):
        """References of three images in the store."""
        return self.images(3)

    def setUp(self):
        reason = os.environ.get("CONTAINERS_NO_MOUNTS")
        if reason:
            self.skipTest(reason)
        super().setUp()
        self.store = Store(self.directory("store"))
        self.addCleanup(self.store.stop)
        self.run_dir = self.directory("run")
        self.inputs = self.directory("run", "inputs")
        self.target = self.directory("run", "inputs", "images")

    def images(self, count, text="image"):
        """Puts images into the store; returns their references."""
        texts = [f"{text} {number}" for number in range(count)]
        for it in texts:
            images.make_image(self.store.image(images.ref_of(it)), it)
        return [images.ref_of(it) for it in texts]

    def tree(self, ref, *files):
        """Puts a pipeline's tree with some files into the store; returns its directory."""
        self.store.trees[ref] = directory = self.directory("store", "objects", ref)
        for name in files:
            images.write(directory, name, os.fsencode(f"archive {name} of {ref}"))
        return directory

    def next_target(self):
        """Makes another target, and has maps and checks use that from now on."""
        name = f"images-{len(os.listdir(self.inputs))}"
        self.target = self.directory("run", "inputs", name)
        return self.target

    def request(self, refs, **changes):
        """Arguments of `map`; `refs` lists references, or maps them to options."""
        around = {"target": self.target, "store": self.store, **changes}
        return request(_with_options(refs), **around)

    def call_of(self, refs, **changes):
        """The message that maps references, as bytes."""
        return packets.encode(call("map", self.request(refs, **changes)))

    def reply_to(self, refs, **options):
        """What `map` answers for images, in which `options` differ."""
        archives = {
            ref: {"format": "dir", **given, **options} for ref, given in _with_options(refs).items()
        }
        return {"path": self.target, "data": {"archives": archives}}

    def map(self, service, refs, role="v129", **changes):
        """Maps references the way osbuild of some release does."""
        return map_as(role, service, self.request(refs, **changes))

    def map_pipelines(self, service, refs, role="v129", **changes):
        return self.map(service, refs, role, origin="org.osbuild.pipeline", **changes)

    def assert_mapped(self, refs, target=None):
        """Checks that images are seen, whole, below the target."""
        for ref in refs:
            seen = images.snapshot(os.path.join(target or self.target, ref))
            self.assertEqual(seen, images.snapshot(self.store.image(ref)))

    def assert_none_writable(self):
        """Checks that all that is mounted below the target is read-only."""
        writable = {it.point for it in mounts.below(self.target) if "ro" not in it.options}
        self.assertLessEqual(writable, {self.target})

    def assert_empty(self, target=None):
        """Checks that nothing is mounted at the target, and that nothing is in it."""
        self.assertEqual(mounts.below(target or self.target), [])
        self.assertEqual(os.listdir(target or self.target), [])

    def assert_map_fails(self, pattern, refs=None, name="RuntimeError", service=None, **changes):
        """Checks that a map fails, and that all is as before: targets, mounts, the service.

        Without references, one image is mapped, and several.
        """
        service = service or self.service
        for it in [refs] if refs is not None else [self.refs[:1], self.refs]:
            with self.subTest(pattern, refs=it, **changes):
                before = images.snapshot(self.inputs), mounts.below(self.inputs)
                self.assert_fails(name, pattern, self.map, service, it, **changes)
                now = images.snapshot(self.inputs), mounts.below(self.inputs)
                self.assertEqual(now, before)
                self.assert_alive(service)

    def assert_serves(self, service, refs=None, role="v129", **changes):
        """Checks that a service maps to another target, and ends with 0 and nothing there.

        Returns the reply. With a `target` that leads to the test's, that is used again.
        """
        refs = self.refs if refs is None else refs
        if "target" not in changes:
            self.next_target()
        reply = self.map(service, refs, role, **changes)
        self.assertEqual(reply["path"], changes.get("target", self.target))
        self.assert_mapped(refs)
        self.assert_none_writable()
        self.end(service)
        self.assert_empty()
        return reply


def _with_options(refs):
    return refs if isinstance(refs, dict) else {ref: {"name": f"name of {ref}"} for ref in refs}
