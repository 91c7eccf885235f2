"""Reads a SCIP index (scip.proto's wire format, the few fields that are needed)."""


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            raise ValueError(f"wire type {kind}")
        yield number, value


def occurrences(path):
    """Yields (file, symbol, is_definition, line, column, end) with 0-based places on one line."""
    for number, document in fields(memoryview(path.read_bytes())):
        if number != 2:
            continue
        file, found = "", []
        for number, value in fields(document):
            if number == 1:
                file = str(value, "utf-8")
            elif number == 2:
                symbol, roles, place = "", 0, []
                for number, part in fields(value):
                    if number == 1:
                        at = 0
                        while at < len(part):
                            one, at = varint(part, at)
                            place.append(one)
                    elif number == 2:
                        symbol = str(part, "utf-8")
                    elif number == 3:
                        roles = part
                found.append((symbol, bool(roles & 1), place[0], place[1], place[-1]))
        yield from ((file, *one) for one in found)
