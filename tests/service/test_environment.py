"""What surrounds the service: variables, limits, directories, outputs, privileges, overlays."""

import os
import re
import resource
import signal
import stat
import subprocess

from support import images, mounts, programs, seccomp
from support.case import MapCase
from support.service import BINARY, NOBODY


class EnvironmentTest(MapCase):
    def assert_works(self, **options):
        self.assert_serves(self.start(**options))

    def test_ignores_variables_of_the_runtime(self):
        marker = os.path.join(self.tmp, "marker")
        images.write(self.tmp, "evil.js", f"require('fs').writeFileSync('{marker}', '')".encode())
        home = self.directory("home")
        self.assert_works(env={
            **os.environ,
            **dict.fromkeys(("DENO_DIR", "HOME", "XDG_CACHE_HOME", "TMPDIR"), home),
            **dict.fromkeys(("LANG", "LC_ALL", "TZ", "DENO_CONDITIONS", "DENO_AUTH_TOKENS"), "xx"),
            "DENO_V8_FLAGS": "--help",
            "NODE_OPTIONS": f"--require {self.tmp}/evil.js",
            "NODE_PATH": self.tmp,
            "DENO_PERMISSION_BROKER_PATH_X": "x",
            "DENO_NO_PROMPT": "0",
            "NO_COLOR": "1",
            "DENO_CERT": "/nowhere",
            "RUST_BACKTRACE": "1",
            "NODE_CHANNEL_FD": "3",
            "NODE_EXTRA_CA_CERTS": "/nowhere",
            "OTEL_DENO": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "nowhere",
        })  # fmt: skip
        self.assertFalse(os.path.exists(marker))
        self.assertEqual(os.listdir(home), [], "nothing is written anywhere")

    def test_neither_uses_nor_writes_a_code_cache(self):
        name = f"deno-compile-{os.path.basename(BINARY)}.cache"
        paths = [os.path.join(it, name) for it in ("/tmp", self.directory("cache"))]
        for path in paths:
            images.write(os.path.dirname(path), name, b"not a cache")
            self.addCleanup(images.remove, path)
        before = [status_of(it) for it in paths]
        self.assert_works(env={**os.environ, "TMPDIR": os.path.dirname(paths[1])})
        self.assertEqual([status_of(it) for it in paths], before)

    def test_maps_when_its_outputs_are_closed_or_nobody_reads_them(self):
        reader, writer = os.pipe()
        os.close(reader)
        for fd in (self.opened(writer), self.opened(os.open("/dev/full", os.O_WRONLY))):
            self.assert_works(stdout=fd, stderr=fd)
        null = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for closed in ((1,), (2,), (1, 2), (0, 1, 2)):
            with self.subTest(closed):
                close = lambda it=closed: [os.close(fd) for fd in it]
                self.assert_works(preexec_fn=close, **null)
        command, close = [BINARY, "--service-fd", "x"], lambda: os.closerange(1, 3)
        self.assertEqual(subprocess.run(command, preexec_fn=close, check=False).returncode, 2)

    def test_maps_whatever_it_inherits(self):
        def block(more=lambda: None):
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            more()

        numbers = (signal.SIGPIPE, signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)
        each = lambda disposition: lambda: [signal.signal(it, disposition) for it in numbers]
        limit = lambda what, most: lambda: resource.setrlimit(what, (most, most))
        library = {"LD_PRELOAD": "libc.so.6", "LD_LIBRARY_PATH": "/lib"}
        for what, options in {
            "mask": {"umask": 0o777},
            "ignored signals": {"preexec_fn": each(signal.SIG_IGN)},
            "default signals": {"preexec_fn": each(signal.SIG_DFL)},
            "no core": {"preexec_fn": limit(resource.RLIMIT_CORE, 0)},
            "64 files": {"preexec_fn": limit(resource.RLIMIT_NOFILE, 64)},
            # What README.md names.
            "address space": {"preexec_fn": limit(resource.RLIMIT_AS, 64 << 30)},
            "no pkey_alloc(2)": {"preexec_fn": seccomp.refuse(seccomp.PKEY_ALLOC)},
            "blocked signals": {"preexec_fn": block},
            # Linux before 5.3, where the signal alone tells that mount(8) has ended.
            "no pidfd_open(2)": {"preexec_fn": lambda: block(seccomp.refuse(seccomp.PIDFD_OPEN))},
            "no variables": {"env": {}},
            "library": {"env": {**os.environ, **library}},
            "empty names of libraries": {"env": {**os.environ, **dict.fromkeys(library, "")}},
        }.items():
            with self.subTest(what):
                self.assert_works(**options)

    def test_fails_with_a_clear_text_when_no_file_may_be_written(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        self.service = self.start(preexec_fn=limit)
        text = "File too large (a limit on the size of files, ulimit -f)"
        start = f"^Cannot map to {self.target}: Cannot write to a descriptor: "
        self.assert_map_fails(f"{start}{re.escape(text)}$")

    def test_tells_what_it_may_not_do_when_it_is_not_root(self):
        self.require_users()
        self.service = self.start(binary=self.copy_program("org.osbuild.containers"), **NOBODY)
        self.assert_map_fails("must be superuser to use mount")

    def test_maps_and_unmaps_when_the_working_directory_is_deleted(self):
        for moment in ("after the start", "after the map"):
            with self.subTest(moment):
                self.next_target()
                gone = self.directory("gone")
                service = self.start(cwd=gone)
                self.assert_alive(service)
                if moment == "after the start":
                    os.rmdir(gone)
                self.map(service, self.refs)
                self.assert_mapped(self.refs)
                if moment == "after the map":
                    os.rmdir(gone)
                self.end(service)
                self.assert_empty()

    def test_maps_when_the_working_directory_may_not_be_entered(self):
        self.require_users()
        closed = self.directory("closed")
        os.chmod(closed, 0o700)
        os.chown(closed, NOBODY["user"], NOBODY["group"])
        # As root in a user namespace that the owner of the directory is not in.
        self.service = self.start_in_user_namespace(cwd=closed)
        self.map(self.service, self.refs)
        seen = f"/proc/{self.service.pid}/root{self.target}/{self.refs[0]}/version"
        self.assertTrue(os.path.exists(seen))

    def test_maps_when_dev_null_is_missing_or_can_not_be_opened(self):
        root = self.directory("root")
        mounts.bind("/", root)
        self.addCleanup(mounts.detach, root)
        self.mount_disk(os.path.join(root, "dev"), mounts.NODEV)
        path = os.path.join(root, "dev", "null")
        for make in (
            lambda: None,
            lambda: os.mkdir(path),
            lambda: os.mkfifo(path),
            lambda: os.symlink(path, path),
            # No device can be opened here.
            lambda: os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3)),
        ):
            try:
                make()
            except PermissionError:
                continue
            self.next_target()
            service = self.start(prefix=["/usr/sbin/chroot", root])
            self.map(service, self.refs)
            self.assert_mapped(self.refs, root + self.target)
            self.end(service)
            images.remove(path)

    def test_maps_from_an_overlay_even_if_its_inode_numbers_change_before_the_mount(self):
        root = os.path.join(self.tmp, "overlay")
        self.store.move(os.path.join(self.mount_overlay(root), "store"))
        self.refs = self.images(20)
        self.store.root = os.path.join(root, "store")
        self.store.sources = self.store.sources.replace(f"{root}.lower", root)
        whole = images.snapshot(self.store.root)
        for refs in (self.refs[:1], self.refs):
            self.assert_serves(self.start(), refs)
        self.assertEqual(images.snapshot(self.store.root), whole)
        drop_caches = "/proc/sys/vm/drop_caches"
        if not os.access(drop_caches, os.W_OK):
            self.skipTest(f"{drop_caches} can't be written: run this as root, in no container")
        numbers = lambda: [os.stat(self.store.image(ref)).st_ino for ref in self.refs]
        before = numbers()
        programs.replace(self, "mount", f'echo 2 > {drop_caches}; exec "$REAL" "$@"')
        self.assert_serves(self.start())
        self.assertNotEqual(numbers(), before, "this overlay keeps its inode numbers")


def status_of(path):
    """What changes when a file is read, written or replaced."""
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_atime_ns, status.st_mtime_ns
