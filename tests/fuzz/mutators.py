"""Ways in which an answer can be wrong: in its bytes, and in its structure where it is JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

LITERALS: Final = (
    *(b"null", b"true", b"false", b"0", b"-1", b"-0", b"3.0", b"3.5", b"1e18", b"1e999", b"-1e999"),
    *(b"NaN", b"-Infinity", b"9007199254740993", b"18446744073709551616", b"-9223372036854775809"),
    *(b"1" * 40, b"9" * 5_000, b"-" + b"1" * 400, b'"3"', b'""', b'" "', b"[]", b"{}", b"[null]"),
    *(b'"\\ud800"', b'"a\\u0000b"', b'"\xff\xfe"', b'"\\u001b[2J\\r\\n"', b'"\\u202e\\u2028"'),
    *(b'"0001-01-01T00:00:00"', b'"9999-12-31T23:59:59-23:59"', b'"/Date(1607351181000)/"'),
    *(b'"2024-02-30"', b'"2020-W10"', b'"Completed"', b'"IN_PROGRESS"', b'"processed with errors"'),
    *(
        b"[" * 70 + b"]" * 70,
        b"[" * 960 + b"]" * 960,
        b"[" * 1_100,
        b'{"a":' * 980 + b"1" + b"}" * 980,
    ),
    b'"' + b"\\\\" * 3_000 + b'"',
    b'"' + "é雪🙂".encode() * 400 + b'"',
    b'{"status":"error","code":"INVALID_TOKEN","message":"m","details":{"retry_after":-1}}',
    b'[{"Key":"Api Error","Value":"\\u001b[31mno\\u0007"}]',
)
"""JSON that is odd as a value, and some that is none."""

_BYTES: Final = (
    *(b'"', b"'", b"\\", b"[", b"]", b"{", b"}", b",", b":", b"\n", b"\r\n", b"\0", b"\xff", b"\t"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\\u", b"\\ud800", b"-" * 27, b"ID: ", b"=", b"#", b"[["),
    *(
        b"9" * 400,
        b"-1",
        b"1e999",
        b"0x1",
        b"%00",
        b"../",
        b"\x1b[2J",
        b"PK\x05\x06",
        b"PK\x01\x02",
    ),
)
_MOST: Final = 400_000
"""Bytes that a mutation may have: many of them are made, and size is tried elsewhere."""


def mutate(seed: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """One mutation of `seed`, by one to four operations; `others` are for splicing."""
    data = seed
    for _ in range(chance.randint(1, 3)):
        if chance.random() < 0.65:
            changed = _of_structure(data, chance)
            if changed is not None:
                data = changed
                continue
        data = chance.choice(_ON_BYTES)(data, others, chance)
    return data[:_MOST]


def _flip(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    changed = bytearray(data)
    for at in chance.choices(range(len(changed)), k=chance.randint(1, 4)) if changed else ():
        changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _delete(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 2, 20)) + data[end:]


def _truncate(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _insert(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    piece = chance.choice((*_BYTES, *LITERALS, chance.randbytes(chance.randint(1, 8))))
    return data[:start] + piece + data[end if chance.random() < 0.5 else start :]


def _splice(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _recode(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    match chance.randrange(6):
        case 0:
            return text.encode("utf-16")
        case 1:
            return text.encode("utf-16-le")
        case 2:
            return b"\xef\xbb\xbf" + data
        case 3:
            return text.encode("latin-1", "replace")
        case 4:
            return text.swapcase().encode()
        case _:
            return text.replace("\n", chance.choice(("\r\n", "\r\r\n", "\r", "\x85"))).encode()


def _digits(data: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    """Another number in the place of one."""
    places = [at for at, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    if not places:
        return data
    start = end = chance.choice(places)
    while end < len(data) and 0x30 <= data[end] <= 0x39:
        end += 1
    number = chance.choice((b"0", b"-1", b"2147483648", b"9" * 19, b"9" * 25, b"1.5", b"1e9", b""))
    return data[:start] + number + data[end:]


_ON_BYTES: Final[tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...]] = (
    *(_flip, _flip, _delete, _repeat, _truncate, _insert, _insert, _splice, _recode, _digits),
)


def _stretch(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 8, 40, 300)))


_HOLE: Final = "\x02hole\x02"
_HOLE_WRITTEN: Final = json.dumps(_HOLE).encode()


def _of_structure(data: bytes, chance: random.Random) -> bytes | None:
    """A change in the structure of JSON; `None` where it is none, or too large to try often."""
    if len(data) > 60_000 or data[:1] not in (b"{", b"["):
        return None
    try:
        document: Json = json.loads(data)
    except (ValueError, RecursionError):
        return None
    places = list(_containers(document, 0))
    if not places:
        return None
    place = chance.choice(places)
    doubled = None
    if isinstance(place, dict):
        doubled = _change_table(place, chance)
    else:
        _change_list(place, chance)
    if chance.random() < 0.03:
        for container in places:
            if isinstance(container, dict):
                container.update(dict.fromkeys(container))
    try:
        written = json.dumps(document, ensure_ascii=chance.random() < 0.5, separators=(",", ":"))
    except (ValueError, RecursionError):
        return None
    sent = written.encode("utf-8", "surrogatepass")
    if doubled is not None:
        key = json.dumps(doubled).encode() + b":"
        sent = sent.replace(key, key + chance.choice(LITERALS) + b"," + key, 1)
    return sent.replace(_HOLE_WRITTEN, chance.choice(LITERALS))


def _change_table(place: dict[str, Json], chance: random.Random) -> str | None:
    """Change a table; gives the key that is to stand twice, if one is."""
    if not place:
        place["id"] = _HOLE
        return None
    key = chance.choice(list(place))
    match chance.randrange(7):
        case 0:
            del place[key]
        case 1:
            place[chance.choice((key.swapcase(), key + "s", "", "\0", "id", "status"))] = place[key]
        case 2:
            return key
        case 3:
            other = chance.choice(list(place))
            place[key], place[other] = place[other], place[key]
        case 4:
            place[key] = [place[key]]
        case _:
            place[key] = _HOLE
    return None


def _change_list(place: list[Json], chance: random.Random) -> None:
    match chance.randrange(4):
        case 0:
            place.clear()
        case 1:
            place.extend(place[:50] * chance.choice((1, 3)))
        case 2 if place:
            place[chance.randrange(len(place))] = _HOLE
        case _:
            place.insert(0, _HOLE)


def _containers(value: Json, depth: int) -> list[dict[str, Json] | list[Json]]:
    found: list[dict[str, Json] | list[Json]] = []
    if depth < 20 and isinstance(value, dict | list):
        found.append(value)
        for inner in value.values() if isinstance(value, dict) else value:
            found += _containers(inner, depth + 1)
    return found
