"""How the service ends: soon, with nothing mounted, and without losing anything."""

import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from support import images, mounts, packets
from support.case import MapCase
from support.service import call
from support.wait import HANG_SECONDS


class EndTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]

    def mapped(self, refs=None, **options):
        service = self.start(**options)
        self.map(service, refs or self.refs)
        return service

    def test_lives_on_when_signals_come(self):
        service = self.mapped()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) * 5:
            os.kill(service.pid, number)
            self.assert_alive(service)
        for ref in self.refs:
            self.assert_mapped(ref)
        self.end(service)
        self.assert_unmapped()

    def test_lives_on_when_signals_come_before_the_first_message(self):
        service = self.start()
        self.assert_alive(service)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            os.kill(service.pid, number)
        time.sleep(0.1)
        self.map(service, self.refs)
        self.end(service)

    def test_ends_when_the_host_is_killed(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        holder = subprocess.Popen(["sleep", "600"], pass_fds=[ours.fileno()])
        service = self.mapped(socket_pair=(ours, theirs))
        ours.close()
        self.assertIsNone(service.process.poll(), "the other process still holds the host's end")
        holder.kill()
        holder.wait()
        end = service.wait()
        self.assertEqual((end.status, end.output), (0, ""))
        self.assert_unmapped()

    def test_cleans_up_and_exits_with_0_when_nobody_reads_the_reply(self):
        for refs in (self.refs[:1], self.refs):
            service = self.start()
            service.send(packets.encode(call("map", self.request(refs))))
            self.end(service)
            self.assert_unmapped()
            shutil.rmtree(self.target)
            os.mkdir(self.target)

    def test_cleans_up_and_exits_with_0_when_the_connection_is_reset(self):
        # Closing with something unread in the queue makes ECONNRESET of the end.
        service = self.mapped()
        service.send(b"1")
        service.send(b'{"type": "x"}')
        time.sleep(0.2)
        self.end(service)
        self.assert_unmapped()

    def test_cleans_up_and_exits_with_0_when_the_host_goes_in_the_middle_of_a_map(self):
        # With an answer unread in the host's queue, the reply meets ECONNRESET instead of EPIPE.
        for unread in (False, True):
            service = self.start()
            if unread:
                service.send(b"1")
                self.assertTrue(select.select([service.socket], [], [], HANG_SECONDS)[0])
            self.store.answer = lambda question, it=service: self.leave(it, question)
            service.send(packets.encode(call("map", self.request(self.refs))))
            end = service.wait()
            self.assertEqual((end.status, end.output), (0, ""))
            self.assert_unmapped()
            shutil.rmtree(self.target)
            os.mkdir(self.target)

    def leave(self, service, question):
        """Closes the host's end while the service waits for the store."""
        service.socket.close()
        return self.store.serve(question)

    def test_cleans_up_and_exits_with_0_when_a_refusal_can_not_be_told(self):
        service = self.mapped()
        os.kill(service.pid, signal.SIGSTOP)
        service.send(b"nonsense")
        service.socket.close()
        os.kill(service.pid, signal.SIGCONT)
        end = service.wait()
        self.assertEqual((end.status, end.output), (0, ""))
        self.assert_unmapped()

    def test_cleans_up_when_a_message_is_falsy(self):
        service = self.mapped()
        service.send(b"{}")
        self.assertTrue(service.hears_the_end())
        self.end(service)
        self.assert_unmapped()

    def test_detaches_what_a_process_is_in(self):
        for refs in (self.refs[:1], self.refs):
            service = self.mapped(refs)
            directory = os.path.join(self.target, refs[-1])
            inside = subprocess.Popen(["sleep", "600"], cwd=directory)
            file = open(os.path.join(directory, "manifest.json"), "rb")
            try:
                self.end(service)
                self.assert_unmapped()
                shutil.rmtree(self.target)
                os.mkdir(self.target)
                self.assertTrue(file.read(), "whoever reads may go on")
            finally:
                file.close()
                inside.kill()
                inside.wait()

    def test_does_not_mind_when_somebody_else_has_unmounted(self):
        for refs in (self.refs[:1], self.refs[1:2]):
            service = self.mapped(refs)
            mounts.detach_below(self.target)
            self.end(service)

    def test_takes_away_what_somebody_mounted_on_top(self):
        service = self.mapped(self.refs)
        mounts.mount("disk", os.path.join(self.target, self.refs[0]), "tmpfs")
        self.end(service)
        self.assert_unmapped()

    def test_loses_nothing_when_killed_and_everything_is_deleted(self):
        for refs in (self.refs[:1], self.refs):
            for delete in (shutil.rmtree, osbuild_deletes):
                target = os.path.join(self.inputs, f"{len(refs)} {delete.__name__}")
                os.mkdir(target)
                before = images.snapshot(self.store.sources)
                service = self.start()
                self.map(service, refs, target=target)
                os.kill(service.pid, signal.SIGKILL)
                service.process.wait()
                self.assertNotEqual(mounts.below(target), [], "the mounts are left behind")
                with self.assertRaises(OSError):
                    delete(target)
                shutil.rmtree(target, ignore_errors=True)
                self.assertEqual(images.snapshot(self.store.sources), before)
                mounts.detach_below(target)
                self.assertEqual(images.snapshot(self.store.sources), before)

    def test_leaves_directories_that_osbuild_can_delete(self):
        service = self.mapped()
        self.end(service)
        shutil.rmtree(self.run_dir)


def osbuild_deletes(directory):
    """Deletes a directory as osbuild does, which changes permissions where these are in the way."""
    tempfile.TemporaryDirectory._rmtree(directory)
