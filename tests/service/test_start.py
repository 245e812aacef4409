"""How the program starts, as osbuild starts it and as it should not."""

import os
import socket
import subprocess

from support.case import ServiceCase
from support.service import BINARY


class StartTest(ServiceCase):
    def run_with(self, *arguments, **options):
        """Runs the program to its end; returns exit status, stdout and stderr."""
        done = subprocess.run(
            [BINARY, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            **options,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def assert_refused(self, reason, *arguments, **options):
        status, printed, complaint = self.run_with(*arguments, **options)
        self.assertEqual((status, printed), (2, ""))
        self.assertRegex(complaint, rf"\Aorg\.osbuild\.containers: [^\n]*{reason}[^\n]*\n\Z")

    def serve_with(self, *arguments):
        """Starts the program with a socket in place of {}, asks something and ends it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            process = subprocess.Popen(
                [BINARY, *[it.format(theirs.fileno()) for it in arguments]],
                pass_fds=[theirs.fileno()],
            )
            theirs.close()
            ours.settimeout(20)
            ours.send(b"1")
            answer = ours.recv(4096)
            ours.close()
            return process.wait(20), answer

    def test_serves_when_the_options_come_in_either_order_or_with_equals_signs(self):
        for arguments in (
            ("--service-id", "input/a", "--service-fd", "{}"),
            ("--service-fd", "{}", "--service-id", "input/a"),
            ("--service-fd={}", "--service-id=input/a"),
            ("--service-id=input/a", "--service-fd", "{}"),
            ("--service-fd", "{}"),
            ("--service-id", "--help", "--service-fd={}"),
        ):
            with self.subTest(arguments):
                status, answer = self.serve_with(*arguments)
                self.assertEqual(status, 0)
                self.assertIn(b"ProtocolError", answer)

    def test_exits_with_2_and_one_line_when_the_descriptor_is_not_given(self):
        self.assert_refused("--service-fd is missing", "--service-id", "input/a")
        self.assert_refused("--service-fd has no value", "--service-id", "input/a", "--service-fd")

    def test_exits_with_2_and_one_line_when_the_descriptor_is_no_number(self):
        for text in ("", "x", "-1", "1.5", "0x3", "3 ", "99999999999999999999", "3\n4"):
            with self.subTest(text):
                self.assert_refused("not a descriptor's number", f"--service-fd={text}")

    def test_exits_with_2_and_one_line_when_an_argument_is_unknown(self):
        self.assert_refused("unknown argument", "--service-fd", "3", "--verbose")
        self.assert_refused("unknown argument", "--service-fd", "3", "a\nb")

    def test_exits_with_2_and_one_line_when_the_descriptor_is_closed(self):
        self.assert_refused("Bad file descriptor", "--service-fd", "77")
        self.assert_refused("Bad file descriptor", "--service-fd", "999999999")

    def test_exits_with_2_and_one_line_when_the_descriptor_is_no_socket(self):
        self.assert_refused("on descriptor 0", "--service-fd", "0")
        with open(__file__, "rb") as file:
            fd = file.fileno()
            self.assert_refused(f"on descriptor {fd}", "--service-fd", str(fd), pass_fds=[fd])
        for fd in os.pipe():
            self.assert_refused(f"on descriptor {fd}", "--service-fd", str(fd), pass_fds=[fd])
            os.close(fd)

    def test_exits_with_2_and_one_line_when_the_socket_is_of_another_kind(self):
        for family, kind in (
            (socket.AF_UNIX, socket.SOCK_STREAM),
            (socket.AF_UNIX, socket.SOCK_DGRAM),
            (socket.AF_INET, socket.SOCK_STREAM),
        ):
            with self.subTest(kind), socket.socket(family, kind) as wrong:
                fd = wrong.fileno()
                self.assert_refused("SOCK_SEQPACKET", "--service-fd", str(fd), pass_fds=[fd])

    def test_ends_with_0_and_without_a_word_when_the_host_closes_at_once(self):
        self.end(self.start())

    def test_ends_with_0_when_the_host_is_gone_before_the_first_look(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            ours.close()
            fd = theirs.fileno()
            self.assertEqual(self.run_with("--service-fd", str(fd), pass_fds=[fd]), (0, "", ""))

    def test_waits_for_messages_when_the_host_has_made_its_socket_non_blocking(self):
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pair[1].setblocking(False)
        service = self.start(socket_pair=pair)
        with self.assertRaises(subprocess.TimeoutExpired):
            service.process.wait(0.5)
        self.assert_alive(service)
        self.end(service)
