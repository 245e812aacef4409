"""Images in skopeo's `dir:` layout, and a way to tell whether a folder is what it was."""

import hashlib
import json
import os


def digest(data):
    """The name of a blob."""
    return hashlib.sha256(data).hexdigest()


def ref_of(text):
    """An image id as osbuild writes it."""
    return f"sha256:{digest(text.encode())}"


def make_image(folder, content="an image"):
    """Makes a small image whose digests agree with one another."""
    os.makedirs(folder)
    config = json.dumps({"os": "linux", "comment": content}).encode()
    layer = content.encode() * 100
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"digest": f"sha256:{digest(config)}", "size": len(config)},
        "layers": [{"digest": f"sha256:{digest(layer)}", "size": len(layer)}],
    }
    write(folder, "version", b"Directory Transport Version: 1.1\n")
    write(folder, "manifest.json", json.dumps(manifest).encode())
    write(folder, digest(config), config)
    write(folder, digest(layer), layer)


def write(folder, name, data=b""):
    """Makes a file."""
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def snapshot(folder):
    """Everything about a folder that a user could lose: names, kinds, modes, times, contents."""
    found = {}
    for path, folders, files in os.walk(folder):
        for name in [".", *folders, *files]:
            entry = os.path.join(path, name)
            status = os.lstat(entry)
            content = b""
            if os.path.isfile(entry) and not os.path.islink(entry):
                with open(entry, "rb") as file:
                    content = file.read()
            key = os.path.relpath(entry, folder)
            found[key] = (status.st_mode, status.st_ino, status.st_mtime_ns, content)
    return found
