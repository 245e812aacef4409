"""EMFILE: the service runs out of descriptors at whatever point of a map, or at its start."""

import os
import resource
import socket
import subprocess

from support import images, mounts, osbuild, packets, process
from support.case import MapCase
from support.service import BINARY, IMPATIENT_BINARY, RemoteError

#: More than a map takes at once.
MOST = 16


class FewDescriptorsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.tree("tree", "archive")
        self.before = images.snapshot(self.store.sources)

    def allow(self, service, room):
        """Leaves so many descriptors free; returns the limit before."""
        taken = process.descriptors(service.pid)
        free = [number for number in range(1000) if number not in taken]
        return process.limit(service.pid, resource.RLIMIT_NOFILE, free[room])

    def outcome(self, service, *args, **options):
        try:
            self.map(service, *args, **options)
            writable = [it for it in mounts.below(options["target"]) if "ro" not in it.options]
            self.assertLessEqual({it.point for it in writable}, {options["target"]})
            return "mapped"
        except RemoteError as error:
            self.assertEqual(error.backtrace, "", error)
            return error.name

    def assert_survives(self, refs, **changes):
        """Maps with more room each time, in a service that has mapped before or has not."""
        outcomes = []
        for warm in (True, False):
            service = self.start(binary=IMPATIENT_BINARY)
            self.assert_alive(service)
            if warm:
                self.map(service, self.refs, "v125", target=self.directory("run", "inputs", "warm"))
            # The second question makes sure that the service is done with the map.
            self.assert_alive(service)
            held = process.descriptors(service.pid)
            for room in range(MOST):
                with self.subTest(room=room, warm=warm):
                    before = self.allow(service, room)
                    target = self.directory("run", "inputs", f"{changes.get('origin')}-{warm}-{room}")
                    outcomes.append(self.outcome(service, refs, target=target, **changes))
                    process.limit(service.pid, resource.RLIMIT_NOFILE, before)
                    self.assert_alive(service)
                    self.assertEqual(process.descriptors(service.pid), held)
                    if outcomes[-1] != "mapped":
                        self.store.take_back()
                        self.assert_untouched(target)
            self.map(service, self.refs, target=self.directory("run", "inputs", f"last-{warm}"))
            self.assertEqual(service.finish().status, 0)
            self.store.take_back()
            self.assertEqual(mounts.below(self.inputs), [])
            osbuild.delete(self.run_dir)
            self.inputs = self.directory("run", "inputs")
        self.assertEqual(images.snapshot(self.store.sources), self.before)
        self.assertIn("mapped", outcomes)
        self.assertNotEqual(set(outcomes), {"mapped"})

    def test_answers_and_leaves_nothing_when_images_are_mapped(self):
        self.assert_survives(self.refs)

    def test_answers_and_leaves_nothing_when_a_tree_is_mapped(self):
        self.assert_survives(["tree"], origin="org.osbuild.pipeline")

    def test_tells_what_stays_when_none_is_left_at_the_end(self):
        service = self.start()
        self.map(service, self.refs)
        self.allow(service, 0)
        end = service.finish()
        stays = mounts.below(self.inputs)
        self.assertEqual(end.status, 1 if stays else 0)
        self.assertEqual("Cannot detach" in end.output, bool(stays))
        osbuild.delete(self.run_dir)
        self.assertEqual(images.snapshot(self.store.sources), self.before)
        mounts.detach_below(self.run_dir)

    def test_ends_or_answers_when_there_are_few_from_the_start(self):
        answered = set()
        for most in range(4, 40):
            with self.subTest(most):
                answered.add(self.answers_with(most))
        self.assertEqual(answered, {True, False})

    def answers_with(self, most):
        """Starts a service with so many descriptors; tells whether it answers. It ends, anyhow."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = ["sh", "-c", f'ulimit -n {most}; exec "$0" --service-fd 3 3<&{theirs.fileno()}', BINARY]
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], **output)
        theirs.close()
        try:
            with ours:
                ours.settimeout(20)
                ours.sendmsg([packets.encode({"type": "x", "data": [1]})])
                data, _ = packets.receive(ours)
        except (BrokenPipeError, ConnectionResetError):
            data = b""
        child.communicate(timeout=20)
        return b"unknown message type: x" in data
