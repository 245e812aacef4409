"""What surrounds the service: variables, planted files, limits, directories, outputs, privileges."""

import os
import re
import resource
import signal
import stat
import subprocess

from support import images, mounts, programs, seccomp
from support.case import MapCase
from support.process import prepare
from support.service import BINARY

_ELSE = 65534


class EnvironmentTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.images(2)

    def assert_works(self, **options):
        self.assert_serves(self.start(**options), self.refs)

    def assert_works_with(self, *variables):
        for it in variables:
            with self.subTest(it):
                self.assert_works(env={**os.environ, **it})

    def test_maps_whatever_libraries_the_variables_name(self):
        self.assert_works(env={})
        self.assert_works_with(
            {"LD_LIBRARY_PATH": self.directory("lib")},
            {"LD_LIBRARY_PATH": "", "LD_PRELOAD": ""},
            {"LD_PRELOAD": "libc.so.6", "LD_LIBRARY_PATH": "/usr/lib", "LD_BIND_NOW": "1"},
        )

    def test_ignores_variables_of_the_runtime(self):
        marker = os.path.join(self.tmp, "marker")
        images.write(self.tmp, "evil.js", f"require('fs').writeFileSync('{marker}', '')".encode())
        home = self.directory("home")
        self.assert_works_with({
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
        })
        self.assertFalse(os.path.exists(marker))
        self.assertEqual(os.listdir(home), [], "nothing is written anywhere")

    def test_neither_uses_nor_writes_a_code_cache(self):
        name = f"deno-compile-{os.path.basename(BINARY)}.cache"
        places = ("/tmp", self.directory("cache"))
        for place in places:
            images.write(place, name, b"not a cache")
            path = os.path.join(place, name)
            self.addCleanup(lambda it=path: os.path.exists(it) and os.unlink(it))
        before = [status_of(place, name) for place in places]
        self.assert_works_with({"TMPDIR": places[1]})
        self.assertEqual([status_of(place, name) for place in places], before)

    def test_maps_when_its_outputs_are_closed_or_nobody_reads_them(self):
        reader, writer = os.pipe()
        os.close(reader)
        full = os.open("/dev/full", os.O_WRONLY)
        for fd in (self.opened(writer), self.opened(full)):
            self.assert_works(stdout=fd, stderr=fd)
        for closed in ((1,), (2,), (1, 2), (0, 1, 2)):
            with self.subTest(closed):
                self.assert_works(closed=closed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        done = subprocess.run([BINARY, "--service-fd", "x"], preexec_fn=prepare(closed=(1, 2)), check=False)
        self.assertEqual(done.returncode, 2)

    def test_maps_whatever_mask_signals_and_limits_it_inherits(self):
        numbers = (signal.SIGPIPE, signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)
        for options in (
            {"umask": 0o777},
            {"signals": dict.fromkeys(numbers, signal.SIG_IGN)},
            {"signals": dict.fromkeys(numbers, signal.SIG_DFL)},
            {"limits": {resource.RLIMIT_CORE: (0, 0), resource.RLIMIT_NOFILE: (64, 64)}},
            # What README.md names.
            {"limits": {resource.RLIMIT_AS: (64 << 30, 64 << 30)}},
        ):
            with self.subTest(**options):
                self.assert_works(**options)

    def test_notices_that_mount_ends_when_signals_are_blocked(self):
        def block(more=lambda: None):
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            more()

        # Without pidfd_open(2), from Linux 5.3, the signal alone tells.
        for preexec_fn in (block, lambda: block(seccomp.refuse(seccomp.PIDFD_OPEN))):
            self.assert_works(preexec_fn=preexec_fn)

    def test_maps_when_the_kernel_refuses_keys_for_memory(self):
        # README.md names what a filter must allow.
        self.assert_works(preexec_fn=seccomp.refuse(seccomp.PKEY_ALLOC))

    def test_fails_with_a_clear_text_when_no_file_may_be_written(self):
        service = self.start(limits={resource.RLIMIT_FSIZE: (0, 0)})
        text = "Cannot write to a descriptor: File too large (a limit on the size of files, ulimit -f)"
        text = f"Cannot map to {self.target}: {text}"
        self.assert_fails("RuntimeError", text, self.map, service, self.refs)
        self.assert_untouched()
        self.assert_alive(service)
        self.end(service)

    def test_tells_what_it_may_not_do_when_it_is_not_root(self):
        service = self.start_as(_ELSE)
        pattern = re.compile("must be superuser to use mount")
        self.assert_fails("RuntimeError", pattern, self.map, service, self.refs)
        self.assert_untouched()
        self.end(service)

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
                self.assert_all_mapped(self.refs)
                if moment == "after the map":
                    os.rmdir(gone)
                self.end(service)
                self.assert_unmapped()

    def test_maps_when_the_working_directory_may_not_be_entered(self):
        self.require_users()
        closed = self.directory("closed")
        os.chmod(closed, 0o700)
        os.chown(closed, _ELSE, _ELSE)
        # As root in a user namespace that the owner of the directory is not in.
        service = self.start_in_user_namespace(cwd=closed)
        self.map(service, self.refs)
        self.assertTrue(os.path.exists(f"/proc/{service.pid}/root{self.target}/{self.refs[0]}/version"))
        self.end(service)

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
            self.assert_all_mapped(self.refs, root + self.target)
            self.end(service)
            images.remove(path)

    def test_maps_from_a_store_on_an_overlay(self):
        disk = self.directory("overlay")
        self.mount_overlay(disk)
        self.store.move(os.path.join(disk, "store"))
        self.refs = self.images(3)
        before = images.snapshot(self.store.root)
        for refs in (self.refs[:1], self.refs):
            self.assert_serves(self.start(), refs)
        self.assertEqual(images.snapshot(self.store.root), before)

    def test_maps_from_an_overlay_whose_inode_numbers_change_between_the_check_and_the_mount(self):
        drop_caches = "/proc/sys/vm/drop_caches"
        if not os.access(drop_caches, os.W_OK):
            self.skipTest(f"{drop_caches} can't be written: run this as root, outside of a container")
        root = os.path.join(self.tmp, "overlay")
        self.store.move(os.path.join(self.mount_overlay(root), "store"))
        self.refs = self.images(20)
        self.store.root = os.path.join(root, "store")
        self.store.sources = self.store.sources.replace(f"{root}.lower", root)
        numbers = lambda: [os.stat(self.store.image(ref)).st_ino for ref in self.refs]
        before = numbers()
        programs.replace(self, "mount", f'echo 2 > {drop_caches}; exec "$REAL" "$@"')
        service = self.start()
        self.map(service, self.refs)
        self.assert_all_mapped(self.refs)
        self.assertNotEqual(numbers(), before, "this overlay keeps its inode numbers")
        self.end(service)


def status_of(*names):
    """What changes when a file is read, written or replaced."""
    status = os.stat(os.path.join(*names))
    return status.st_ino, status.st_size, status.st_atime_ns, status.st_mtime_ns
