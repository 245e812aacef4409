"""What happens when mount(8) fails, hangs, is killed, prints too much, or is not there."""

import os
import re

from support import mounts, packets, programs
from support.loss import LossCase
from support.process import reap
from support.programs import edited
from support.service import IMPATIENT_BINARY, call

#: Prints of mount(8) that are hard to pass on, and what the error says.
HARD_TO_PRINT = (
    ("printf '  mount: no \\303\\244\\n\\n'", "^mount: no \u00e4 "),
    ("printf '\\377\\0\\001 x'", " x "),
    ("head -c 3000000 /dev/urandom", ""),
    ("printf '\\303'", ""),
    ("printf '\\355\\240\\200'", ""),
    ("{ head -c 65535 /dev/zero | tr '\\0' a; printf '\\303\\244'; }", "^a{65535}"),
    ("head -c 9000000 /dev/zero | tr '\\0' x", "^x{60000,70000} "),
)


class MountProgramTest(LossCase):
    def assert_fails_without_trace(self, service, text, refs=None):
        self.assert_fails("RuntimeError", re.compile(text), self.map, service, refs or self.refs)
        self.assert_untouched()
        self.assert_alive(service)

    def assert_recovers(self, service):
        """Checks that a service maps with mount(8) as it is, and that the store is whole."""
        programs.restore(self, "mount")
        self.assert_serves(service, self.refs)
        self.assert_whole()

    def test_is_quoted_with_its_status(self):
        service = self.start()
        for script, text in HARD_TO_PRINT:
            with self.subTest(script):
                programs.replace(self, "mount", f"{script} >&2; exit 5")
                self.assert_fails_without_trace(service, rf"(?s){text}.*\(code: 5\)\Z")
        for script, end in (
            ("exit 1", r"said nothing \(exit status 1\)"),
            ("kill -9 $$", "was ended by signal 9"),
            ("head -c 4000000 /dev/urandom; exit 2", r"said nothing \(exit status 2\)"),
        ):
            programs.replace(self, "mount", script)
            for refs in (self.refs[:1], self.refs):
                self.assert_fails_without_trace(service, rf"^mount\(8\) {end}$", refs)
        self.assert_recovers(service)

    def test_leaves_nothing_when_it_is_killed_after_each_mount(self):
        service = self.start()
        for count in (1, 3):
            for lines in range(count + 4):
                with self.subTest(count=count, lines=lines):
                    programs.replace(self, "mount", edited(f"head -n {lines}", "kill -9 $$"))
                    self.assert_fails_without_trace(service, r"^mount\(8\) was ended by signal 9$", self.refs[:count])
        self.assert_recovers(service)

    def test_leaves_nothing_when_one_mount_failed(self):
        service = self.start()
        earlier, self.target = self.target, self.directory("run", "inputs", "other")
        self.map(service, self.refs[:2], target=earlier)
        # Without lines 1 and 2, images are mounted in view.
        for line in range(3, 7):
            with self.subTest(line):
                programs.replace(self, "mount", programs.without_line(line))
                self.assert_fails_without_trace(service, r"(?s)mount: .* \(code: 32\)$")
                self.assert_all_mapped(self.refs[:2], earlier)
        self.assert_recovers(service)
        self.assert_unmapped(earlier)

    def test_is_stopped_when_it_does_not_end(self):
        service = self.start(binary=IMPATIENT_BINARY)
        for script in (
            "exec sleep 600",
            edited("head -n 3", "exec sleep 600"),
            "exec yes mount: no >&2",
            "kill -STOP $$; sleep 600",
        ):
            with self.subTest(script):
                programs.replace(self, "mount", script)
                text = r"^mount\(8\) was stopped: it did not end within 1\.5 s$"
                self.assert_fails_without_trace(service, text)
        self.assert_recovers(service)

    def test_is_not_waited_for_when_a_child_holds_its_output(self):
        log = programs.replace(self, "mount", "sleep 600 & echo $! > $LOG; wait")
        service = self.start(binary=IMPATIENT_BINARY)
        self.assert_fails_without_trace(service, "was stopped")
        with open(log, encoding="ascii") as file:
            os.kill(int(file.read()), 9)
        self.assert_recovers(service)

    def test_is_stopped_when_the_host_goes_away_meanwhile(self):
        service = self.start(binary=IMPATIENT_BINARY)
        programs.replace(self, "mount", edited("head -n 3", "exec sleep 600"))
        service.send(packets.encode(call("map", self.request(self.refs))))
        self.end(service)
        self.assert_untouched()
        reap()
        self.assertEqual(mounts.below(self.inputs), [])

    def test_is_reported_when_it_can_not_be_run(self):
        programs.hide(self, "mount")
        service = self.start()
        self.assert_fails_without_trace(service, r"^Cannot run mount\(8\): .*ermission denied")
        self.end(service)

    def test_is_quoted_with_the_paths_of_the_user(self):
        for path, shown in (("/proc/self/task/tree/a", "/a"), ("/proc/self/fd/77/.", "")):
            programs.replace(self, "mount", f'echo "mount: {path}: no." >&2; exit 64')
            service = self.start()
            text = rf"^mount: {self.target}{shown}: no\. \(code: 32\)$"
            self.assert_fails_without_trace(service, text)
            self.end(service)
        self.assert_recovers(self.start())

    def test_mounts_read_only_when_there_is_no_stage_or_no_cover(self):
        noise = "echo 'ERROR: ld.so: object x from /etc/ld.so.preload cannot be preloaded' >&2"
        complain = f'{noise}; echo "mount: /proc/self/task: permission denied." >&2; exit 64'
        then = f'if grep -q /proc/self/task "$last"; then {complain}; fi; exit $code'
        forbid = 'if grep -q tmpfs "$last"; then echo "mount: /proc/self/task: no." >&2; exit 32; fi\n'
        for script in (
            edited("sed '/self.task tmpfs /d'"),
            edited("grep -v /proc/self/task", then),
            "for last; do :; done\n" + forbid + 'exec "$REAL" "$@"',
        ):
            programs.replace(self, "mount", script)
            service = self.start()
            for count in (1, 3):
                with self.subTest(script, count=count):
                    self.next_target()
                    self.map(service, self.refs[:count])
                    self.assert_all_mapped(self.refs[:count])
                    self.assert_none_writable()
            self.end(service)
            self.assert_unmapped()

    def test_is_not_believed_when_images_are_writable(self):
        programs.replace(self, "mount", edited("sed 's/,ro,/,/; s/,ro / /'"))
        service = self.start()
        for refs in (self.refs[:1], self.refs):
            text = f"^Cannot map: {self.target}/.* is not read-only$"
            self.assert_fails_without_trace(service, text, refs)
        self.assert_recovers(service)

    def test_is_killed_before_it_makes_mounts_read_only_and_nothing_stays(self):
        for count in (1, 3):
            self.next_target()
            service = self.start()
            script = '[ ! -e "$LOG.killed" ] || exec "$REAL" "$@"\n'
            script += edited("sed 's/,ro,/,/; s/,ro / /'", ': > "$LOG.killed"; kill -9 $$')
            log = programs.replace(self, "mount", script)
            self.assert_fails_without_trace(service, r"^mount\(8\) was ended by signal 9$", self.refs[:count])
            os.unlink(f"{log}.killed")
            self.assert_recovers(service)

    def test_mounts_writable_with_one_warning_when_read_only_is_refused(self):
        complain = "printf 'mount: denied.\\ntwo\\033[31m\\rthree\\n' >&2; exit 64"
        then = f'[ $code = 0 ] || exit $code; if grep -q ,ro "$last"; then {complain}; fi'
        programs.replace(self, "mount", edited("sed 's/,ro,/,/; s/,ro / /'", then))
        service = self.start()
        for _ in range(2):
            self.next_target()
            self.map(service, self.refs)
            self.assert_all_mapped(self.refs)
        end = service.finish()
        self.assertEqual(end.status, 0)
        self.assertRegex(end.output, r"\A[^\n]*writable[^\n]*mount: denied\.\)\n\Z")
        self.assert_unmapped()
