"""Plays a build of an old osbuild up to the inputs: reads a module, maps an image, ends."""

import inspect
import json
import os
import sys
import tempfile

from osbuild import host, meta, objectstore
from osbuild.inputs import Input, InputManager


def main(libdir, store_path, module, image, mount_point):
    index = meta.Index(libdir)
    info = index.get_module_info("Input", module)
    schema = index.get_schema("Input", module, version="2")

    def accepted(origin, references):
        target = {"type": module, "origin": origin, "references": references}
        return schema.validate(target).valid

    report = {
        "summary": info.desc,
        "text": info.info,
        "checked": bool(schema.check()),
        "pipeline": accepted("org.osbuild.pipeline", [{"id": "name:x"}]),
        "accepted": accepted("org.osbuild.source", {image: {"name": "x"}}),
        "refused": [accepted("org.osbuild.source", {}),
                    accepted("org.osbuild.source", {image: {"tag": "x"}}),
                    accepted("org.osbuild.elsewhere", {image: {"name": "x"}})],
    }
    with objectstore.ObjectStore(store_path) as store, \
            tempfile.TemporaryDirectory() as root, \
            objectstore.StoreServer(store) as api:
        with host.ServiceManager() as services:
            request = Input("images", info, "org.osbuild.source", {})
            request.add_reference(image, {"name": "localhost/hello"})
            # Later ones put the arguments into a file in the store.
            takes_store = "store" in inspect.signature(InputManager.map).parameters
            arguments = [request, store] if takes_store else [request]
            reply = InputManager(services, api, root).map(*arguments)
            place = os.path.join(root, reply["path"], mount_point)
            report["path"] = reply["path"]
            report["files"] = sorted(os.listdir(place))
            report["programs"] = [os.readlink(f"/proc/{service.proc.pid}/exe")
                                  for service in services.services.values()]
        report["left"] = os.listdir(place) if os.path.exists(place) else []
    print(json.dumps(report))


main(*sys.argv[1:])
