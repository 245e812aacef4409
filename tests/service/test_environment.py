"""What surrounds the service: variables, planted files, limits, and outputs that nobody reads."""

import os
import re
import resource
import signal
import subprocess

from support import images
from support.case import MapCase
from support.process import prepare
from support.service import BINARY

PLANTED = "#!/bin/sh\necho used > {}\nexit 0\n"


class EnvironmentTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.images(2)

    def assert_works(self, **options):
        self.assert_serves(self.start(**options), self.refs)

    def assert_works_silently(self, **options):
        self.assert_works(**{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options})

    def test_maps_whatever_libraries_the_variables_name(self):
        for variables in (
            {"LD_LIBRARY_PATH": self.directory("lib")},
            {"LD_LIBRARY_PATH": ""},
            {"LD_PRELOAD": ""},
            {"LD_PRELOAD": "libc.so.6"},
            {"LD_PRELOAD": "libc.so.6", "LD_LIBRARY_PATH": "/usr/lib", "LD_BIND_NOW": "1"},
        ):
            with self.subTest(variables):
                self.assert_works(env={**os.environ, **variables})

    def test_maps_without_any_variables(self):
        self.assert_works(env={})

    def test_ignores_variables_of_the_runtime(self):
        marker = os.path.join(self.tmp, "marker")
        images.write(self.tmp, "evil.js", f"require('fs').writeFileSync('{marker}', '')".encode())
        home = self.directory("home")
        homes = dict.fromkeys(("DENO_DIR", "HOME", "XDG_CACHE_HOME", "TMPDIR"), home)
        odd = {
            "DENO_V8_FLAGS": "--help",
            "NODE_OPTIONS": f"--require {self.tmp}/evil.js",
            "NODE_PATH": self.tmp,
            "DENO_PERMISSION_BROKER_PATH_X": "x",
            "DENO_NO_PROMPT": "0",
            "NO_COLOR": "1",
            "DENO_AUTH_TOKENS": "x",
            "DENO_CERT": "/nowhere",
            "DENO_CONDITIONS": "x",
            "LANG": "xx_XX",
            "LC_ALL": "xx_XX",
            "TZ": "Nowhere",
            "RUST_BACKTRACE": "1",
        }
        self.assert_works(env={**os.environ, **homes, **odd})
        self.assertFalse(os.path.exists(marker))
        self.assertEqual(os.listdir(home), [], "nothing is written anywhere")

    def test_uses_nothing_planted_in_the_working_directory_or_on_the_path(self):
        marker = os.path.join(self.tmp, "marker")
        planted = self.directory("planted")
        for name in ("mount", "umount", "libc.so.6", "deno.json", "main.js", "main.ts", "ld.so.preload"):
            images.write(planted, name, PLANTED.format(marker).encode())
            os.chmod(os.path.join(planted, name), 0o755)
        before = images.snapshot(planted)
        path = f"{planted}:{os.environ.get('PATH', '')}"
        self.assert_works(cwd=planted, env={**os.environ, "PATH": path, "TMPDIR": planted})
        self.assertFalse(os.path.exists(marker))
        self.assertEqual(images.snapshot(planted), before)

    def test_neither_uses_nor_writes_a_code_cache(self):
        name = f"deno-compile-{os.path.basename(BINARY)}.cache"
        places = ("/tmp", self.directory("cache"))
        for place in places:
            images.write(place, name, b"not a cache")
            path = os.path.join(place, name)
            self.addCleanup(lambda it=path: os.path.exists(it) and os.unlink(it))
        before = [status_of(place, name) for place in places]
        self.assert_works(env={**os.environ, "TMPDIR": places[1]})
        self.assertEqual([status_of(place, name) for place in places], before)

    def test_maps_when_its_outputs_are_closed(self):
        for closed in ((1,), (2,), (1, 2), (0, 1, 2)):
            with self.subTest(closed):
                self.assert_works_silently(closed=closed)

    def test_maps_when_nobody_reads_its_outputs(self):
        reader, writer = os.pipe()
        os.close(reader)
        self.assert_works_silently(stdout=writer, stderr=writer)
        os.close(writer)
        with open("/dev/full", "wb") as full:
            self.assert_works_silently(stdout=full, stderr=full)

    def test_refuses_arguments_with_2_when_its_outputs_are_closed(self):
        done = subprocess.run([BINARY, "--service-fd", "x"], preexec_fn=prepare(closed=(1, 2)), check=False)
        self.assertEqual(done.returncode, 2)

    def test_maps_with_an_umask_that_allows_nothing(self):
        self.assert_works(umask=0o777)

    def test_maps_when_it_inherits_ignored_or_default_signals(self):
        for disposition in (signal.SIG_IGN, signal.SIG_DFL):
            with self.subTest(disposition):
                numbers = (signal.SIGPIPE, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
                self.assert_works(signals=dict.fromkeys(numbers, disposition))

    def test_maps_without_core_dumps_and_with_few_files(self):
        limits = {resource.RLIMIT_CORE: (0, 0), resource.RLIMIT_NOFILE: (64, 64)}
        self.assert_works(limits=limits)

    def test_tells_what_it_may_not_do_when_it_is_not_root(self):
        service = self.start_as(65534)
        pattern = re.compile("Permission denied|Operation not permitted")
        self.assert_fails("RuntimeError", pattern, self.map, service, self.refs)
        self.assert_untouched()
        self.end(service)

    def test_maps_from_a_store_on_an_overlay(self):
        disk = self.directory("overlay")
        self.mount_overlay(disk)
        self.store.move(os.path.join(disk, "store"))
        self.refs = self.images(3)
        before = images.snapshot(self.store.root)
        for refs in (self.refs[:1], self.refs):
            self.assert_serves(self.start(), refs)
        self.assertEqual(images.snapshot(self.store.root), before)


def status_of(*names):
    """What changes when a file is read, written or replaced."""
    status = os.stat(os.path.join(*names))
    return status.st_ino, status.st_size, status.st_atime_ns, status.st_mtime_ns
