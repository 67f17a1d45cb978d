"""One `errors.toml`, read strictly entry by entry: a broken one costs itself, and is told."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from providers.causes import Group
from providers.folding import fold_message
from providers.kinds import KINDS
from providers.known import Known
from providers.text import safe
from tui.engine.known_errors_regex import Regex
from tui.engine.known_errors_syntax import RegexError
from tui.engine.naming import at_home
from tui.engine.nearest import nearest
from tui.engine.toml_place import placed

LARGEST: Final = 1_000_000
"""Bytes of a file."""
ENTRIES_MOST: Final = 2_000
"""Entries of a file."""
_SAID: Final = 250
"""Characters of what is said of a file, its name apart."""
_MATCHED: Final = 2_000
"""Characters of a message that are looked at."""
_TOP: Final = ("include", "error")
_TEXTS: Final = ("pattern", "code", "provider", "kind", "reference", "advice")
_KEYS: Final = (*_TEXTS, "regex")
_PLACEHOLDER: Final = re.compile(r"<[a-z]+>")
_HEADER: Final = re.compile(r"\s*\[\[\s*[\"']?error[\"']?\s*\]\]\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Text:
    """A cause's message as patterns are held against it."""

    folded: str
    sample: str

    @classmethod
    def of(cls, group: Group) -> Text:
        """That of a group."""
        return cls(plain(group.message[:_MATCHED]), plain(group.sample[:_MATCHED]))


@dataclass(frozen=True, slots=True)
class Entry:
    """One known error, and which causes it is about."""

    known: Known
    needle: str = ""
    """Plain text that the message holds; empty for any message."""
    folded_needle: str = ""
    """The same, with what differs between records folded away as in messages."""
    regex: Regex | None = None
    code: str = ""
    """In lower case; empty for any."""
    provider: str = ""
    kind: str = ""

    def fits(self, text: Text, code: str, provider: str, kind: str) -> bool:
        """Whether it is about a cause.

        Args:
            text: The cause's message.
            code: Its code in lower case; empty for none.
            provider: Where it was seen.
            kind: At which kind of job.
        """
        if self.code not in ("", code):
            return False
        if self.provider not in ("", provider) or self.kind not in ("", kind):
            return False
        if self.regex is not None:
            is_folded = text.folded != text.sample
            return self.regex.is_in(text.folded) or (is_folded and self.regex.is_in(text.sample))
        needle = self.needle
        return self.folded_needle in text.folded or needle in text.folded or needle in text.sample


@dataclass(frozen=True, slots=True)
class ErrorsFile:
    """What one file says."""

    entries: tuple[Entry, ...] = ()
    includes: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """What could not be used, a line each."""


class _Unusable(Exception):
    """Something in the file. `str(error)` is one line without file and number of line."""

    def __init__(self, said: str, key: str = "") -> None:
        super().__init__(said)
        self.key = key


def plain(text: str) -> str:
    """`text` whatever its case, and however its words are set apart."""
    return " ".join(text.casefold().replace("⏎", " ").split())


def read_errors_file(path: Path) -> ErrorsFile:
    """What a file says; of one that can't be read, why.

    Raises:
        FileNotFoundError: It is not there.
    """
    name, text = safe(at_home(path), _SAID), ""
    try:
        text = _content(path)
        document = tomllib.loads(text)
    except FileNotFoundError:
        raise
    except OSError as error:
        return ErrorsFile(notices=(f"{name}: {error.strerror}; its errors are not known",))
    except RecursionError:
        return ErrorsFile(notices=(f"{name}: it is nested too deeply; its errors are not known",))
    except (ValueError, _Unusable) as error:
        said = placed(error, text) if isinstance(error, ValueError) else str(error)
        said = safe(said, _SAID)
        return ErrorsFile(notices=(f"{name}: {said}; its errors are not known",))
    return _read(document, name, text.splitlines())


def _content(path: Path) -> str:
    # Neither a pipe nor a device, which may have no end, is waited for.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _Unusable("it is no file")
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise _Unusable(f"it is larger than {LARGEST:,} bytes")
    try:
        return body.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _Unusable("it is not UTF-8 text") from error


def _read(document: Mapping[str, object], name: str, lines: Sequence[str]) -> ErrorsFile:
    notices = [
        f"{name}{_at(_line_of(lines, key, 0))}: unknown key {_shown(key)} in the top level"
        f"{nearest(key, _TOP)}"
        for key in document
        if key not in _TOP
    ]
    includes: tuple[str, ...] = ()
    match document.get("include", []):
        case list(paths) if all(isinstance(path, str) and path for path in paths):
            includes = tuple(map(str, paths))
        case _:
            line = _line_of(lines, "include", 0)
            notices.append(f'{name}{_at(line)}: include must be a list: ["/team/errors.toml"]')
    found = document.get("error", [])
    if not isinstance(found, list):
        line = _line_of(lines, "error", 0)
        notices.append(f"{name}{_at(line)}: errors stand under [[error]], with two brackets")
        found = []
    if len(found) > ENTRIES_MOST:
        notices.append(f"{name}: only its first {ENTRIES_MOST:,} errors are known")
    headers = [number for number, line in enumerate(lines, start=1) if _HEADER.fullmatch(line)]
    if len(headers) != len(found):
        # Written otherwise, or within a text: a wrong line is worse than none.
        headers = [0] * len(found)
    entries: list[Entry] = []
    for fields, header in zip(found[:ENTRIES_MOST], headers, strict=False):
        try:
            entries.append(_entry(fields, f"{name}{_at(header)}"))
        except _Unusable as error:
            line = _line_of(lines, error.key, header) if header else 0
            said = safe(str(error), _SAID)
            notices.append(f"{name}{_at(line)}: {said}; this error is left out")
    return ErrorsFile(tuple(entries), includes, tuple(notices))


def _entry(fields: object, stands_in: str) -> Entry:
    if not isinstance(fields, dict):
        raise _Unusable("errors stand under [[error]]")
    for key, value in fields.items():
        if key not in _KEYS:
            raise _Unusable(f"unknown key {_shown(key)}{nearest(key, _KEYS)}", key)
        if key in _TEXTS and not (isinstance(value, str) and value.strip()):
            raise _Unusable(f"{key} must be a text in quotes", key)
    texts = {key: str(fields.get(key, "")) for key in _TEXTS}
    provider, kind = texts["provider"], texts["kind"]
    _check_among(provider, "provider", list(KINDS))
    kinds = [kind for name in ([provider] if provider else KINDS) for kind in KINDS[name]]
    _check_among(kind, "kind", kinds)
    known = Known(texts["reference"], texts["advice"], stands_in)
    pattern = texts["pattern"]
    expression = _expression(pattern, fields.get("regex"))
    if expression is not None:
        try:
            regex = Regex(expression)
        except RegexError as error:
            raise _Unusable(f"pattern: {error}", "pattern") from error
        return Entry(known, "", "", regex, texts["code"].lower(), provider, kind)
    if not pattern and not texts["code"]:
        raise _Unusable("it needs a pattern or a code")
    folded = plain(fold_message(pattern))
    if pattern and not any(ch.isalnum() for ch in _PLACEHOLDER.sub("", folded)):
        raise _Unusable(
            "pattern holds only what differs between records; give words of the message", "pattern"
        )
    return Entry(known, plain(pattern), folded, None, texts["code"].lower(), provider, kind)


def _expression(pattern: str, is_regex: object) -> str | None:
    """The regular expression that a pattern is; `None` when it is plain text."""
    if is_regex not in (None, True, False):
        raise _Unusable("regex must be true or false", "regex")
    framed = len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")
    if is_regex is False or not (is_regex or framed):
        return None
    if not pattern:
        raise _Unusable("regex needs a pattern", "regex")
    return pattern[1:-1] if framed else pattern


def _check_among(word: str, key: str, known: Sequence[str]) -> None:
    if word and word not in known:
        listed = ", ".join(dict.fromkeys(known))
        raise _Unusable(f"no {key} {_shown(word)}{nearest(word, known)}; there are {listed}", key)


def _shown(word: str) -> str:
    return repr(safe(word, 60))


def _line_of(lines: Sequence[str], key: str, header: int) -> int:
    """The line that sets a key, after the one of its header; that one where it is not found."""
    if key:
        word = re.escape(key)
        setting = re.compile(rf"\s*(?:[\"']?{word}[\"']?\s*[=.]|\[+\s*[\"']?{word}\b)")
        for number, line in enumerate(lines[header:], start=header + 1):
            if header and line.lstrip().startswith("["):
                break
            if setting.match(line):
                return number
    return header


def _at(line: int) -> str:
    return f":{line}" if line else ""
