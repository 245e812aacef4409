"""What tests of the service are built on: a directory, services, a store, and a check for leftovers."""

import ctypes
import faulthandler
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from . import images, mounts, process
from .roles import map_as
from .service import BINARY, UNSHARE, RemoteError, Service
from .store import Store
from .wait import HANG_SECONDS

_PR_SET_CHILD_SUBREAPER = 36
_NOBODY = 65534
# Whatever a service leaves behind becomes a child of this process, where it is noticed.
ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
# Whoever runs this may ignore signals (nohup does), and services would inherit that.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)


class ServiceCase(unittest.TestCase):
    """Has a directory of its own, and fails when mounts or processes are left."""

    maxDiff = 2000
    #: A service that ends with the test.
    service = None

    def setUp(self):
        # Prints where every thread is, and exits.
        faulthandler.dump_traceback_later(2 * HANG_SECONDS, exit=True)
        self.addCleanup(faulthandler.cancel_dump_traceback_later)
        self.tmp = os.path.realpath(tempfile.mkdtemp(prefix="containers-"))
        self._mounts_before = mounts.mounts()
        # Cleanups run last first: this one sees what all others have left.
        self.addCleanup(self._check_leftovers)

    def tearDown(self):
        # Those that the test has ended itself have no socket any more.
        if self.service is not None and self.service.socket.fileno() >= 0:
            self.end(self.service)

    def start(self, **options):
        """Starts a service; options are those of `Service`."""
        service = Service(**options)
        self.addCleanup(service.dispose)
        return service

    def require_users(self):
        """Skips the test where no program can be started as another user."""
        with open("/proc/self/uid_map", encoding="ascii") as file:
            ranges = [[int(it) for it in line.split()] for line in file]
        if not any(first <= _NOBODY < first + count for first, _, count in ranges):
            self.skipTest("there are no other users here: run this as root, outside of a user namespace")

    def start_as(self, uid, **options):
        """Starts a service as another user, who may reach the directories of this test."""
        self.require_users()
        os.chmod(self.tmp, 0o755)
        binary = os.path.join(self.tmp, os.path.basename(BINARY))
        if not os.path.exists(binary):
            # The program may be in a directory that this user can't search.
            shutil.copy(BINARY, binary)
        return self.start(binary=binary, user=uid, group=uid, extra_groups=(), **options)

    def start_in_user_namespace(self, **options):
        """Starts a service in a user namespace; skips the test where there are none."""
        done = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"unprivileged user namespaces are not available: {done.stderr.decode().strip()}")
        return self.start(prefix=UNSHARE, **options)

    def directory(self, *names):
        """Makes a directory below the test's own."""
        path = os.path.join(self.tmp, *names)
        os.makedirs(path)
        return path

    def opened(self, fd):
        """Has a descriptor closed at the end of the test."""
        self.addCleanup(os.close, fd)
        return fd

    def end(self, service, status=0, output=""):
        """Closes the host's end and checks how the service exits."""
        self.check_end(service.finish(), status, output)

    def check_end(self, end, status=0, output=""):
        """Checks how a service ended."""
        self.assertEqual((end.status, end.output), (status, output))

    def assert_fails(self, name, text, action, *args, **options):
        """Checks class and text of an exception; the text may be a compiled pattern."""
        with self.assertRaises(RemoteError) as caught:
            action(*args, **options)
        self.assertEqual(caught.exception.name, name, caught.exception.value)
        check = self.assertEqual if isinstance(text, str) else self.assertRegex
        check(caught.exception.value, text)
        self.assertEqual(caught.exception.backtrace, "", "an expected error has no backtrace")

    def assert_alive(self, service):
        """Checks that a service answers, and that answers match their requests."""
        self.assert_fails("ProtocolError", "Unknown method", service.call, "nothing", {"a": 1})

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
        """Mounts an overlay, its layers on file systems of their own; returns its lower directory."""
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
    """Has a store with images, too, and a target for them below osbuild's temporary directory."""

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

    def image(self, text="one"):
        """Puts an image into the store; returns its reference."""
        ref = images.ref_of(text)
        images.make_image(self.store.image(ref), text)
        return ref

    def images(self, count, text="image"):
        """Puts several images into the store; returns their references."""
        return [self.image(f"{text} {number}") for number in range(count)]

    def tree(self, ref, *files):
        """Puts a pipeline's tree with some files into the store; returns its directory."""
        self.store.trees[ref] = directory = self.directory("store", "objects", ref)
        for name in files:
            images.write(directory, name, os.fsencode(f"archive {name} of {ref}"))
        return directory

    def next_target(self):
        """Makes another target, and has maps and checks use that from now on."""
        self.target = self.directory("run", "inputs", f"images-{len(os.listdir(self.inputs))}")
        return self.target

    def request(self, refs, **changes):
        """Arguments of `map`; `refs` lists references, or maps them to options."""
        if not isinstance(refs, dict):
            refs = {ref: {"name": f"name of {ref}"} for ref in refs}
        return {
            "origin": "org.osbuild.source",
            "refs": refs,
            "target": self.target,
            "options": {},
            "api": {"store": self.store.address},
            **changes,
        }

    def map(self, service, refs, role="v129", **changes):
        """Maps references the way osbuild of some release does."""
        return map_as(role, service, self.request(refs, **changes))

    def map_pipelines(self, service, refs, role="v129", **changes):
        """Maps trees of pipelines."""
        return self.map(service, refs, role, origin="org.osbuild.pipeline", **changes)

    def assert_mapped(self, ref, target=None):
        """Checks that an image is seen, whole, below the target."""
        seen = images.snapshot(os.path.join(target or self.target, ref))
        self.assertEqual(seen, images.snapshot(self.store.image(ref)))

    def assert_all_mapped(self, refs, target=None):
        """Checks that several images are seen, whole, below the target."""
        for ref in refs:
            self.assert_mapped(ref, target)

    def assert_unmapped(self, target=None):
        """Checks that nothing is mounted any more; empty mount points may stay."""
        directory = target or self.target
        self.assertEqual(mounts.below(directory), [])
        self.assertEqual([it for it in os.listdir(directory) if os.listdir(f"{directory}/{it}")], [])

    def assert_none_writable(self):
        """Checks that all that is mounted below the target is read-only."""
        writable = {it.point for it in mounts.below(self.target) if "ro" not in it.options}
        self.assertLessEqual(writable, {self.target})

    def assert_untouched(self, target=None):
        """Checks that nothing is mounted at the target, and nothing in it."""
        self.assertEqual(mounts.below(target or self.target), [])
        self.assertEqual(os.listdir(target or self.target), [])

    def assert_serves(self, service, refs):
        """Checks that a service maps to another target, ends with 0 and leaves nothing there."""
        target = self.next_target()
        self.map(service, refs)
        self.assert_all_mapped(refs)
        self.end(service)
        self.assert_unmapped(target)
