"""Each setting with its value, its default, and the file and line that it comes from."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from providers.auth import SecretSource
from providers.base import Account
from providers.settled import BUILT_IN, Setting
from tui.engine.choices import Chosen
from tui.engine.config import Config, ConfigError, Lines, read_config
from tui.engine.config_in_use import ConfigInUse
from tui.engine.known_errors import KnownErrors
from tui.engine.naming import at_home, brief
from tui.engine.places import Places
from tui.engine.secrets import EnvSecret, FileSecret

_DEFAULTS: Final[Mapping[str, str]] = {
    "label": "none",
    "base_url": "the vendor's own",
    "allow_actions": "false",
    "timezone": "not known",
    "budget": "half a minute's limit, a tenth of a day's",
    "poll": "the kind's own",
    "proxy": "the environment's",
    "ca_file": "the system's",
}
_DISPLAY: Final[Mapping[str, str]] = {
    "theme": "terminal",
    "ascii": "as the terminal's character set suggests",
    "mouse": "not over SSH",
}
_HEEDED: Final = (
    *("NO_COLOR", "SSH_CONNECTION", "TERM", "COLORTERM", "LC_ALL", "LC_CTYPE", "LANG"),
    *("TMUX", "STY", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"),
)
_HIDDEN: Final = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
"""Addresses that may hold a password."""


class Settings:
    """Reads them afresh, whenever they are to be shown."""

    def __init__(
        self,
        config: ConfigInUse,
        places: Places,
        environ: Mapping[str, str],
        said: tuple[str, ...],
        theme: Chosen | None = None,
    ) -> None:
        """Read nothing yet.

        Args:
            config: As it counts.
            places: The files in use.
            environ: What the program heeds of it is shown.
            said: The options given on the command line.
            theme: What a key has chosen over the configuration; `None` where none does.
        """
        self._in_use = config
        self._places = places
        self._environ = environ
        self._said = said
        self._theme = theme

    def read(self) -> tuple[Setting, ...]:
        """All of them, section by section. To be called beside the event loop."""
        differs = self._in_use.differs()
        config = self._in_use.config
        document: dict[str, object] = tomllib.loads(config.text)
        lines = Lines(config.path, config.text)
        return (
            *self._trouble(config, differs),
            *(Setting("command line", "option", said, "command line") for said in self._said),
            *self._chosen(config),
            *_display(document, lines),
            *_accounts(config, document, lines),
            *_keys(document, lines),
            *_environment(self._environ),
            *_files(self._places),
        )

    def _trouble(self, config: Config, differs: str) -> Iterator[Setting]:
        """That the file is another one by now, or can't be used; what is shown goes on to count."""
        name, value = "changed", f"{config.path.name} is {differs}"
        try:
            read_config(config.path, self._environ)
        except ConfigError as error:
            said = brief(str(error), config.path.parent)
            name, value = "broken", f"{said}; what was read at the start counts"
        else:
            if not differs:
                return
        yield Setting("config.toml", name, value, "since the desk opened", is_trouble=True)

    def _chosen(self, config: Config) -> Iterator[Setting]:
        """What was chosen by a key, and so counts more than what is configured."""
        configured = config.display.theme
        if self._theme is not None and self._theme.value != configured:
            yield Setting("display", "theme", self._theme.value, "chosen by T", configured)


def _accounts(config: Config, document: Mapping[str, object], lines: Lines) -> Iterator[Setting]:
    tables = document.get("accounts")
    for name, account in config.accounts.items():
        section = f"accounts.{name}"
        table = tables.get(name) if isinstance(tables, dict) else None
        entry: Mapping[str, object] = table if isinstance(table, dict) else {}
        for key, value in entry.items():
            source = lines.source(("accounts", name, key))
            secret = account.secrets.get(key)
            if secret is not None or isinstance(value, dict):
                yield _secret(section, key, secret, source)
            else:
                shown = "(not shown)" if key == "proxy" else _text(value)
                yield Setting(section, key, shown, source, _DEFAULTS.get(key, ""))
        yield from _unset(section, account, entry)


def _unset(section: str, account: Account, entry: Mapping[str, object]) -> Iterator[Setting]:
    """What nobody said; of an account that is not written down, all of it is told so."""
    if not entry:
        yield Setting(section, "provider", account.provider, "set up here")
    for key, default in _DEFAULTS.items():
        if key not in entry:
            yield Setting(section, key, default, BUILT_IN, default)


def _secret(section: str, key: str, source: SecretSource | None, where: str) -> Setting:
    """The way to a secret, and whether it leads there; never the secret."""
    match source:
        case EnvSecret(variable, environ):
            is_there = variable in environ
            value = f"env {variable} ({'set' if is_there else 'not set'})"
            return Setting(section, key, value, where, is_trouble=not is_there)
        case FileSecret(path):
            value, is_sound = _readable(path)
            return Setting(section, key, f"file {value}", where, is_trouble=not is_sound)
        case None:
            return Setting(section, key, "(not shown)", where)
        case _:
            return Setting(section, key, source.description, where)


def _readable(path: Path) -> tuple[str, bool]:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return f"{at_home(path)} (not there)", False
    mode = stat.S_IMODE(found.st_mode)
    is_sound = not mode & 0o077 and found.st_uid == os.getuid()
    who = "you alone" if is_sound else "others too, which is refused"
    return f"{at_home(path)} ({mode:04o}, read by {who})", is_sound


def _display(document: Mapping[str, object], lines: Lines) -> Iterator[Setting]:
    table = document.get("display")
    entry = table if isinstance(table, dict) else {}
    for key, default in _DISPLAY.items():
        if key in entry:
            source = lines.source(("display", key))
            yield Setting("display", key, _text(entry[key]), source, default)
        else:
            yield Setting("display", key, default, BUILT_IN, default)


def _keys(document: Mapping[str, object], lines: Lines) -> Iterator[Setting]:
    table = document.get("keys")
    for key, value in table.items() if isinstance(table, dict) else ():
        yield Setting("keys", key, _text(value) or "no key", lines.source(("keys", key)))


def _environment(environ: Mapping[str, str]) -> Iterator[Setting]:
    for name in _HEEDED:
        for spelled in (name, name.lower()):
            if spelled in environ:
                value = "(set, not shown)" if name in _HIDDEN else environ[spelled]
                yield Setting("environment", spelled, value, "environment")


def _files(places: Places) -> Iterator[Setting]:
    for name, path in (
        ("configuration", places.config),
        ("watchlist", places.watchlist),
        ("known errors", places.errors),
        ("last answers", places.store),
        ("records", places.records),
        ("actions", places.actions),
        ("log", places.log),
    ):
        yield Setting("files", name, at_home(path), _size(path))
        if path == places.errors:
            for each in KnownErrors.read(path).stamps:
                if each != path:
                    yield Setting("files", "… included", at_home(each), _size(each))


def _size(path: Path) -> str:
    try:
        if path.is_dir():
            sizes = [each.stat().st_size for each in path.iterdir()]
            return f"{len(sizes):,} file{'' if len(sizes) == 1 else 's'}, {_bytes(sum(sizes))}"
        return _bytes(path.stat().st_size)
    except FileNotFoundError:
        return "not there yet"
    except OSError as error:
        return error.strerror or "can't be read"


def _bytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count / 1e3:.1f} kB"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
