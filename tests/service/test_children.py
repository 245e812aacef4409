"""What mount(8) and umount(8) are started with: no descriptors, no variables, no signals."""

import os
import re
import signal
import sys

from support import packets, pause, programs, seccomp
from support.case import MapCase
from support.service import call

#: SIGHUP, SIGINT, SIGQUIT and SIGTERM, as bits of SigIgn.
IGNORED = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14


class ChildrenTest(MapCase):
    def run_with(self, script, **options):
        """Maps and unmaps with a script before each program; returns what the scripts wrote."""
        logs = [
            programs.replace(self, name, f'{script} >> "$LOG"; exec "$REAL" "$@"')
            for name in ("mount", "umount")
        ]
        for log in filter(os.path.exists, logs):
            os.unlink(log)
        service = self.start(**options)
        refs = self.images(60, self.target)
        # With descriptors in the service, too.
        self.map(service, refs, "v125")
        self.assert_all_mapped(refs)
        self.end(service)
        self.assert_unmapped()
        texts = []
        for log in logs:
            with open(log, encoding="utf-8", errors="replace") as file:
                texts.append(file.read())
        return texts

    def test_have_no_descriptor_but_the_table_and_the_target(self):
        # As a host does that leaks descriptors, of which one is higher than most limits.
        leak = "import os, sys; [os.dup2(0, fd) for fd in (40, 900)]; os.execv(sys.argv[1], sys.argv[1:])"
        # The filter stands for Linux before 5.11.
        for options in ({}, {"preexec_fn": seccomp.refuse(seccomp.CLOSE_RANGE)}):
            self.next_target()
            with open(__file__, "rb") as file:
                prefix = (sys.executable, "-c", leak)
                of_mount, of_umount = self.run_with("ls -l /proc/$$/fd", stdin=file, prefix=prefix, **options)
            for text, expected in ((of_mount, {"/memfd:mounts", self.target}), (of_umount, {self.target})):
                pairs = re.findall(r" (\d+) -> (\S+)", text)
                # The shell keeps open the script that it reads, and a redirected output.
                own = re.compile("/bin/|^/dev/null$")
                self.assertEqual({at for fd, at in pairs if int(fd) > 2 and not own.search(at)}, expected)

    def test_have_an_environment_of_two_variables(self):
        odd = {"LD_DEBUG_OUTPUT": "x", "LANG": "de_DE.UTF-8", "LIBMOUNT_FSTAB": "/x", "LANGUAGE": "de"}
        for text in self.run_with("tr '\\0' '\\n' < /proc/$$/environ", env={**os.environ, **odd}):
            names = sorted(line.split("=")[0] for line in text.splitlines())
            self.assertEqual(names, ["LC_ALL", "PATH"])
            self.assertIn("LC_ALL=C\n", text)

    def test_ignore_the_signals_that_the_service_ignores(self):
        for text in self.run_with("grep SigIgn /proc/$$/status"):
            self.assertEqual(int(text.split()[1], 16) & IGNORED, IGNORED)

    def test_are_few_when_images_are_many(self):
        self.assertEqual(self.run_with("echo x"), ["x\n", "x\n"], "one run of each for all")

    def test_survive_signals_to_the_whole_group(self):
        refs = self.images(2)
        in_mount = pause.Pause(self, "mount", 'pause; exec "$REAL" "$@"')
        in_umount = pause.before_umount(self)
        service = self.start()
        service.send(packets.encode(call("map", self.request(refs))))
        self.pester(service, in_mount)
        service.receive()
        self.assert_all_mapped(refs)
        service.socket.close()
        self.pester(service, in_umount)
        self.check_end(service.wait())
        self.assert_unmapped()

    def pester(self, service, pausing):
        """Sends signals to the service and to its paused child, then lets that go on."""
        pausing.reached()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP) * 3:
            os.killpg(service.pid, number)
        pausing.go_on()
