"""What mount(8) and umount(8) are started with: no descriptors, no variables, no signals."""

import os
import re
import signal
import time

from support import images, packets, programs
from support.case import MapCase
from support.service import call

#: SIGHUP, SIGINT and SIGTERM, as bits of SigIgn.
IGNORED = 1 << 0 | 1 << 1 | 1 << 14


class ChildrenTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image("one"), self.image("two")]

    def run_with(self, script, **options):
        """Maps and unmaps with a script before each program; returns what the scripts wrote."""
        logs = [
            programs.replace(self, name, f'{script} > "$LOG"; exec "$REAL" "$@"')
            for name in ("mount", "umount")
        ]
        service = self.start(**options)
        self.map(service, self.refs)
        for ref in self.refs:
            self.assert_mapped(ref)
        self.end(service)
        self.assert_unmapped()
        texts = []
        for log in logs:
            with open(log, encoding="utf-8", errors="replace") as file:
                texts.append(file.read())
        return texts

    def test_have_no_descriptor_but_the_one_for_them(self):
        of_mount, of_umount = self.run_with("ls -l /proc/$$/fd")
        for text, wanted in ((of_mount, ["/memfd:mounts"]), (of_umount, [])):
            pairs = re.findall(r" (\d+) -> (\S+)", text)
            # The shell keeps open the script that it reads, and a redirected output.
            own = re.compile("/bin/|^/dev/null$")
            further = [at for fd, at in pairs if int(fd) > 2 and not own.search(at)]
            self.assertEqual(further, wanted)

    def test_have_an_environment_of_two_variables(self):
        odd = {
            "LD_DEBUG_OUTPUT": "x",
            "LANG": "de_DE.UTF-8",
            "LIBMOUNT_FSTAB": "/x",
            "LANGUAGE": "de",
        }
        for text in self.run_with("tr '\\0' '\\n' < /proc/$$/environ", env={**os.environ, **odd}):
            names = sorted(line.split("=")[0] for line in text.splitlines())
            self.assertEqual(names, ["LC_ALL", "PATH"])
            self.assertIn("LC_ALL=C\n", text)

    def test_ignore_the_signals_that_the_service_ignores(self):
        for text in self.run_with("grep SigIgn /proc/$$/status"):
            self.assertEqual(int(text.split()[1], 16) & IGNORED, IGNORED)

    def test_survive_signals_to_the_whole_group(self):
        ready = os.path.join(self.tmp, "ready")
        for name in ("mount", "umount"):
            script = f'echo x > {ready}; read -r _ < {ready}.go; exec "$REAL" "$@"'
            programs.replace(self, name, script)
        os.mkfifo(f"{ready}.go")
        service = self.start()
        service.send(packets.encode(call("map", self.request(self.refs))))
        self.pester(service, ready)
        service.receive()
        for ref in self.refs:
            self.assert_mapped(ref)
        service.socket.close()
        self.pester(service, ready)
        end = service.wait()
        self.assertEqual((end.status, end.output), (0, ""))
        self.assert_unmapped()

    def pester(self, service, ready):
        """Sends signals to the service and to its child, once that runs, then lets it go on."""
        deadline = time.monotonic() + 20
        while not os.path.exists(ready):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) * 3:
            os.killpg(service.pid, number)
        os.unlink(ready)
        images.write(os.path.dirname(ready), f"{os.path.basename(ready)}.go", b"\n")

    def test_are_few_when_images_are_many(self):
        for name in ("mount", "umount"):
            programs.replace(self, name, 'echo x >> "$LOG"; exec "$REAL" "$@"')
        refs = [self.image(f"image {number}") for number in range(60)]
        service = self.start()
        self.map(service, refs)
        self.end(service)
        for name in ("mount", "umount"):
            with open(os.path.join(self.tmp, f"{name}.log"), encoding="ascii") as file:
                self.assertEqual(file.read(), "x\n", f"one run of {name} for all")
