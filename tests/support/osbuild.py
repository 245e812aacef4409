"""How osbuild deletes its temporary folders."""

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
