"""Values that JSON can hold, and JSON texts that Python would not write."""

import json

#: Strings: keys with a meaning in JavaScript, odd Unicode, paths, and control characters.
STRINGS = (
    "", " ", "a", "map", "method", "reply", "exception", "{}", "null", "<args-via-fd>",
    "__proto__", "constructor", "prototype", "toString", "valueOf", "toJSON", "hasOwnProperty",
    "then", "length", "__defineGetter__", "0", "-1", "a\0b", "\x01\x1b[31m\x7f", "\r\n", "\ud800",
    "\udfff\ud800", "a\udc80", "\ufeff", "\ufffe\uffff", "\u202e\u2066", "\u2028\u2029", "\x85\xa0",
    "\N{GRINNING FACE}\u200d", "e\u0301\u0302", "\U0010ffff", ".", "..", "../..", "/", "//", "/abs",
    "a/b", "./a", "a/", "%s%n", "$(id)", "`id`", "-o", "--help", "#", "\\", "\\040",
    "org.osbuild.source", "org.osbuild.pipeline", "org.osbuild.containers",
    "sha256:" + "0" * 64, "n" * 255, "n" * 256, "\u00e4" * 128, "x" * 5000,
)  # fmt: skip

#: Numbers, as JSON texts: beyond what doubles hold, and what is falsy in Python.
NUMBERS = (
    "0", "-0", "0.0", "0e9", "1", "-1", "0.1", "1e-400", "2147483648", "-2147483649", "4294967296",
    "9007199254740993", "18446744073709551616", "1e308", "1e309", "-1e999", "1" * 400,
)  # fmt: skip

#: Texts that are not JSON, although lenient parsers accept some of them.
BROKEN = (
    "NaN", "Infinity", "-Infinity", "undefined", "01", "1.", ".5", "+1", "0x10", "'a'", "{a:1}",
    "[1,]", '{"a":1,}', '{"a"}', '{"a":}', "[", "]", "{", "}", '"', '"\\x41"', '"\\u12"', '"\n"',
    "tru", "nulll", "//", "/**/1", "\ufeff1", "\x0b1", "1 2", "[1]]", "\0",
)  # fmt: skip


class Raw:
    """A JSON text that stands for a value."""

    def __init__(self, text):
        self.text = text


def anything(chance, depth=0):
    """Some value; deeper ones are rarer."""
    kind = chance.randrange(9 if depth < 4 else 6)
    if kind < 2:
        return chance.choice(STRINGS)
    if kind == 2:
        return Raw(chance.choice(NUMBERS))
    if kind < 5:
        return chance.choice((None, True, False, {}, {}, []))
    if kind == 5:
        return Raw(chance.choice(BROKEN)) if chance.random() < 0.2 else []
    if kind == 6:
        return _nested(chance)
    values = [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    return values if kind == 7 else {chance.choice(STRINGS): it for it in values}


def _nested(chance):
    """A value that nests deep, closed or not."""
    depth = chance.choice((10, 100, 900, 988, 989, 990, 991, 992, 1500, 20_000))
    pairs = ("[", "]"), ('{"a":', "}"), ('{"__proto__":', "}"), ('[{"":', "}]")
    start, end = chance.choice(pairs)
    inside = chance.choice(("", "1", "{}")) if start == "[" else "1"
    return Raw(start * depth + inside + end * (depth - chance.choice((0, 0, 0, 1))))


def encoded(value, chance):
    """The bytes of a value's JSON text, which need not be UTF-8."""
    return _write(value, chance).encode("utf-8", "surrogatepass")


def _write(value, chance):
    """JSON text of a value; now and then with keys twice, blanks, or characters unescaped."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        pairs = [(key, _write(it, chance)) for key, it in value.items()]
        if pairs and chance.random() < 0.05:
            twice = chance.choice(pairs)[0], _write(anything(chance, 3), chance)
            pairs.insert(chance.randrange(len(pairs) + 1), twice)
        return "{" + ",".join(f"{_text(key, chance)}:{it}" for key, it in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_write(it, chance) for it in value) + "]"
    return _text(value, chance) if isinstance(value, str) else json.dumps(value)


def _text(value, chance):
    """A string as JSON: escaped as osbuild does, not escaped, or escaped throughout."""
    way = chance.random()
    if way < 0.97 or len(value) > 300:
        return json.dumps(value, ensure_ascii=way < 0.8)
    units = value.encode("utf-16-be", "surrogatepass").hex()
    return '"' + "".join(f"\\u{units[at:at + 4]}" for at in range(0, len(units), 4)) + '"'
