"""How osbuild deletes its temporary directories."""

import os
import shutil
import tempfile


def delete(directory):
    """Deletes like `tempfile.TemporaryDirectory`, which changes permissions if it must.

    Goes on with all that can be deleted, as `shutil.rmtree(ignore_errors=True)` does, which is
    the worst that can happen to what is mounted below.
    """
    try:
        tempfile.TemporaryDirectory._rmtree(directory)
    except OSError:
        pass
    shutil.rmtree(directory, ignore_errors=True)


def delete_inside(directory):
    """Deletes what is in an open directory, like a delete that opened it some time ago."""
    for _, directories, files, inner in os.fwalk(".", topdown=False, dir_fd=directory):
        for remove, names in ((os.unlink, files), (os.rmdir, directories)):
            for name in names:
                try:
                    remove(name, dir_fd=inner)
                except OSError:
                    pass
