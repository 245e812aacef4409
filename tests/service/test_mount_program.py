"""What happens when mount(8) fails, hangs, chatters, or is not there."""

import os
import re

from support import mounts, programs
from support.case import MapCase
from support.service import IMPATIENT_BINARY, RemoteError


class MountProgramTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]

    def test_passes_on_what_mount_says_and_its_status(self):
        programs.replace(self, "mount", "printf '  mount: no \\303\\244\\n\\n' >&2; exit 32")
        service = self.start()
        for refs in (self.refs[:1], self.refs):
            self.assert_fails(
                "RuntimeError", "mount: no \u00e4 (code: 32)", self.map, service, refs
            )
            self.assert_untouched()
        self.end(service)

    def test_tells_the_status_when_mount_says_nothing_or_is_killed(self):
        service = self.start()
        for script, code in (("exit 1", 1), ("kill -9 $$", 137), ("echo to stdout; exit 2", 2)):
            programs.replace(self, "mount", script)
            self.assert_fails(
                "RuntimeError", re.compile(rf"\(code: {code}\)$"), self.map, service, self.refs
            )
            self.assert_untouched()
        self.end(service)

    def test_keeps_a_start_of_what_mount_says_when_that_never_ends(self):
        programs.replace(self, "mount", "head -c 9000000 /dev/zero | tr '\\0' x >&2; exit 5")
        service = self.start()
        self.assert_fails(
            "RuntimeError",
            re.compile(r"^x{60000,70000} \(code: 5\)$"),
            self.map,
            service,
            self.refs,
        )
        self.end(service)

    def test_answers_when_mount_prints_what_is_no_text(self):
        programs.replace(self, "mount", "printf '\\377\\0\\001 x' >&2; exit 5")
        service = self.start()
        self.assert_fails(
            "RuntimeError", re.compile(r" x \(code: 5\)$"), self.map, service, self.refs
        )
        self.end(service)

    def test_takes_back_what_was_mounted_when_a_part_failed(self):
        service = self.start()
        earlier = self.directory("run", "inputs", "earlier")
        self.map(service, self.refs[:2], target=earlier)
        for line in (2, 3, 4, 5):
            programs.replace(self, "mount", programs.without_line(line))
            self.assert_fails(
                "RuntimeError",
                "mount: something: no such thing. (code: 32)",
                self.map,
                service,
                self.refs,
            )
            self.assert_untouched()
            self.assert_mapped(self.refs[0], earlier)
        self.end(service)
        self.assert_unmapped(earlier)

    def test_tells_of_the_store_when_the_first_mount_is_missing(self):
        programs.replace(self, "mount", programs.without_line(1))
        service = self.start()
        for refs in (self.refs[:1], self.refs):
            with self.assertRaises(RemoteError) as caught:
                self.map(service, refs)
            self.assertIn(f"special device {self.store.image(refs[0])} ", caught.exception.value)
            self.assertNotIn("/proc", caught.exception.value)
            self.assert_untouched()
        self.end(service)

    def test_maps_read_only_when_nothing_can_be_mounted_in_proc(self):
        programs.replace(
            self,
            "mount",
            """
        for last; do :; done
        grep -v /proc/self/task "$last" > "$LOG" && "$REAL" --no-canonicalize --all --fstab "$LOG"
        if grep -q /proc/self/task "$last"; then
          echo "mount: /proc/self/task: permission denied." >&2; exit 64
        fi
        """,
        )
        service = self.start()
        for count in (1, 3):
            target = self.directory("run", "inputs", f"input-{count}")
            self.map(service, self.refs[:count], target=target)
            for ref in self.refs[:count]:
                self.assert_mapped(ref, target)
            writable = {it.point for it in mounts.below(target) if "ro" not in it.options}
            self.assertLessEqual(writable, {target})
        self.end(service)
        self.assert_unmapped(target)

    def test_fails_when_images_are_writable_though_mount_says_that_all_is_well(self):
        programs.replace(
            self,
            "mount",
            """
        for last; do :; done
        sed 's/,ro[^ ]*//' "$last" > "$LOG"; "$REAL" --no-canonicalize --all --fstab "$LOG"
        """,
        )
        service = self.start()
        for refs in (self.refs[:1], self.refs):
            text = re.compile(f"^Cannot map: {self.target}/.* is not read-only$")
            self.assert_fails("RuntimeError", text, self.map, service, refs)
            self.assert_untouched()
        self.end(service)

    def test_falls_back_to_writable_mounts_and_says_so_once_when_read_only_is_refused(self):
        programs.replace(
            self,
            "mount",
            """
        for last; do :; done
        sed 's/,ro,.*/ 0 0/; s/,ro / /' "$last" > "$LOG"
        "$REAL" --no-canonicalize --all --fstab "$LOG" || exit
        if grep -q ,ro "$last"; then echo "mount: permission denied." >&2; exit 64; fi
        """,
        )
        service = self.start()
        self.map(service, self.refs)
        self.map(service, self.refs, target=self.directory("run", "inputs", "other"))
        for ref in self.refs:
            self.assert_mapped(ref)
        end = service.finish()
        self.assertEqual(end.status, 0)
        self.assertRegex(
            end.output, r"\A[^\n]*writable[^\n]*mount: permission denied\.[^\n]*\n\Z", "one line"
        )
        self.assert_unmapped()

    def test_stops_a_mount_that_hangs(self):
        programs.replace(self, "mount", "exec sleep 600")
        service = self.start(binary=IMPATIENT_BINARY)
        text = "mount(8) was stopped: it did not end within 1.5 s"
        self.assert_fails("RuntimeError", text, self.map, service, self.refs)
        self.assert_untouched()
        self.end(service)

    def test_stops_waiting_when_a_child_of_mount_holds_its_output(self):
        log = programs.replace(self, "mount", "sleep 600 & echo $! > $LOG; wait")
        service = self.start(binary=IMPATIENT_BINARY)
        self.assert_fails("RuntimeError", re.compile("was stopped"), self.map, service, self.refs)
        self.assert_untouched()
        with open(log, encoding="ascii") as file:
            os.kill(int(file.read()), 9)
        self.end(service)
        os.waitpid(-1, 0)

    def test_says_so_when_mount_is_not_to_be_run(self):
        programs.hide(self, "mount")
        service = self.start()
        self.assert_fails("RuntimeError", re.compile(r"mount\(8\)"), self.map, service, self.refs)
        self.assert_untouched()
        self.end(service)

    def test_notices_when_an_image_was_exchanged_meanwhile(self):
        victim, other = (self.store.image(ref) for ref in self.refs[:2])
        programs.replace(
            self,
            "mount",
            f"""
        mv {victim} {victim}.old; cp -r {other} {victim}
        exec "$REAL" "$@"
        """,
        )
        service = self.start()
        self.assert_fails("RuntimeError", re.compile("exchanged"), self.map, service, self.refs[:1])
        self.assert_untouched()
        self.end(service)

    def test_warns_in_one_line_when_mount_says_many(self):
        programs.replace(
            self,
            "mount",
            """
        for last; do :; done
        grep -q ,ro "$last" || exec "$REAL" "$@"
        sed 's/,ro//' "$last" > "$LOG"; "$REAL" --no-canonicalize --all --fstab "$LOG"
        printf 'one\\ntwo\\033[31m\\rthree\\n' >&2; exit 64
        """,
        )
        service = self.start()
        self.map(service, self.refs)
        output = service.finish().output
        self.assertEqual(output.count("\n"), 1)
        self.assertRegex(output, "one two [^\n]*three")
        self.assertNotIn("\x1b", output)
