"""Images in skopeo's `dir:` layout, and snapshots of directories."""

import hashlib
import json
import os
import shutil


def digest(data):
    return hashlib.sha256(data).hexdigest()


def ref_of(text):
    """An image id as osbuild writes it."""
    return f"sha256:{digest(text.encode())}"


def make_image(directory, content="an image"):
    """Makes a small image whose digests agree with one another."""
    os.makedirs(directory)
    config = json.dumps({"os": "linux", "comment": content}).encode()
    layer = content.encode() * 100
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"digest": f"sha256:{digest(config)}", "size": len(config)},
        "layers": [{"digest": f"sha256:{digest(layer)}", "size": len(layer)}],
    }
    write(directory, "version", b"Directory Transport Version: 1.1\n")
    write(directory, "manifest.json", json.dumps(manifest).encode())
    write(directory, digest(config), config)
    write(directory, digest(layer), layer)


def write(directory, name, data=b""):
    with open(os.path.join(directory, name), "wb") as file:
        file.write(data)


def snapshot(directory):
    """Everything about a directory that a user could lose: names, kinds, modes, times, contents."""
    found = {}
    for path, directories, files in os.walk(directory):
        for name in [".", *directories, *files]:
            entry = os.path.join(path, name)
            status = os.lstat(entry)
            content = b""
            if os.path.isfile(entry) and not os.path.islink(entry):
                with open(entry, "rb") as file:
                    content = file.read()
            key = os.path.relpath(entry, directory)
            found[key] = (status.st_mode, status.st_ino, status.st_mtime_ns, content)
    return found


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
