"""What surrounds the service: variables, planted files, and outputs that nobody reads."""

import os
import shutil
import subprocess

from support import images
from support.case import MapCase
from support.service import BINARY

PLANTED = "#!/bin/sh\necho used > {}\nexit 0\n"


class EnvironmentTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image("one"), self.image("two")]

    def assert_works(self, **options):
        service = self.start(**options)
        self.map(service, self.refs)
        for ref in self.refs:
            self.assert_mapped(ref)
        self.end(service)
        self.assert_unmapped()
        shutil.rmtree(self.target)
        os.mkdir(self.target)

    def test_maps_when_libraries_are_given_by_variables(self):
        for variables in (
            {"LD_LIBRARY_PATH": self.directory("lib")},
            {"LD_LIBRARY_PATH": ""},
            {"LD_PRELOAD": ""},
            {"LD_PRELOAD": "libc.so.6"},
            {"LD_PRELOAD": "libc.so.6", "LD_LIBRARY_PATH": "/usr/lib", "LD_BIND_NOW": "1"},
        ):
            with self.subTest(variables):
                self.assert_works(env={**os.environ, **variables})

    def test_maps_when_there_are_no_variables_at_all(self):
        self.assert_works(env={})

    def test_does_not_change_with_variables_of_the_runtime(self):
        marker = os.path.join(self.tmp, "marker")
        script = os.path.join(self.tmp, "evil.js")
        with open(script, "w", encoding="ascii") as file:
            file.write(f"require('fs').writeFileSync('{marker}', '')")
        home = self.directory("home")
        self.assert_works(
            env={
                **os.environ,
                "DENO_DIR": home,
                "HOME": home,
                "XDG_CACHE_HOME": home,
                "TMPDIR": home,
                "DENO_V8_FLAGS": "--help",
                "NODE_OPTIONS": f"--require {script}",
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
        )
        self.assertFalse(os.path.exists(marker))
        self.assertEqual(os.listdir(home), [], "nothing is written anywhere")

    def test_uses_nothing_that_is_planted_in_the_working_directory_or_on_the_path(self):
        marker = os.path.join(self.tmp, "marker")
        planted = self.directory("planted")
        for name in (
            "mount",
            "umount",
            "libc.so.6",
            "deno.json",
            "main.js",
            "main.ts",
            "ld.so.preload",
        ):
            images.write(planted, name, PLANTED.format(marker).encode())
            os.chmod(os.path.join(planted, name), 0o755)
        before = images.snapshot(planted)
        path = f"{planted}:{os.environ.get('PATH', '')}"
        self.assert_works(cwd=planted, env={**os.environ, "PATH": path, "TMPDIR": planted})
        self.assertFalse(os.path.exists(marker))
        self.assertEqual(images.snapshot(planted), before)

    def test_uses_and_writes_no_cache_of_code(self):
        name = os.path.basename(BINARY)
        places = {"/tmp", self.directory("cache")}
        planted = [os.path.join(place, f"deno-compile-{name}.cache") for place in places]
        for path in planted:
            with open(path, "wb") as file:
                file.write(b"not a cache")
            self.addCleanup(lambda it=path: os.path.exists(it) and os.unlink(it))
        before = [os.stat(path) for path in planted]
        self.assert_works(env={**os.environ, "TMPDIR": os.path.join(self.tmp, "cache")})
        after = [os.stat(path) for path in planted]
        for one, other in zip(before, after):
            self.assertEqual(
                (one.st_ino, one.st_size, one.st_atime_ns, one.st_mtime_ns),
                (other.st_ino, other.st_size, other.st_atime_ns, other.st_mtime_ns),
            )

    def test_maps_when_its_outputs_are_closed(self):
        for closed in ((1,), (2,), (1, 2), (0, 1, 2)):
            with self.subTest(closed):
                self.assert_works_silently(preexec_fn=lambda it=closed: [os.close(fd) for fd in it])

    def test_maps_when_nobody_reads_its_outputs(self):
        reader, writer = os.pipe()
        os.close(reader)
        self.assert_works_silently(stdout=writer, stderr=writer)
        with open("/dev/full", "wb") as full:
            self.assert_works_silently(stdout=full, stderr=full)
        os.close(writer)

    def test_refuses_arguments_with_2_when_its_outputs_are_closed(self):
        done = subprocess.run(
            [BINARY, "--service-fd", "x"], preexec_fn=lambda: (os.close(1), os.close(2))
        )
        self.assertEqual(done.returncode, 2)

    def test_maps_when_it_inherits_an_odd_mask_of_files(self):
        self.assert_works(preexec_fn=lambda: os.umask(0o777))

    def assert_works_silently(self, **options):
        self.assert_works(**{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options})
