"""What another user has planted where the program, or Deno's runtime, could look for code."""

import os
import subprocess

from support import images
from support.service import BINARY
from support.storage import StorageCase

_OTHER = 65534
_CODE = b'console.error("planted");\n'
#: What Deno looks for somewhere: code, its own configuration, that of npm, and libraries.
_NAMES = (
    "main.js", "main.ts", "main.js.map", "package.json", "deno.json", "deno.jsonc", "import_map.json",
    ".npmrc", ".env", "libc.so.6", "mount", "umount", "node_modules/npm/index.js",
    "vendor/program.invalid/main.js", "https/program.invalid/main.js", "program.invalid/main.js",
)  # fmt: skip


class PlantedTest(StorageCase):
    def setUp(self):
        super().setUp()
        self.require_users()
        # Like /tmp: whoever comes first owns a name in it.
        self.open = self.directory("open")
        self.directory("open", "sub")
        os.chmod(self.open, 0o1777)
        os.chmod(self.tmp, 0o755)
        for directory in (self.open, os.path.join(self.open, "deno-compile-org.osbuild.containers")):
            for name in _NAMES:
                path = os.path.join(directory, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                images.write(os.path.dirname(path), os.path.basename(path), _CODE)
                os.chown(path, _OTHER, _OTHER)
                os.chmod(path, 0o755)
        os.symlink(self.open, os.path.join(self.tmp, "link"))
        self.before = images.snapshot(self.open)

    def forms(self):
        """Values of TMPDIR that lead to the directory, and whether Deno's runtime starts with them."""
        name = os.path.basename(self.open)
        return {
            self.open: True,
            f"{self.open}/sub/..": True,
            f"{self.open}/../{name}": True,
            f"{self.tmp}/./{name}//": True,
            f"{self.tmp}/link": True,
            f"{self.tmp}/link/sub/..": True,
            f"/proc/self/cwd/../{name}": True,
            f"{self.open}/caf\udce9/..": True,
            f"../{name}": False,
            "./": False,
            "": False,
        }

    def test_the_service_runs_nothing_planted_where_TMPDIR_leads_or_in_the_working_directory(self):
        for tmpdir, starts in self.forms().items():
            for binary in (BINARY, self.link):
                with self.subTest(TMPDIR=tmpdir, binary=os.path.basename(binary)):
                    path = f"{self.open}:{os.environ.get('PATH', '')}"
                    env = {**os.environ, "TMPDIR": tmpdir, "PATH": path}
                    service = self.start(binary=binary, cwd=self.open, env=env)
                    if starts:
                        target = self.next_target()
                        self.map(service, [self.image(ascii(tmpdir + binary))])
                        self.end(service)
                        self.assert_unmapped(target)
                    else:
                        end = service.finish()
                        self.assertNotIn("planted", end.output)
        self.assertEqual(images.snapshot(self.open).keys(), self.before.keys())

    def test_the_command_line_runs_nothing_planted_where_TMPDIR_leads_or_in_the_working_directory(self):
        manifest = os.path.join(self.tmp, "manifest.json")
        images.write(self.tmp, "manifest.json", b'{"version": "2", "pipelines": []}')
        for tmpdir, starts in self.forms().items():
            for args in (["version"], ["validate", manifest], ["images", self.store.root]):
                with self.subTest(TMPDIR=tmpdir, args=args[0]):
                    done = subprocess.run(
                        [BINARY, *args],
                        cwd=self.open,
                        env={**os.environ, "TMPDIR": tmpdir},
                        capture_output=True,
                        check=False,
                    )
                    self.assertNotIn(b"planted", done.stdout + done.stderr)
                    self.assertEqual(done.returncode == 0, starts, done.stderr)
        self.assertEqual(images.snapshot(self.open).keys(), self.before.keys())


del StorageCase
