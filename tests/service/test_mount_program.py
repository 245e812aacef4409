"""What happens when mount(8) fails, hangs, is killed, prints too much, or is not there."""

import os

from support import mounts, programs
from support.loss import LossCase
from support.process import reap
from support.programs import WRITABLE, edited
from support.service import IMPATIENT_BINARY

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
    def assert_recovers(self, service=None):
        """Checks that a service maps with mount(8) as it is, and that the store is whole."""
        programs.restore(self, "mount")
        self.assert_serves(service or self.service)
        self.assert_whole()

    def test_is_quoted_with_its_status(self):
        for script, text in HARD_TO_PRINT:
            programs.replace(self, "mount", f"{script} >&2; exit 5")
            self.assert_map_fails(rf"(?s){text}.*\(code: 5\)\Z")
        for script, end in (
            ("exit 1", r"said nothing \(exit status 1\)"),
            ("kill -9 $$", "was ended by signal 9"),
            ("head -c 4000000 /dev/urandom; exit 2", r"said nothing \(exit status 2\)"),
        ):
            programs.replace(self, "mount", script)
            self.assert_map_fails(rf"^mount\(8\) {end}$")
        self.assert_recovers()

    def test_is_quoted_in_short_when_many_images_fail(self):
        programs.replace(self, "mount", edited(f"sed 's#^{self.store.root}#/nowhere#'"))
        pattern = r"(?s)\A.{10,2000}\n\(\d+ more lines\) \(code: \d+\)\Z"
        self.assert_map_fails(pattern, self.images(1000, "many"))

    def test_is_quoted_with_the_paths_of_the_user_and_run_once(self):
        for path, shown in (("/proc/self/task/tree/a", "/a"), ("/proc/self/fd/77/.", "")):
            script = f'echo once >> "$LOG"; echo "mount: {path}: no." >&2; exit 64'
            log = programs.replace(self, "mount", script)
            pattern = rf"^mount: {self.target}{shown}: no\. \(code: 32\)$"
            self.assert_map_fails(pattern, self.refs)
            with open(log, encoding="ascii") as file:
                self.assertEqual(file.read(), "once\n")
            os.unlink(log)
        self.assert_recovers()

    def test_leaves_nothing_when_it_is_killed_after_each_mount(self):
        for count in (1, 3):
            for lines in range(count + 4):
                with self.subTest(count=count, lines=lines):
                    programs.replace(self, "mount", edited(f"head -n {lines}", "kill -9 $$"))
                    pattern = r"^mount\(8\) was ended by signal 9$"
                    self.assert_map_fails(pattern, self.refs[:count])
        self.assert_recovers()

    def test_leaves_nothing_when_one_mount_failed(self):
        earlier = self.target
        self.map(self.service, self.refs[:2])
        self.next_target()
        # Without lines 1 and 2, images are mounted in view.
        for line in range(3, 7):
            with self.subTest(line):
                programs.replace(self, "mount", programs.without_line(line))
                self.assert_map_fails(r"(?s)mount: .* \(code: 32\)$", self.refs)
        self.assert_mapped(self.refs[:2], earlier)
        self.assert_recovers()
        self.assert_empty(earlier)

    def test_is_stopped_when_it_does_not_end(self):
        self.service = self.start(binary=IMPATIENT_BINARY)
        for script in (
            "exec sleep 600",
            edited("head -n 3", "exec sleep 600"),
            "exec yes mount: no >&2",
            "kill -STOP $$; sleep 600",
        ):
            with self.subTest(script):
                programs.replace(self, "mount", script)
                pattern = r"^mount\(8\) was stopped: it did not end within 3 s$"
                self.assert_map_fails(pattern, self.refs)
        self.assert_recovers()

    def test_is_not_waited_for_when_a_child_holds_its_output(self):
        self.service = self.start(binary=IMPATIENT_BINARY)
        log = programs.replace(self, "mount", "sleep 600 & echo $! > $LOG; wait")
        self.assert_map_fails("was stopped", self.refs)
        with open(log, encoding="ascii") as file:
            os.kill(int(file.read()), 9)
        self.assert_recovers()

    def test_is_stopped_when_the_host_goes_away_meanwhile(self):
        self.service = self.start(binary=IMPATIENT_BINARY)
        programs.replace(self, "mount", edited("head -n 3", "exec sleep 600"))
        self.service.send(self.call_of(self.refs))
        self.end(self.service)
        self.assert_empty()
        reap()
        self.assertEqual(mounts.below(self.inputs), [])

    def test_is_reported_when_it_can_not_be_run(self):
        programs.hide(self, "mount")
        self.assert_map_fails(r"^Cannot run mount\(8\): .*ermission denied")

    def test_mounts_read_only_when_there_is_no_stage_or_no_cover(self):
        noise = "echo 'ERROR: ld.so: object x from /etc/ld.so.preload cannot be preloaded' >&2"
        complain = f'{noise}; echo "mount: /proc/self/task: permission denied." >&2; exit 64'
        then = f'if grep -q /proc/self/task "$last"; then {complain}; fi; exit $code'
        refuse = 'echo "mount: /proc/self/task: no." >&2; exit 32'
        forbid = f'if grep -q tmpfs "$last"; then {refuse}; fi\n'
        for script in (
            edited("sed '/self.task tmpfs /d'"),
            edited("grep -v /proc/self/task", then),
            "for last; do :; done\n" + forbid + 'exec "$REAL" "$@"',
        ):
            programs.replace(self, "mount", script)
            for refs in (self.refs[:1], self.refs):
                with self.subTest(script, count=len(refs)):
                    self.next_target()
                    service = self.start()
                    self.map(service, refs)
                    self.assert_mapped(refs)
                    self.assert_none_writable()
                    self.end(service)
                    # Without a cover, empty mount points stay.
                    self.assertEqual(mounts.below(self.target), [])
                    self.assertLessEqual(set(os.listdir(self.target)), set(refs))

    def test_is_not_believed_when_images_are_writable(self):
        programs.replace(self, "mount", edited(WRITABLE))
        self.assert_map_fails(f"^Cannot map: {self.target}/.* is not read-only$")
        self.assert_recovers()

    def test_is_killed_before_it_makes_mounts_read_only_and_nothing_stays(self):
        script = '[ ! -e "$LOG.killed" ] || exec "$REAL" "$@"\n'
        script += edited(WRITABLE, ': > "$LOG.killed"; kill -9 $$')
        for refs in (self.refs[:1], self.refs):
            log = programs.replace(self, "mount", script)
            service = self.start()
            pattern = r"^mount\(8\) was ended by signal 9$"
            self.assert_map_fails(pattern, refs, service=service)
            os.unlink(f"{log}.killed")
            self.assert_recovers(service)

    def test_mounts_writable_with_one_warning_when_read_only_is_refused(self):
        complaint = "mount: denied.\\ntwo\\033[31m\\rthree\\n"
        programs.replace(self, "mount", programs.refusing_read_only(complaint))
        for _ in range(2):
            self.next_target()
            self.map(self.service, self.refs)
            self.assert_mapped(self.refs)
        end = self.service.finish()
        self.assertEqual(end.status, 0)
        self.assertRegex(end.output, r"\A[^\n]*writable[^\n]*mount: denied\.\)\n\Z")
        self.assert_empty()
