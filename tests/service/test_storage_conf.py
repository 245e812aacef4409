"""The configuration of the host's container storage, as far as the input reads it."""

import ctypes
import os
import re
import socket
import tomllib

from support import images, mounts
from support.storage import ETC, StorageCase

CONF = f"{ETC}/storage.conf"
_CLONE_NEWUTS = 0x4000000

_VALUES = r"""
# A comment.
[storage] # another
driver = "overlay"
graphroot = '{graph}'
large = 9223372036854775807
negative = -9223372036854775808
beyond = 9007199254740993
hexadecimal = 0xffff_ffff
float = 1.0
zero = -0.0
tiny = 5e-324
huge = 1.7976931348623157e308
round = 1e22
infinite = inf
below = -inf
yes = true
text = '''
two
lines'''
escaped = "\u00e4 \U0001F600 \t \"\\"
list = [ 1, 2.0, "three", [ true ], { four = 4 } ]
dotted.key."quoted key" = 1
"__proto__" = 1
"constructor" = { prototype = 1 }
1 = "number"
[storage.options]
additionalimagestores = [ "/a", "/b" ]
[storage.options.overlay]
mountopt = "nodev,metacopy=on"
[[storage.tables]]
a = 1
[[storage.tables]]
[other]
ignored = 1979-05-27T07:32:00Z
"""


class StorageConfTest(StorageCase):
    def test_passes_all_values_of_the_table_on(self):
        text = _VALUES.replace("{graph}", self.graph)
        self.configure(text)
        storage = self.map_storage(self.service)
        self.assertEqual(_exact(storage), _exact(tomllib.loads(text)["storage"]))

    def assert_refused(self, pattern, *texts):
        """Checks that a map fails with each configuration."""
        for text in texts:
            with self.subTest(text[:100]):
                self.configure(text)
                self.assert_map_fails(rf"(?s)\A{pattern}", self.refs)

    def test_refuses_what_json_can_not_hold(self):
        start = f"Cannot pass on {CONF} as JSON: storage."
        dates = ("1979-05-27T07:32:00Z", "1979-05-27", "07:32:00")
        lists = (f"[storage]\n[storage.options]\nlist = [ 1, {date} ]\n" for date in dates)
        self.assert_refused(rf"{start}options.list\[1\] is a date; quote it\Z", *lists)
        self.assert_refused(rf"{start}x is not a number; remove it\Z", "[storage]\nx = nan\n")
        deep = (f"[storage]\nx{'.x' * depth} = 1\n" for depth in (950, 20_000))
        self.assert_refused(rf"{start}x is nested too deep; remove it\Z", *deep)

    def test_says_which_files_are_missing(self):
        self.configure(None)
        pattern = (
            r"\Acould not find container storage configuration in any of "
            r"\('/etc/containers/storage.conf', '/usr/share/containers/storage.conf'\)\Z"
        )
        self.assert_map_fails(pattern, name="FileNotFoundError")

    def test_says_what_is_not_toml_until_it_is(self):
        self.assert_refused(
            f"Cannot read {CONF}: Invalid TOML document: .*; correct it\n1:  ",
            "[storage", "x", "a = 1\na = 2\n", "[storage]\ngraphroot = '/a\n", "\0", '{"a": 1}',
        )  # fmt: skip
        not_utf8 = b"[storage]\ndriver = '\xff'\n"
        pattern = rf"Cannot read {CONF}: it is not UTF-8, and so not TOML; correct it\Z"
        self.assert_refused(pattern, not_utf8)
        pattern = rf"Cannot read {CONF}: storage is not a table; write it as \[storage\]\Z"
        self.assert_refused(pattern, *(f"storage = {it}\n" for it in ("1", "'text'", "[ 1 ]")))
        self.graphroot(self.graph)
        self.assert_serves(self.service)

    def test_is_read_to_its_end_when_it_is_said_to_be_empty(self):
        # A file that each namespace has of its own, as its name in /proc: at most 64 bytes.
        line = f'storage.graphroot="{self.graph}"'

        def in_namespace():
            ctypes.CDLL(None).unshare(_CLONE_NEWUTS)
            socket.sethostname(line)

        self.configure("")
        mounts.mount("/proc/sys/kernel/hostname", CONF, flags=mounts.BIND)
        self.addCleanup(mounts.detach, CONF)
        self.assertEqual(os.stat(CONF).st_size, 0)
        self.service = self.start(preexec_fn=in_namespace)
        self.assertEqual(self.map_storage(self.service), {"graphroot": self.graph})

    def test_makes_a_reply_that_is_too_long(self):
        long = "x" * 1_000_000
        self.configure(f"[storage]\ngraphroot = '{self.graph}'\nlong = '{long}'\n")
        pattern = "^Cannot send a message of more than 512 MiB; map fewer references$"
        # Far too long, and too long by the length of a name.
        for count, name in ((50_000, ""), (530, "x" * 14_000_000)):
            refs = {str(number): {"name": name if number == 0 else ""} for number in range(count)}
            self.assert_map_fails(pattern, refs, "ProtocolError")
        self.assert_serves(self.service)

    def test_says_what_can_not_be_read(self):
        for make, problem in (
            (os.mkdir, "it is a directory, not a regular file; correct it"),
            (os.mkfifo, "it is a fifo, not a regular file; correct it"),
            (lambda path: os.symlink("/dev/zero", path), "it is a character device, not a "),
            (lambda path: os.symlink(path, path), r"Too many levels of symbolic links\Z"),
        ):
            self.configure(None)
            make(CONF)
            self.assert_map_fails(rf"\ACannot read {CONF}: {problem}")
        self.configure("")
        os.truncate(CONF, 2**30)
        problem = "it holds 1073741824 bytes, more than 1048576; correct it"
        self.assert_map_fails(rf"\ACannot read {CONF}: {problem}\Z")

    def test_says_which_graphroot_is_not_an_absolute_path(self):
        for value, shown in (
            ("'graph'", "graph"),
            ("''", ""),
            ("5", "5"),
            ("[ '/a' ]", "an array"),
            (r'"/a\u0000"', "/a\0"),
        ):
            pattern = (
                f"Cannot map the container storage: graphroot in {CONF} is '{shown}', "
                r"which is not an absolute path; correct it there\Z"
            )
            self.assert_refused(pattern, f"[storage]\ngraphroot = {value}\n")

    def test_says_that_variables_are_not_expanded(self):
        for path in ("$HOME/storage", f"{self.tmp}/$USER/storage"):
            self.graphroot(path)
            reason = "osbuild does not expand variables such as $HOME: write the path in full"
            self.assert_map_fails(rf"{re.escape(f'({reason})')}\Z")

    def test_is_replaced_by_variables_of_the_environment(self):
        runroot = {"CONTAINERS_RUNROOT": "/run/user/1/containers"}
        graphroot = {"CONTAINERS_GRAPHROOT": self.graph}
        none = {"CONTAINERS_RUNROOT": "", "MY_CONTAINERS_RUNROOT": "/x"}
        mine = {"graphroot": self.graph}
        both = {**mine, "runroot": "/run/user/1/containers"}
        elsewhere = {"graphroot": "/elsewhere", "runroot": "/mine", "driver": "overlay"}
        written = "[storage]\ngraphroot = '/elsewhere'\nrunroot = '/mine'\ndriver = 'overlay'\n"
        here = f"[storage]\ngraphroot = '{self.graph}'\n"
        for text, variables, expected in (
            (None, graphroot, mine),
            (None, {**graphroot, **runroot}, both),
            (written, graphroot, {**elsewhere, **mine}),
            (written, {**graphroot, **runroot}, {**elsewhere, **both}),
            (written, {**graphroot, **none}, {**elsewhere, **mine}),
            ("x = 1\n", graphroot, mine),
            (here, {**runroot, "CONTAINERS_GRAPHROOT": ""}, mine),
        ):
            with self.subTest(text, variables=variables):
                self.configure(text)
                self.next_target()
                service = self.start(env={**os.environ, **variables})
                self.assertEqual(self.map_storage(service), expected)
                self.end(service)

    def test_says_which_variable_is_wrong(self):
        of_variable = "the graphroot of CONTAINERS_GRAPHROOT"
        for value, text in (
            ("graph", "CONTAINERS_GRAPHROOT is 'graph', which is not an absolute path"),
            (b"/\xff", "CONTAINERS_GRAPHROOT is '.*', which is not an absolute path in UTF-8"),
            (f"{self.tmp}/nowhere", f"nowhere, {of_variable}, does not exist"),
        ):
            service = self.start(env={**os.environ, "CONTAINERS_GRAPHROOT": value})
            self.assert_map_fails(text, service=service)
            self.end(service)

    def test_says_which_graphroot_is_missing_or_no_directory(self):
        dangling, loop, file = (f"{self.tmp}/{name}" for name in ("dangling", "loop", "file"))
        os.symlink("nowhere", dangling)
        os.symlink(loop, loop)
        images.write(self.tmp, "file")
        missing = "does not exist; correct graphroot there, or make the directory "
        for path, problem in (
            (f"{self.tmp}/nowhere", missing),
            (dangling, missing),
            (f"{file}/below", missing),
            (file, r"is not a directory; correct graphroot there\Z"),
            (loop, r"can't be reached: .*symbolic links.*; correct graphroot there\Z"),
        ):
            self.graphroot(path)
            start = rf"\ACannot map the container storage: {path}, the graphroot of {CONF}, "
            self.assert_map_fails(f"(?s){start}{problem}")


def _exact(value):
    """Tells numbers of different types, and the two zeros, apart."""
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return (type(value).__name__, repr(value))
