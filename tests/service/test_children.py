"""What mount(8) and umount(8) are started with: no descriptors, no variables, no signals."""

import os
import re
import signal
import sys

from support import images, pause, programs, seccomp
from support.case import MapCase

#: SIGHUP, SIGINT, SIGQUIT and SIGTERM, as bits of SigIgn.
IGNORED = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14
#: A host that leaks descriptors, of which one is higher than most limits.
LEAK = """
import os, sys
for fd in (40, 900):
    os.dup2(0, fd)
os.execv(sys.argv[1], sys.argv[1:])
"""


class ChildrenTest(MapCase):
    def run_with(self, script, **options):
        """Maps and unmaps with a script before each program; returns what the scripts wrote."""
        logs = [
            programs.replace(self, name, f'{script} >> "$LOG"; exec "$REAL" "$@"')
            for name in ("mount", "umount")
        ]
        for log in logs:
            images.remove(log)
        # With descriptors in the service, too.
        self.assert_serves(self.start(**options), self.images(60, self.target), "v125")
        texts = []
        for log in logs:
            with open(log, encoding="utf-8", errors="replace") as file:
                texts.append(file.read())
        return texts

    def test_have_no_descriptor_but_the_table_and_the_target(self):
        # The filter stands for Linux before 5.11.
        for options in ({}, {"preexec_fn": seccomp.refuse(seccomp.CLOSE_RANGE)}):
            with open(__file__, "rb") as file:
                options.update(stdin=file, prefix=(sys.executable, "-c", LEAK))
                of_mount, of_umount = self.run_with("ls -l /proc/$$/fd", **options)
            for text, expected in (
                (of_mount, {"/memfd:mounts", self.target}),
                (of_umount, {self.target}),
            ):
                pairs = re.findall(r" (\d+) -> (\S+)", text)
                # The shell keeps open the script that it reads, and a redirected output.
                own = re.compile("/bin/|^/dev/null$")
                found = {at for fd, at in pairs if int(fd) > 2 and not own.search(at)}
                self.assertEqual(found, expected)

    def test_have_an_environment_of_two_variables(self):
        odd = {"LD_DEBUG_OUTPUT": "x", "LANG": "de_DE.UTF-8", "LIBMOUNT_FSTAB": "/x"}
        script = "tr '\\0' '\\n' < /proc/$$/environ"
        for text in self.run_with(script, env={**os.environ, **odd}):
            names = sorted(line.split("=")[0] for line in text.splitlines())
            self.assertEqual(names, ["LC_ALL", "PATH"])
            self.assertIn("LC_ALL=C\n", text)

    def test_ignore_the_signals_that_the_service_ignores(self):
        for text in self.run_with("grep SigIgn /proc/$$/status"):
            self.assertEqual(int(text.split()[1], 16) & IGNORED, IGNORED)

    def test_are_few_when_images_are_many(self):
        self.assertEqual(self.run_with("echo x"), ["x\n", "x\n"], "one run of each for all")

    def test_survive_signals_to_the_whole_group(self):
        in_mount = pause.Pause(self, "mount", 'pause; exec "$REAL" "$@"')
        in_umount = pause.before_umount(self)
        service = self.start()
        service.send(self.call_of(self.refs))
        self.pester(service, in_mount)
        service.receive()
        self.assert_mapped(self.refs)
        service.socket.close()
        self.pester(service, in_umount)
        self.assertEqual(service.wait(), (0, ""))
        self.assert_empty()

    def pester(self, service, pausing):
        """Sends signals to the service and to its paused child, then lets that go on."""
        pausing.reached()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP) * 3:
            os.killpg(service.pid, number)
        pausing.go_on()
