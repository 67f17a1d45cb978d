"""One account of the configuration, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from providers.auth import SecretSource
from providers.base import Account
from providers.kinds import KINDS
from providers.origin import is_loopback, origin_of
from tui.engine.nearest import nearest
from tui.engine.secret_run import Terminal
from tui.engine.secrets import CommandSecret, EnvSecret, FileSecret

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEXTS: Final = ("label", "base_url", "timezone", "proxy", "ca_file")
_COMMON: Final = ("provider", *_TEXTS, "allow_actions", "budget", "poll", "time_scale")
_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "fusebill": (),
    "willsuite": ("client_id", "token_url"),
    "zoho": ("data_center", "environment", "version", "client_id", "accounts_url"),
}
_SECRETS: Final[Mapping[str, tuple[str, ...]]] = {
    "fusebill": ("api_key",),
    "willsuite": ("client_secret", "token"),
    "zoho": ("client_secret", "refresh_token", "token"),
}
_NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "fusebill": (("api_key",),),
    "willsuite": (("client_id", "client_secret"), ("token",)),
    "zoho": (("client_id", "client_secret", "refresh_token"), ("token",)),
}
"""By provider, the sets of keys of which one must be there."""
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "data_center": ("us", "eu", "in", "au", "jp", "cn", "ca", "sa", "uk"),
    "environment": ("production", "sandbox", "developer"),
    "version": ("v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8"),
}
_THREE_WAYS: Final = (
    '{ env = "NAME" }, { command = ["pass", "show", "name"] } or { file = "~/.keys/name" }'
)


class AccountError(Exception):
    """An account can't be used. `key` names the key at fault; empty for the whole account."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Around:
    """What accounts find around them."""

    folder: Path
    """What relative paths are relative to."""
    environ: Mapping[str, str] = field(repr=False)
    """Where `{ env = … }` looks."""
    for_commands: Mapping[str, str] = field(repr=False)
    """The environment of `{ command = … }`."""
    terminal: Terminal | None = None
    """Where commands may ask; `None` when they may not."""


def around(
    folder: Path,
    environ: Mapping[str, str],
    entries: Mapping[str, object],
    terminal: Terminal | None = None,
) -> Around:
    """What the accounts of `entries` find around them.

    A command is somebody else's program: what any account keeps in the environment is not there.
    """
    tables = [entry.values() for entry in entries.values() if isinstance(entry, dict)]
    kept = {
        value["env"]
        for table in tables
        for value in table
        if isinstance(value, dict) and isinstance(value.get("env"), str)
    }
    for_commands = {name: text for name, text in environ.items() if name not in kept}
    return Around(folder, environ, for_commands, terminal)


def read_account(name: str, entry: Mapping[str, object], found: Around) -> Account:
    """The account `[accounts.NAME]`.

    Args:
        name: By which refs call it.
        entry: Its table.
        found: What it finds around it.

    Raises:
        AccountError: Something in it can't be used.
    """
    if not _NAME.fullmatch(name):
        raise AccountError("", f"account name {name!r}: use letters, digits, dot, dash, underscore")
    provider = _provider(entry)
    known = (*_COMMON, *_OPTIONS[provider], *_SECRETS[provider])
    if provider == "zoho":
        known = (*known, "download_hosts")
    for key in entry:
        if key not in known:
            raise AccountError(key, f"unknown key {key!r} in account {name}{nearest(key, known)}")
    texts = {key: _text(entry, key) for key in (*_TEXTS, *_OPTIONS[provider])}
    secrets = {key: _secret(key, entry[key], found) for key in _SECRETS[provider] if key in entry}
    _check_needed(name, provider, entry)
    base_url = texts["base_url"]
    _check_urls(texts)
    return Account(
        name=name,
        provider=provider,
        label=texts["label"],
        base_url=base_url,
        allow_actions=_flag(entry, "allow_actions"),
        timezone=_zone(texts["timezone"]),
        proxy=texts["proxy"],
        ca_file=str(_path("ca_file", texts["ca_file"], found.folder)) if texts["ca_file"] else "",
        time_scale=_time_scale(entry, base_url),
        poll=_number(entry, "poll", 1, 86_400),
        budget=_number(entry, "budget", 0.001, 1),
        options={key: texts[key] for key in _OPTIONS[provider] if texts[key]},
        hosts=_hosts(entry),
        secrets=secrets,
    )


def _provider(entry: Mapping[str, object]) -> str:
    provider = entry.get("provider")
    if not isinstance(provider, str) or provider not in KINDS:
        choices = ", ".join(KINDS)
        said = f" {provider!r} is none" if provider is not None else " it is missing"
        near = nearest(provider, KINDS) if isinstance(provider, str) else ""
        raise AccountError("provider", f"provider must be one of {choices};{said}{near}")
    return provider


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise AccountError(key, f"{key} must be text in quotes")
    choices = _CHOICES.get(key)
    if choices and value and value not in choices:
        raise AccountError(
            key, f"{key} must be one of {', '.join(choices)}{nearest(value, choices)}"
        )
    return value


def _flag(entry: Mapping[str, object], key: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise AccountError(key, f"{key} must be true or false")
    return value


def _number(entry: Mapping[str, object], key: str, least: float, most: float) -> float | None:
    value = entry.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise AccountError(key, f"{key} must be a number from {least:g} to {most:g}")
    return float(value)


def _time_scale(entry: Mapping[str, object], base_url: str) -> float:
    scale = _number(entry, "time_scale", 0.001, 100_000)
    if scale is None:
        return 1.0
    if not is_loopback(urlsplit(base_url).hostname or ""):
        raise AccountError("time_scale", "time_scale is for a base_url on this machine only")
    return scale


def _zone(name: str) -> str:
    if name:
        try:
            # Most accounts name none, and are spared the search for where zones are kept.
            from zoneinfo import ZoneInfo

            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            raise AccountError("timezone", f"timezone {name!r} is not an IANA zone") from error
    return name


def _check_urls(texts: Mapping[str, str]) -> None:
    for key in ("base_url", "token_url", "accounts_url"):
        url = texts.get(key, "")
        if url and origin_of(url) is None:
            raise AccountError(
                key, f"{key} must be https://… without a user name (http:// on this machine only)"
            )


def _check_needed(name: str, provider: str, entry: Mapping[str, object]) -> None:
    ways = _NEEDED[provider]
    if not any(all(key in entry for key in way) for way in ways):
        wanted = " or ".join(" + ".join(way) for way in ways)
        raise AccountError("", f"account {name} needs {wanted}")


def _hosts(entry: Mapping[str, object]) -> tuple[str, ...]:
    value = entry.get("download_hosts", [])
    if not isinstance(value, list) or not all(isinstance(host, str) for host in value):
        raise AccountError("download_hosts", "download_hosts must be a list of host names")
    for host in value:
        if origin_of(f"https://{host}/") is None or "/" in host:
            raise AccountError("download_hosts", f"{host!r} is not a host name")
    return tuple(value)


def _secret(key: str, value: object, found: Around) -> SecretSource:
    match value:
        case {"env": str(variable), **rest} if variable and not rest:
            if not _VARIABLE.fullmatch(variable):
                # Perhaps the secret itself, so it is not repeated.
                raise AccountError(key, f"{key}: env is the name of a variable, not its value")
            return EnvSecret(variable, found.environ)
        case {"file": str(path), **rest} if path and not rest:
            return FileSecret(_path(key, path, found.folder))
        case {"command": [str(_), *_] as command, **rest} if not rest and all(
            isinstance(word, str) for word in command
        ):
            return CommandSecret(command, found.for_commands, terminal=found.terminal)
        case str():
            raise AccountError(key, f"{key} must not stand in this file: write {_THREE_WAYS}")
        case _:
            raise AccountError(key, f"{key} must be {_THREE_WAYS}")


def _path(key: str, text: str, folder: Path) -> Path:
    try:
        return folder / Path(text).expanduser()
    except RuntimeError as error:
        raise AccountError(key, f"{key}: there is no home folder for {text!r}") from error
