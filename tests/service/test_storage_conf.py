"""The configuration of the host's container storage, as far as the input reads it."""

import ctypes
import os
import re
import socket
import tomllib

from support import mounts
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
    def assert_refused(self, text, name="RuntimeError"):
        service = self.start()
        self.assert_fails(name, re.compile(text, re.DOTALL), self.map, service, self.refs)
        self.assert_untouched()
        self.end(service)

    def test_passes_all_values_of_the_table_on(self):
        text = _VALUES.replace("{graph}", self.graph)
        self.configure(text)
        service = self.start()
        storage = self.map(service, self.refs)["data"]["archives"][self.refs[1]]["storage"]
        self.assertEqual(_exact(storage), _exact(tomllib.loads(text)["storage"]))
        self.end(service)

    def test_refuses_what_json_can_not_hold(self):
        for value in ("1979-05-27T07:32:00Z", "1979-05-27", "07:32:00"):
            self.configure(f"[storage]\n[storage.options]\nlist = [ 1, {value} ]\n")
            self.assert_refused(rf"\ACannot pass on {CONF} as JSON: storage.options.list\[1\] is a date; quote it\Z")
        self.configure("[storage]\nx = nan\n")
        self.assert_refused(rf"\ACannot pass on {CONF} as JSON: storage.x is not a number; remove it\Z")
        for depth in (950, 20_000):
            self.configure(f"[storage]\nx{'.x' * depth} = 1\n")
            self.assert_refused(rf"\ACannot pass on {CONF} as JSON: storage.x is nested too deep; remove it\Z")

    def test_says_which_files_are_missing(self):
        self.configure(None)
        self.assert_refused(
            r"\Acould not find container storage configuration in any of "
            r"\('/etc/containers/storage.conf', '/usr/share/containers/storage.conf'\)\Z",
            "FileNotFoundError",
        )

    def test_says_what_is_not_toml(self):
        for text in ("[storage", "x", "a = 1\na = 2\n", "[storage]\ngraphroot = '/a\n", "\0", '{"storage": 1}'):
            with self.subTest(text):
                self.configure(text)
                self.assert_refused(rf"\ACannot read {CONF}: Invalid TOML document: .*; correct it\n1:  ")
        self.configure(b"[storage]\ndriver = '\xff'\n")
        self.assert_refused(rf"\ACannot read {CONF}: it is not UTF-8, and so not TOML; correct it\Z")
        for value in ("1", "'text'", "[ 1 ]"):
            self.configure(f"storage = {value}\n")
            self.assert_refused(rf"\ACannot read {CONF}: storage is not a table; write it as \[storage\]\Z")

    def test_is_read_to_its_end_when_it_is_said_to_be_empty(self):
        # A file that each namespace has of its own, as its name in /proc: at most 64 bytes.
        line = f'storage.graphroot="{self.graph}"'
        self.configure("")
        mounts.mount("/proc/sys/kernel/hostname", CONF, flags=mounts.BIND)
        self.addCleanup(mounts.detach, CONF)
        self.assertEqual(os.stat(CONF).st_size, 0)
        service = self.start(preexec_fn=lambda: (ctypes.CDLL(None).unshare(_CLONE_NEWUTS), socket.sethostname(line)))
        archives = self.map(service, self.refs)["data"]["archives"]
        self.assertEqual(archives[self.refs[0]]["storage"], {"graphroot": self.graph})
        self.assert_shown()
        self.end(service)

    def test_makes_a_reply_that_is_too_long(self):
        self.configure(f"[storage]\ngraphroot = '{self.graph}'\nlong = '{'x' * 1_000_000}'\n")
        service = self.start()
        text = "Cannot send a message of more than 512 MiB; map fewer references"
        # Far too long, and too long by the length of a name.
        for count, name in ((50_000, ""), (530, "x" * 14_000_000)):
            refs = {str(number): {"name": name if number == 0 else ""} for number in range(count)}
            self.assert_fails("ProtocolError", text, self.map, service, refs)
            self.assert_untouched()
        self.map(service, self.refs)
        self.assert_shown()
        self.end(service)

    def test_says_what_can_not_be_read(self):
        start = rf"\ACannot read {CONF}: "
        for kind, make in (
            ("a directory", os.mkdir),
            ("a fifo", os.mkfifo),
            ("a character device", lambda path: os.symlink("/dev/zero", path)),
        ):
            self.configure(None)
            make(CONF)
            self.assert_refused(start + f"it is {kind}, not a regular file; correct it\\Z")
            os.rmdir(CONF) if kind == "a directory" else os.unlink(CONF)
        os.symlink(CONF, CONF)
        self.assert_refused(start + r"Too many levels of symbolic links\Z")
        os.unlink(CONF)
        with open(CONF, "wb") as file:
            file.truncate(2**30)
        self.assert_refused(start + "it holds 1073741824 bytes, more than 1048576; correct it\\Z")

    def test_says_which_graphroot_is_not_an_absolute_path(self):
        for value, shown in (("'graph'", "graph"), ("''", ""), ("5", "5"), ("[ '/a' ]", "an array"), (r'"/a\u0000"', "/a\0")):
            self.configure(f"[storage]\ngraphroot = {value}\n")
            self.assert_refused(
                rf"\ACannot map the container storage: graphroot in {CONF} is '{shown}', "
                r"which is not an absolute path; correct it there\Z"
            )

    def test_says_that_variables_are_not_expanded(self):
        for path in ("$HOME/storage", f"{self.tmp}/$USER/storage"):
            self.configure(f"[storage]\ngraphroot = '{path}'\n")
            self.assert_refused(r"\(osbuild does not expand variables such as \$HOME: write the path in full\)\Z")

    def test_is_replaced_by_variables_of_the_environment(self):
        runroot = {"CONTAINERS_RUNROOT": "/run/user/1/containers"}
        graphroot = {"CONTAINERS_GRAPHROOT": self.graph}
        mine = {"graphroot": self.graph}
        both = {**mine, "runroot": "/run/user/1/containers"}
        elsewhere = {"graphroot": "/elsewhere", "runroot": "/mine", "driver": "overlay"}
        written = "[storage]\ngraphroot = '/elsewhere'\nrunroot = '/mine'\ndriver = 'overlay'\n"
        for text, variables, expected in (
            (None, graphroot, mine),
            (None, {**graphroot, **runroot}, both),
            (written, graphroot, {**elsewhere, **mine}),
            (written, {**graphroot, **runroot}, {**elsewhere, **both}),
            (written, {**graphroot, "CONTAINERS_RUNROOT": "", "MY_CONTAINERS_RUNROOT": "/x"}, {**elsewhere, **mine}),
            ("x = 1\n", graphroot, mine),
            (f"[storage]\ngraphroot = '{self.graph}'\n", {**runroot, "CONTAINERS_GRAPHROOT": ""}, mine),
        ):
            with self.subTest(text, variables=variables):
                self.configure(text)
                service = self.start(env={**os.environ, **variables})
                archives = self.map(service, self.refs)["data"]["archives"]
                self.assertEqual(archives[self.refs[0]]["storage"], expected)
                self.assert_shown()
                self.end(service)
                self.next_target()

    def test_says_which_variable_is_wrong(self):
        for value, shown, text in (
            ("graph", "graph", "not an absolute path"),
            (b"/\xff", ".*", "not an absolute path in UTF-8"),
            (f"{self.tmp}/nowhere", "", "nowhere, the graphroot of CONTAINERS_GRAPHROOT, does not exist"),
        ):
            service = self.start(env={**os.environ, "CONTAINERS_GRAPHROOT": value})
            text = f"CONTAINERS_GRAPHROOT is '{shown}', which is {text}" if shown else text
            self.assert_fails("RuntimeError", re.compile(text), self.map, service, self.refs)
            self.assert_untouched()
            self.end(service)

    def test_says_which_graphroot_is_missing_or_no_directory(self):
        start = rf"\ACannot map the container storage: %s, the graphroot of {CONF}, "
        dangling, file = (os.path.join(self.tmp, name) for name in ("dangling", "file"))
        os.symlink("nowhere", dangling)
        with open(file, "wb"):
            pass
        for path in (f"{self.tmp}/nowhere", dangling, f"{file}/below"):
            self.configure(f"[storage]\ngraphroot = '{path}'\n")
            self.assert_refused(start % path + "does not exist; correct graphroot there, or make the directory ")
        self.configure(f"[storage]\ngraphroot = '{file}'\n")
        self.assert_refused(start % file + r"is not a directory; correct graphroot there\Z")
        loop = os.path.join(self.tmp, "loop")
        os.symlink(loop, loop)
        self.configure(f"[storage]\ngraphroot = '{loop}'\n")
        self.assert_refused(start % loop + r"can't be reached: .*symbolic links.*; correct graphroot there\Z")

    def test_maps_after_an_error(self):
        self.configure("[storage")
        service = self.start()
        self.assert_fails("RuntimeError", re.compile("TOML"), self.map, service, self.refs)
        self.configure(f"[storage]\ngraphroot = '{self.graph}'\n")
        self.map(service, self.refs)
        self.assert_shown()
        self.end(service)
        self.assertEqual(mounts.below(self.target), [])




def _exact(value):
    """Tells numbers of different types, and the two zeros, apart."""
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return (type(value).__name__, repr(value))
