"""How osbuild deletes its temporary folders."""

import os
import shutil
import tempfile


def delete(folder):
    """Deletes as `tempfile.TemporaryDirectory` does: it changes permissions that are in its way.

    Goes on with all that can be deleted, as `shutil.rmtree(ignore_errors=True)` does, which is
    the worst that can happen to what is mounted below.
    """
    try:
        tempfile.TemporaryDirectory._rmtree(folder)
    except OSError:
        pass
    shutil.rmtree(folder, ignore_errors=True)


def delete_inside(folder):
    """Deletes what is in an open folder, as a delete does that opened it some time ago."""
    for _, folders, files, inner in os.fwalk(".", topdown=False, dir_fd=folder):
        for remove, names in ((os.unlink, files), (os.rmdir, folders)):
            for name in names:
                try:
                    remove(name, dir_fd=inner)
                except OSError:
                    pass
