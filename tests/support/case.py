"""What tests of the service stand on: a directory, a service, a store, and a look round at the end."""

import ctypes
import os
import shutil
import tempfile
import time
import unittest

from . import images, mounts, process
from .roles import map_as
from .service import RemoteError, Service
from .store import Store

_PR_SET_CHILD_SUBREAPER = 36
_SECONDS_TO_END = 2
# Whatever a service leaves behind becomes a child of this process, where it is noticed.
ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class ServiceCase(unittest.TestCase):
    """Has a directory of its own, and checks that neither mounts nor programs are left."""

    maxDiff = 2000

    def setUp(self):
        self.tmp = os.path.realpath(tempfile.mkdtemp(prefix="containers-"))
        self._mounts_before = mounts.mounts()
        # Cleanups run last first: this one sees what all others have left.
        self.addCleanup(self._look_round)

    def start(self, **options):
        """Starts a service."""
        service = Service(**options)
        self.addCleanup(service.dispose)
        return service

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
        """Ends a service, which has to go soon and leave nothing."""
        end = service.finish()
        self.assertEqual((end.status, end.output), (status, output))
        self.assertLess(end.seconds, 15, "osbuild waits for the service's end")
        return end

    def assert_fails(self, name, text, action, *args, **options):
        """Checks class and text of a failure; a pattern may stand for the text."""
        with self.assertRaises(RemoteError) as caught:
            action(*args, **options)
        self.assertEqual(caught.exception.name, name, caught.exception.value)
        if isinstance(text, str):
            self.assertEqual(caught.exception.value, text)
        else:
            self.assertRegex(caught.exception.value, text)
        self.assertEqual(caught.exception.backtrace, "", "a foreseen failure has no backtrace")

    def assert_alive(self, service):
        """Checks that a service goes on and that answers and questions are in step."""
        self.assert_fails("ProtocolError", "Unknown method", service.call, "nothing", {"a": 1})

    def _look_round(self):
        left = [it for it in mounts.mounts() if it not in self._mounts_before]
        for it in reversed(left):
            mounts.detach(it.point)
        shutil.rmtree(self.tmp)
        self.assertEqual([it.point for it in left], [], "nothing stays mounted")
        self.assertEqual(len(mounts.mounts()), len(self._mounts_before))
        self.assertEqual(_programs_left(), [], "no program is left")


def _programs_left():
    """What children are and do that are left; one that is just ending gets the time to do so."""
    deadline = time.monotonic() + _SECONDS_TO_END
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return []
        if pid == 0:
            time.sleep(0.01)
    return [process.describe(pid) for pid in process.children()] or ["a child of another thread"]


class MapCase(ServiceCase):
    """Has a store with images, too, and a target for them."""

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

    def tree(self, ref, *files):
        """Puts a pipeline's tree with some files into the store; returns its directory."""
        self.store.trees[ref] = directory = self.directory("store", "objects", ref)
        for name in files:
            images.write(directory, name, f"archive {name} of {ref}".encode())
        return directory

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
        """Maps references as osbuild of some release does."""
        return map_as(role, service, self.request(refs, **changes))

    def map_pipelines(self, service, refs, role="v129", **changes):
        """The same for trees of pipelines."""
        return self.map(service, refs, role, origin="org.osbuild.pipeline", **changes)

    def assert_mapped(self, ref, target=None):
        """Checks that an image is seen, whole, below the target."""
        seen = images.snapshot(os.path.join(target or self.target, ref))
        self.assertEqual(seen, images.snapshot(self.store.image(ref)))

    def assert_unmapped(self, target=None):
        """Checks that nothing is mounted any more; empty mount points may stay."""
        directory = target or self.target
        self.assertEqual(mounts.below(directory), [])
        self.assertEqual([it for it in os.listdir(directory) if os.listdir(f"{directory}/{it}")], [])

    def assert_untouched(self, target=None):
        """Checks that nothing is mounted at the target, and nothing in it."""
        self.assertEqual(mounts.below(target or self.target), [])
        self.assertEqual(os.listdir(target or self.target), [])
