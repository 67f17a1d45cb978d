"""`config.toml`: accounts, display and keys, read strictly.

An unknown key is an error that names the file, the line and the nearest known key: a setting
that is silently ignored is worse than one that is refused.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from providers.base import Account
from providers.text import safe
from tui.engine.accounts import AccountError, Around, around, read_account
from tui.engine.naming import at_home
from tui.engine.nearest import nearest
from tui.engine.secret_run import Terminal
from tui.engine.toml_place import placed

_MESSAGE: Final = 250
"""Characters of a message, its file and line apart."""
_TOP: Final = ("accounts", "display", "keys")
_DISPLAY: Final = ("theme", "ascii", "mouse")
THEMES: Final = ("terminal", "dark")


class ConfigError(Exception):
    """The configuration can't be used. `str(error)` is one line with file, line and way out."""


@dataclass(frozen=True, slots=True)
class Display:
    """How it looks."""

    theme: str = "terminal"
    ascii: bool | None = None
    """Whether ASCII alone is drawn with; `None` for what the terminal's character set suggests."""
    mouse: bool | None = None
    """Whether the mouse is used; `None` for not over SSH."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the user configured."""

    path: Path
    accounts: Mapping[str, Account] = field(default_factory=dict)
    display: Display = Display()
    keys: Mapping[str, str] = field(default_factory=dict)
    """Binding ids to the keys that stand for them, comma-separated; empty for no key."""
    key_lines: Mapping[str, int] = field(default_factory=dict)
    """The lines on which those stand, as far as they were found."""
    text: str = ""
    """What was read; empty where there was no file."""

    @property
    def notice(self) -> str | None:
        """What a person should know of it at the start; `None` for nothing."""
        if self.accounts:
            return None
        return f"no account is configured; they go into {at_home(self.path)}"


def read_config(
    path: Path, environ: Mapping[str, str] = os.environ, terminal: Terminal | None = None
) -> Config:
    """The configuration at `path`; an empty one when there is no such file.

    Args:
        path: The file.
        environ: Where `{ env = … }` looks, and what commands see the harmless part of.
        terminal: Where commands may ask; `None` when they may not.

    Raises:
        ConfigError: It can't be read, is no TOML, or holds what we do not know.
    """
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except FileNotFoundError:
        return Config(path)
    except OSError as error:
        said = f"{path} can't be read: {error.strerror}; --config FILE takes another"
        raise ConfigError(said) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: it is not UTF-8 text") from error
    return parse_config(text, path, environ, terminal)


def parse_config(
    text: str, path: Path, environ: Mapping[str, str], terminal: Terminal | None = None
) -> Config:
    """The configuration in `text`; for the rest as `read_config`.

    Raises:
        ConfigError: It is no TOML, or holds what we do not know.
    """
    try:
        document = tomllib.loads(text)
    except ValueError as error:
        # Its own error, and the plain one of a number with thousands of digits.
        raise ConfigError(f"{path}: {safe(placed(error, text), _MESSAGE)}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: it is nested too deeply") from error
    lines = Lines(path, text)
    lines.check_keys((), document, _TOP)
    entries = _table(document, "accounts", lines)
    found = around(path.parent, environ, entries, terminal)
    accounts = {name: _account(name, entry, lines, found) for name, entry in entries.items()}
    display = _display(_table(document, "display", lines), lines)
    keys = _keys(_table(document, "keys", lines), lines)
    found_at = {name: line for name in keys if (line := lines.find(("keys", name))) is not None}
    return Config(path, accounts, display, keys, found_at, text)


def _account(name: str, entry: object, lines: Lines, found: Around) -> Account:
    where = ("accounts", name)
    if not isinstance(entry, dict):
        raise lines.error(where, f"account {name!r} must be a table: [accounts.{name}]")
    try:
        return read_account(name, entry, found)
    except AccountError as error:
        raise lines.error((*where, error.key) if error.key else where, str(error)) from error


def _display(entry: Mapping[str, object], lines: Lines) -> Display:
    lines.check_keys(("display",), entry, _DISPLAY)
    theme = entry.get("theme", "terminal")
    if theme not in THEMES or not isinstance(theme, str):
        raise lines.error(("display", "theme"), f"theme must be one of {', '.join(THEMES)}")
    return Display(theme, _switch("ascii", entry, lines), _switch("mouse", entry, lines))


def _switch(name: str, entry: Mapping[str, object], lines: Lines) -> bool | None:
    wanted = entry.get(name)
    if wanted is not None and not isinstance(wanted, bool):
        raise lines.error(("display", name), f"{name} must be true or false, without quotes")
    return wanted


def _keys(entry: Mapping[str, object], lines: Lines) -> Mapping[str, str]:
    keys: dict[str, str] = {}
    for name, keyed in entry.items():
        if not isinstance(keyed, str):
            raise lines.error(("keys", name), f"{name} must be a key's name in quotes")
        keys[name] = keyed
    return keys


def _table(document: Mapping[str, object], name: str, lines: Lines) -> Mapping[str, object]:
    entry = document.get(name, {})
    if not isinstance(entry, dict):
        raise lines.error((name,), f"{name} must be a table: [{name}]")
    return entry


class Lines:
    """Finds the line of the text in which a key stands: TOML readers forget it."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._lines = text.splitlines()

    def check_keys(
        self, where: tuple[str, ...], entry: Mapping[str, object], known: tuple[str, ...]
    ) -> None:
        for key in entry:
            if key not in known:
                place = f"[{'.'.join(where)}]" if where else "the top level"
                raise self.error(
                    (*where, key), f"unknown key {key!r} in {place}{nearest(key, known)}"
                )

    def source(self, where: tuple[str, ...]) -> str:
        """The file and line of a key, as people write them."""
        line = self.find(where)
        return f"{self.path.name}:{line}" if line else self.path.name

    def error(self, where: tuple[str, ...], message: str) -> ConfigError:
        line = self.find(where)
        at = f":{line}" if line else ""
        return ConfigError(f"{self.path}{at}: {safe(message, _MESSAGE)}")

    def find(self, where: tuple[str, ...]) -> int | None:
        """The line of a key, of its table when the key is not found, or `None`."""
        wanted = f"{'.'.join(where)}."
        table, best, best_length = "", None, 0
        for number, line in enumerate(self._lines, start=1):
            header, key = _header(line), _key(line)
            if header:
                table = here = _plain(header)
            elif key:
                here = table + _plain(key)
            else:
                continue
            if here == wanted:
                return number
            # A key of an inline table stands on the line of that table.
            if wanted.startswith(here) and len(here) > best_length:
                best, best_length = number, len(here)
        return best


def _header(line: str) -> str:
    """The name in a table's header; empty when the line is none."""
    name, bracket, rest = line.strip().partition("]")
    is_header = name.startswith("[") and bracket and "=" not in name
    return name.lstrip("[") if is_header and rest.lstrip("] \t")[:1] in ("", "#") else ""


def _key(line: str) -> str:
    """The key that a line sets; empty when it sets none."""
    key, equals, _ = line.partition("=")
    return key if equals and not re.search(r"[^\w.\-\"' \t]", key) else ""


def _plain(dotted: str) -> str:
    """A dotted key without its quotes and spaces, with a dot at its end."""
    return re.sub(r"[\"' \t]", "", dotted) + "."
