"""Secrets of ours that come back in an answer, hidden before anybody reads it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Final

from providers.auth import Secret

HIDDEN: Final = "***"
"""What stands in a vendor's answer in place of a secret of ours."""
_SHORTEST: Final = 8
"""Characters from which a secret is hidden: a shorter one stands in many texts by chance."""
_LONGEST_SPELLING: Final = 6
"""Bytes that one character takes at most: `\\u002B`, `&quot;`."""
_ENTITIES: Final = {'"': "quot", "&": "amp", "'": "apos", "<": "lt", ">": "gt"}
_BEGINNING: Final = 8
"""Characters by which the beginning of a secret is recognised."""
_ALNUM: Final = re.compile(r"[0-9A-Za-z]+")


class _Hidden:
    """One text to be hidden, in all its spellings."""

    def __init__(self, text: str) -> None:
        self._text = text
        # Letters and figures are spelt in one way only. So what has not the longest run of them
        # does not have the text, and finding that out costs next to nothing.
        runs: list[str] = _ALNUM.findall(text)
        self._run = max(runs, key=len, default="").encode()
        self.longest = sum(1 if ch.isalnum() else _LONGEST_SPELLING for ch in text)

    # Most answers hold no secret, and a short one is read through before these are compiled.

    @cached_property
    def _whole(self) -> re.Pattern[bytes]:
        return re.compile("".join(map(_spellings, self._text)).encode())

    @cached_property
    def _beginning(self) -> re.Pattern[bytes]:
        return re.compile("".join(map(_spellings, self._text[:_BEGINNING])).encode())

    def hide(self, body: bytes) -> bytes:
        """`body` without it."""
        return self._whole.sub(HIDDEN.encode(), body) if self._run in body else body

    def begun_at(self, body: bytes) -> int:
        """From where on the end of `body` may be the beginning of it; the length when nowhere."""
        size = len(body)
        last = max(0, size - _BEGINNING * _LONGEST_SPELLING)
        found = self._beginning.search(body, max(0, size - self.longest + 1))
        while found is not None and found.start() < last:
            if self._runs_out(body, found.start()):
                return found.start()
            found = self._beginning.search(body, found.start() + 1)
        return next((at for at in range(last, size) if self._runs_out(body, at)), size)

    def _runs_out(self, body: bytes, at: int) -> bool:
        """Whether `body` ends, from `at` on, before the text does, and agrees with it so far."""
        for ch in self._text:
            left = len(body) - at
            is_cut = left < _LONGEST_SPELLING and not ch.isalnum()
            if not left or (is_cut and body[at] in b"\\%&"):
                return True
            found = _part(ch).match(body, at)
            if found is None:
                return False
            at = found.end()
        return False


class _Coded:
    """One text to be hidden that every program writes in the same way."""

    def __init__(self, text: str) -> None:
        self._text = text.encode()

    def hide(self, body: bytes) -> bytes:
        """`body` without it."""
        return body.replace(self._text, HIDDEN.encode())

    def begun_at(self, body: bytes) -> int:
        """From where on the end of `body` is the beginning of it; the length when nowhere."""
        at = max(0, len(body) - len(self._text) + 1)
        while (at := body.find(self._text[:1], at)) >= 0:
            if self._text.startswith(body[at:]):
                return at
            at += 1
        return len(body)


class Redactor:
    """Takes secrets out of a body that arrives in pieces, and holds as little back as it can."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        """Begin a body.

        Args:
            secrets: What is to be hidden.
        """
        self._hidden = _hidden(secrets)
        self._held = b""

    def feed(self, piece: bytes) -> bytes:
        """What of the body can be given out now that `piece` has come."""
        if not self._hidden:
            return piece
        body = self._held + piece if self._held else piece
        for hidden in self._hidden:
            body = hidden.hide(body)
        keep = min(hidden.begun_at(body) for hidden in self._hidden)
        self._held = body[keep:]
        return body[:keep] if self._held else body

    def finish(self) -> bytes:
        """What was held back, now that nothing more comes."""
        held, self._held = self._held, b""
        return held


def redacted(body: bytes, secrets: Iterable[Secret]) -> bytes:
    """`body` without the secrets, however JSON, a page or an address spells them.

    Args:
        body: What came from where the secrets were sent to.
        secrets: What is to be hidden.
    """
    for hidden in _hidden(secrets):
        body = hidden.hide(body)
    return body


def key_of(header: Secret) -> Secret:
    """What is secret in a header like `Basic KEY`: all but its first word."""
    value = header.reveal()
    return Secret(value.partition(" ")[2] or value)


def _hidden(secrets: Iterable[Secret]) -> list[_Hidden | _Coded]:
    texts = _texts(secrets)
    coded = dict.fromkeys(form for text in texts for form in _codes(text))
    return [*map(_Hidden, texts), *map(_Coded, coded)]


def _codes(text: str) -> Iterator[str]:
    """It in hex and in base64, in which a gateway may tell what it was sent."""
    plain = text.encode()
    yield plain.hex()
    yield plain.hex().upper()
    for before in range(3):
        # What of it is the same whatever stands before it and behind it.
        begin, end = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        yield base64.b64encode(b"\0" * before + plain)[begin:end].decode()
        yield base64.urlsafe_b64encode(b"\0" * before + plain)[begin:end].decode()


def _texts(secrets: Iterable[Secret]) -> list[str]:
    values = [secret.reveal() for secret in secrets]
    both = [text for value in values for text in (value, _decoded(value))]
    return [text for text in dict.fromkeys(both) if len(text) >= _SHORTEST]


def _decoded(value: str) -> str:
    """What a key that is base64 stands for, which is as secret; empty when it is none."""
    try:
        text = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return text if text.isprintable() else ""


@cache
def _part(ch: str) -> re.Pattern[bytes]:
    return re.compile(_spellings(ch).encode())


def _spellings(ch: str) -> str:
    """A pattern for a character in JSON, an address or a page.

    PHP writes `\\/`, .NET `\\u002B`, Python `&#x27;`.
    """
    if ch.isalnum():
        return ch
    code = f"(?i:{ord(ch):02x})"
    plus = r"|\+" if ch == " " else ""
    named = f"|&{_ENTITIES[ch]};" if ch in _ENTITIES else ""
    # The longest first: a backslash is also the beginning of its own number.
    entity = rf"&#0?{ord(ch)};|&#[xX]{code};{named}"
    return rf"(?:\\u00{code}|%{code}|{entity}|\\?{re.escape(ch)}{plus})"
