"""What another user has planted where the program, or Deno's runtime, could look for code."""

import os
import subprocess

from support import images
from support.service import BINARY, NOBODY
from support.storage import StorageCase

_CODE = b'console.error("planted");\n'
#: What Deno looks for somewhere: code, its own configuration, that of npm, and libraries.
_NAMES = (
    "main.js", "main.ts", "main.js.map", "package.json", "deno.json", "deno.jsonc",
    "import_map.json", ".npmrc", ".env", "libc.so.6", "mount", "umount",
    "node_modules/npm/index.js", "vendor/program.invalid/main.js",
    "https/program.invalid/main.js", "program.invalid/main.js",
)  # fmt: skip


class PlantedTest(StorageCase):
    def setUp(self):
        super().setUp()
        self.require_users()
        # Like /tmp: whoever comes first owns a name in it.
        self.open = self.directory("open")
        self.directory("open", "sub")
        os.chmod(self.open, 0o1777)
        for directory in (self.open, f"{self.open}/deno-compile-org.osbuild.containers"):
            for name in _NAMES:
                path = os.path.join(directory, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                images.write(os.path.dirname(path), os.path.basename(path), _CODE)
                os.chown(path, NOBODY["user"], NOBODY["group"])
                os.chmod(path, 0o755)
        os.symlink(self.open, os.path.join(self.tmp, "link"))
        self.before = images.snapshot(self.open)

    def forms(self):
        """Values of TMPDIR that lead to the directory, and whether Deno's runtime starts so."""
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

    def test_is_not_run_where_TMPDIR_leads_or_in_the_working_directory(self):
        manifest = os.path.join(self.tmp, "manifest.json")
        images.write(self.tmp, "manifest.json", b'{"version": "2", "pipelines": []}')
        empty = os.path.dirname(self.directory("empty", "sources"))
        path = f"{self.open}:{os.environ.get('PATH', '')}"
        for tmpdir, starts in self.forms().items():
            around = {"cwd": self.open, "env": {**os.environ, "TMPDIR": tmpdir, "PATH": path}}
            for binary in (BINARY, self.link):
                with self.subTest(TMPDIR=tmpdir, binary=os.path.basename(binary)):
                    service = self.start(binary=binary, **around)
                    if starts:
                        self.next_target()
                        self.map(service, self.refs)
                        self.end(service)
                        self.assert_empty()
                    else:
                        self.assertNotIn("planted", service.finish().output)
            for args in (["version"], ["validate", manifest], ["images", empty]):
                with self.subTest(TMPDIR=tmpdir, args=args[0]):
                    command = [BINARY, *args]
                    done = subprocess.run(command, capture_output=True, check=False, **around)
                    self.assertNotIn(b"planted", done.stdout + done.stderr)
                    self.assertEqual(done.returncode == 0, starts, done.stderr)
        self.assertEqual(images.snapshot(self.open).keys(), self.before.keys())


del StorageCase
