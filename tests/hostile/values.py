"""Values that JSON can hold, and JSON texts that Python would not write."""

import json

#: Strings: keys with a meaning in JavaScript, odd Unicode, paths, and control characters.
STRINGS = (
    "", " ", "a", "map", "method", "reply", "exception", "signal", "{}", "[]", "null", "<args-via-fd>",
    "__proto__", "constructor", "prototype", "toString", "valueOf", "toJSON", "hasOwnProperty", "then",
    "length", "__defineGetter__", "0", "-1", "1e309", "\0", "a\0b", "\x01\x1b[31m\x7f", "\r\n", "\ud800",
    "\udfff\ud800", "a\udc80", "\ufeff", "\ufffe\uffff", "\u202e\u2066", "\u2028\u2029", "\x85\xa0",
    "\N{GRINNING FACE}\u200d", "e\u0301\u0302\u0303", "\u00c5\u212b\u0041\u030a", "\U0010ffff",
    ".", "..", "../..", "/", "//", "/abs", "a/b", "./a", "a/", "%s%n", "$(id)", "`id`", "-o", "--help", "#",
    "\\", "\\040", "org.osbuild.source", "org.osbuild.pipeline", "org.osbuild.containers", "sha256:",
    "sha256:" + "0" * 64, "n" * 255, "n" * 256, "\u00e4" * 128, "x" * 5000,
)

#: Numbers, as JSON texts: beyond what doubles hold, and what is falsy in Python.
NUMBERS = (
    "0", "-0", "0.0", "0e9", "1", "-1", "3", "0.1", "1e-400", "2147483648", "-2147483649", "4294967296",
    "9007199254740993", "18446744073709551616", "1e308", "1e309", "-1e999", "1" * 400, "0." + "3" * 400,
)

#: Texts that are not JSON, although lenient parsers accept some of them.
BROKEN = (
    "NaN", "Infinity", "-Infinity", "undefined", "01", "1.", ".5", "+1", "0x10", "'a'", "{a:1}", "[1,]",
    '{"a":1,}', '{"a"}', '{"a":}', "[", "]", "{", "}", '"', '"\\x41"', '"\\u12"', '"\n"', "tru", "nulll",
    "//", "/**/1", "\ufeff1", "\x0b1", "1 2", "[1]]", "\0",
)


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
    if kind == 3:
        return chance.choice((None, True, False))
    if kind == 4:
        return Raw(chance.choice(BROKEN)) if chance.random() < 0.2 else {}
    if kind == 5:
        return []
    if kind == 6:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 7:
        return {chance.choice(STRINGS): anything(chance, depth + 1) for _ in range(chance.randrange(4))}
    return nested(chance)


def nested(chance):
    """A value that nests deep, closed or not."""
    depth = chance.choice((10, 100, 900, 988, 989, 990, 991, 992, 1500, 20_000))
    start, end = chance.choice((("[", "]"), ('{"a":', "}"), ('{"__proto__":', "}"), ('[{"":', "}]")))
    missing = chance.choice((0, 0, 0, 1))
    return Raw(start * depth + chance.choice(("", "1", "{}")) * (start == "[") + "1" * (start != "[") + end * (depth - missing))


def write(value, chance):
    """JSON text of a value; now and then with keys twice, blanks, or characters unescaped."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        pairs = [(key, write(it, chance)) for key, it in value.items()]
        if pairs and chance.random() < 0.05:
            key, _ = chance.choice(pairs)
            pairs.insert(chance.randrange(len(pairs) + 1), (key, write(anything(chance, 3), chance)))
        return "{" + ",".join(f"{text(key, chance)}:{it}" for key, it in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write(it, chance) for it in value) + "]"
    if isinstance(value, str):
        return text(value, chance)
    return json.dumps(value)


def text(value, chance):
    """A string as JSON: escaped as osbuild does, not escaped, or escaped throughout."""
    way = chance.random()
    if way < 0.8:
        return json.dumps(value)
    if way < 0.97 or len(value) > 300:
        return json.dumps(value, ensure_ascii=False)
    units = value.encode("utf-16-be", "surrogatepass").hex()
    return '"' + "".join(f"\\u{units[at:at + 4]}" for at in range(0, len(units), 4)) + '"'
