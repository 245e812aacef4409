"""What a service inherits and what it finds around it, where the original works."""

import os
import resource
import signal

from support import images, mounts, programs
from support.case import MapCase

_ELSE = 65534


class InheritedTest(MapCase):
    def assert_maps(self, service):
        ref = self.image()
        self.map(service, [ref])
        self.assert_mapped(ref)
        self.end(service)
        self.assert_unmapped()

    def test_maps_and_unmaps_when_the_working_directory_is_deleted_after_the_start(self):
        gone = self.directory("gone")
        service = self.start(cwd=gone)
        self.assert_alive(service)
        os.rmdir(gone)
        self.assert_maps(service)

    def test_unmaps_when_the_working_directory_is_deleted_after_the_map(self):
        gone = self.directory("gone")
        service = self.start(cwd=gone)
        ref = self.image()
        self.map(service, [ref])
        os.rmdir(gone)
        self.end(service)
        self.assert_unmapped()

    def test_maps_when_the_working_directory_may_not_be_entered(self):
        closed = self.directory("closed")
        os.chmod(closed, 0o700)
        os.chown(closed, _ELSE, _ELSE)
        # As root in a user namespace that the owner of the directory is not in.
        service = self.start_in_user_namespace(cwd=closed)
        ref = self.image()
        self.map(service, [ref])
        self.assertTrue(os.path.exists(f"/proc/{service.pid}/root{self.target}/{ref}/version"))
        self.end(service)

    def test_maps_when_sigchld_is_ignored(self):
        self.assert_maps(self.start(signals={signal.SIGCHLD: signal.SIG_IGN}))

    def test_maps_when_there_is_no_dev_null(self):
        root = self.directory("root")
        mounts.bind("/", root)
        self.addCleanup(mounts.detach, root)
        mounts.mount("none", os.path.join(root, "dev"), "tmpfs")
        self.addCleanup(mounts.detach, os.path.join(root, "dev"))
        self.assertFalse(os.path.exists(os.path.join(root, "dev", "null")))
        service = self.start(prefix=["chroot", root])
        ref = self.image()
        self.map(service, [ref])
        seen = images.snapshot(os.path.join(root, self.target[1:], ref))
        self.assertEqual(seen, images.snapshot(self.store.image(ref)))
        self.end(service)

    def test_fails_with_a_clear_text_when_no_file_may_be_written(self):
        service = self.start(limits={resource.RLIMIT_FSIZE: (0, 0)})
        text = "File too large (a limit on the size of files, ulimit -f)"
        ref = self.image()
        path = f"Cannot map to {self.target}: Cannot write to a descriptor: {text}"
        self.assert_fails("RuntimeError", path, self.map, service, [ref])
        self.assert_untouched()
        self.assert_alive(service)
        self.end(service)

    def test_says_what_is_wrong_when_mount_is_there_and_can_not_be_run(self):
        programs.hide(self, "mount")
        service = self.start()
        with self.assertRaises(Exception) as caught:
            self.map(service, [self.image()])
        self.assertIn("Cannot run mount(8)", str(caught.exception))
        self.assertNotIn("neither in", str(caught.exception))
        self.end(service)
