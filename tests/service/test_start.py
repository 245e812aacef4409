"""How the program starts, as osbuild starts it and as it should not."""

import os
import socket
import subprocess

from support.case import ServiceCase
from support.process import HANG_SECONDS
from support.service import BINARY

NUMBERS = (
    "", "x", "-1", "+1", "1.5", "1e1", "0x3", " 3", "3 ", "\uff11", "99999999999999999999", "3\n4",
)  # fmt: skip


class StartTest(ServiceCase):
    def run_with(self, *arguments, **options):
        """Runs the program to its end; returns exit status, stdout and stderr."""
        output = {"capture_output": True, "text": True, "timeout": HANG_SECONDS}
        options = {"stdin": subprocess.DEVNULL, **output, **options}
        done = subprocess.run([BINARY, *arguments], check=False, **options)
        return done.returncode, done.stdout, done.stderr

    def assert_refused(self, reason, *arguments, **options):
        with self.subTest(arguments):
            status, printed, complaint = self.run_with(*arguments, **options)
            self.assertEqual((status, printed), (2, ""))
            self.assertRegex(complaint, rf"\ACannot start the service[^\n]*{reason}[^\n]*\n\Z")

    def test_serves_whatever_the_order_and_form_of_the_options(self):
        for arguments in (
            "--service-id input/a --service-fd {}",
            "--service-fd {} --service-id input/a",
            "--service-fd={} --service-id=input/a",
            "--service-id=input/a --service-fd {}",
            "--service-fd {}",
            "--service-fd=0 --service-fd={}",
            "--service-id --help --service-fd={}",
        ):
            with self.subTest(arguments):
                pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                command = f'exec "$0" {arguments.format(pair[1].fileno())}'
                service = self.start(prefix=("sh", "-c", command), socket_pair=pair)
                self.assert_alive(service)
                self.end(service)

    def test_refuses_arguments_with_2_and_one_line(self):
        self.assert_refused("--service-fd is missing", "--service-id", "input/a")
        self.assert_refused("--service-fd has no value", "--service-id", "input/a", "--service-fd")
        for text in NUMBERS:
            self.assert_refused("not a descriptor's number", f"--service-fd={text}")
        for extra in ("x", "--service-fdx", "--verbose", "-v", "", "a\nb"):
            self.assert_refused("unknown argument", "--service-fd", "3", extra)

    def test_refuses_descriptors_that_are_no_packet_socket_with_2_and_one_line(self):
        for number in ("77", "999999999"):
            self.assert_refused("Bad file descriptor", "--service-fd", number)
        file = self.opened(os.open(__file__, os.O_RDONLY))
        others = {fd: f"on descriptor {fd}" for fd in (0, file, *map(self.opened, os.pipe()))}
        for family, kind in (
            (socket.AF_UNIX, socket.SOCK_STREAM),
            (socket.AF_UNIX, socket.SOCK_DGRAM),
            (socket.AF_INET, socket.SOCK_STREAM),
        ):
            others[self.opened(socket.socket(family, kind).detach())] = "SOCK_SEQPACKET"
        for fd, reason in others.items():
            self.assert_refused(reason, "--service-fd", str(fd), pass_fds=[fd])

    def test_ends_with_0_and_prints_nothing_when_the_host_closes_at_once(self):
        self.end(self.service)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.close()
        fd = self.opened(theirs.detach())
        self.assertEqual(self.run_with("--service-fd", str(fd), pass_fds=[fd]), (0, "", ""))

    def test_waits_for_messages_when_the_host_has_made_its_socket_non_blocking(self):
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pair[1].setblocking(False)
        self.service = self.start(socket_pair=pair)
        with self.assertRaises(subprocess.TimeoutExpired):
            self.service.process.wait(0.5)
        self.assert_alive(self.service)
