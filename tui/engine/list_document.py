"""The text of `watchlist.toml` as a document, or the line and column at which it is none."""

from __future__ import annotations

import re
import tomllib
from typing import Final

from providers.text import safe
from tui.engine.toml_place import place, placed
from tui.engine.watch import REF_KEYS, Entry

VERSION: Final = 1
_HEADER: Final = re.compile(r"^[ \t]*\[\[[ \t]*watch[ \t]*\]\]", re.MULTILINE)

_PLACED: Final = re.compile(r"(?P<what>.*) \((?P<at>at [^()]*)\)", re.DOTALL)


class WatchlistError(Exception):
    """The watchlist can't be read or changed. `str(error)` is one line with the way out."""


def read_document(content: bytes, name: str) -> Entry:
    """The document that a file holds.

    Args:
        content: All of the file.
        name: What the file is called in a message.

    Raises:
        WatchlistError: It is no watchlist of ours.
    """
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        at = place(content[: error.start].decode("utf-8"))
        raise WatchlistError(f"{name} {at}: it is not UTF-8 text") from error
    if not text.strip():
        # Emptied by a full disk or a broken editor: an empty list would have its version.
        raise WatchlistError(f"{name} is empty; restore or remove it")
    try:
        document = tomllib.loads(text)
    except ValueError as error:
        # Its own error, and the plain one of a number with thousands of digits.
        raise WatchlistError(_said(safe(placed(error, text)), name)) from error
    except RecursionError as error:
        raise WatchlistError(f"{name}: it is nested too deeply") from error
    if document.get("version") != VERSION:
        raise WatchlistError(f"{name}: version is not {VERSION}, so it is not touched")
    _check(document, text, name)
    return document


def entries_of(document: Entry) -> list[Entry]:
    """The document's watches."""
    listed = document.get("watch", [])
    return listed if isinstance(listed, list) else []


def _check(document: Entry, text: str, name: str) -> None:
    """See that all watches name their job."""
    listed = document.get("watch", [])
    if not isinstance(listed, list):
        raise WatchlistError(f"{name}: `watch` must be a list of tables: [[watch]]")
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict) or not all(
            isinstance(entry.get(key), str) and entry[key] for key in REF_KEYS
        ):
            headers = list(_HEADER.finditer(text))
            at = ""
            if len(headers) == len(listed):
                at = f" {place(text[: headers[number - 1].start()])}"
            raise WatchlistError(
                f"{name}{at}: watch {number} needs account, kind and id, all in quotes"
            )


def _said(error: str, name: str) -> str:
    """The TOML reader's error with the place before the fault: a narrow screen cuts the end."""
    found = _PLACED.fullmatch(error)
    return f"{name} {found['at']}: {found['what']}" if found else f"{name}: {error}"
