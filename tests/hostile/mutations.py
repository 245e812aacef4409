"""Changes to a request that leave most of it as it was."""

from .values import STRINGS, anything


def mutate(value, chance):
    """Changes a value somewhere; returns the whole."""
    holders = list(_holders(value))
    if not holders or chance.random() < 0.02:
        return anything(chance)
    holder = chance.choice(holders)
    keys = list(holder if isinstance(holder, dict) else range(len(holder)))
    way = chance.randrange(7)
    if not keys or way == 0:
        if isinstance(holder, dict):
            holder[chance.choice(STRINGS)] = anything(chance)
        else:
            holder.append(anything(chance))
        return value
    key = chance.choice(keys)
    if way < 4:
        holder[key] = anything(chance)
    elif way == 4:
        del holder[key]
    elif way == 5:
        holder[key] = chance.choice(([holder[key]], {"a": holder[key]}, {str(key): holder[key]}))
    elif isinstance(holder, dict):
        holder[chance.choice(STRINGS)] = holder.pop(key)
    return value


def damage(data, chance):
    """Changes bytes somewhere."""
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        start, end = sorted(chance.choices(range(len(data) + 1), k=2))
        way = chance.randrange(5)
        if way == 0 and data:
            data[start - 1] ^= 1 << chance.randrange(8)
        elif way == 1:
            data[start:start] = chance.choice(
                (b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"{", b"]", b'"', b"\\", b"e9")
            )
        elif way == 2:
            del data[start:chance.choice((start + 1, start + 50, end))]
        elif way == 3:
            data[start:start] = data[start:start + chance.choice((1, 10, 100))]
        else:
            data[start:start] = data[end:end + 20]
    return bytes(data)


def _holders(value):
    if isinstance(value, (dict, list)):
        yield value
        for it in value.values() if isinstance(value, dict) else value:
            yield from _holders(it)
