"""Changes to a request that leave most of it as it was."""

from .values import STRINGS, Raw, anything

#: What can be changed.
_CONTAINERS = (dict, list)


def mutate(value, chance):
    """Changes a value somewhere; returns the whole."""
    holders = list(_holders(value))
    if not holders or chance.random() < 0.02:
        return anything(chance)
    holder = chance.choice(holders)
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    if not keys:
        _add(holder, chance)
        return value
    key = chance.choice(keys)
    way = chance.randrange(7)
    if way < 3:
        holder[key] = anything(chance)
    elif way == 3:
        del holder[key]
    elif way == 4:
        _add(holder, chance)
    elif way == 5:
        holder[key] = chance.choice(([holder[key]], {"a": holder[key]}, {str(key): holder[key]}))
    elif isinstance(holder, dict):
        holder[chance.choice(STRINGS)] = holder.pop(key)
    return value


def damage(data, chance):
    """Changes bytes somewhere."""
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        way = chance.randrange(6)
        if way == 0 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            data[at:at] = chance.choice((b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"{", b"]", b'"', b"\\", b"e9"))
        elif way == 2:
            del data[at:at + chance.choice((1, 2, 50))]
        elif way == 3:
            del data[at:]
        elif way == 4:
            data[at:at] = data[at:at + chance.choice((1, 10, 100))]
        elif data:
            other = chance.randrange(len(data))
            data[at:at] = data[other:other + 20]
    return bytes(data)


def _add(holder, chance):
    if isinstance(holder, dict):
        holder[chance.choice(STRINGS)] = anything(chance)
    else:
        holder.append(anything(chance))


def _holders(value):
    if isinstance(value, _CONTAINERS) and not isinstance(value, Raw):
        yield value
        for it in value.values() if isinstance(value, dict) else value:
            yield from _holders(it)
