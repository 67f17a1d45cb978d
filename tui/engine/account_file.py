"""Appends an account to `config.toml`: never over what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from providers.setup import Draft, Written
from tui.engine.account_block import block, header
from tui.engine.accounts import AccountError
from tui.engine.config import Config, ConfigError, parse_config, read_config
from tui.engine.files import locked, replace_file
from tui.engine.naming import at_home
from tui.engine.secret_run import Terminal


class NotWritten(Exception):
    """The file is as it was. `str(error)` is one line that says why and what to do."""


def append_account(
    path: Path, draft: Draft, environ: Mapping[str, str], terminal: Terminal | None = None
) -> tuple[Config, Written]:
    """Append the account to the file, which is made where there is none.

    What stands there stays byte for byte.

    Args:
        path: The configuration in use.
        draft: The account.
        environ: Where `{ env = … }` looks.
        terminal: Where commands may ask; `None` when they may not.

    Returns:
        The configuration as it is now, and where the account stands in it.

    Raises:
        NotWritten: The file is broken or can't be written, or the name is taken.
    """
    try:
        with locked(path.with_name(f".{path.name}.lock")):
            return _append(path, draft, environ, terminal)
    except AccountError as error:
        raise NotWritten(str(error)) from error
    except TimeoutError as error:
        raise NotWritten(f"{at_home(path)}: {error}; try again") from error
    except OSError as error:
        raise NotWritten(f"{at_home(path)} can't be written: {error.strerror}") from error


def _append(
    path: Path, draft: Draft, environ: Mapping[str, str], terminal: Terminal | None
) -> tuple[Config, Written]:
    try:
        before = read_config(path, environ, terminal)
    except ConfigError as error:
        raise NotWritten(f"nothing was written, the file is broken: {error}") from error
    if draft.name in before.accounts:
        raise NotWritten(f"{at_home(path)} has an account {draft.name} already")
    old = path.read_bytes() if path.exists() else b""
    ending = b"\r\n" if b"\r\n" in old else b"\n"
    gap = b"" if not old else ending if old.endswith(b"\n") else ending * 2
    new = old + gap + block(draft).encode().replace(b"\n", ending)
    text = new.decode("utf-8").removeprefix("\ufeff")
    try:
        after = parse_config(text, path, environ, terminal)
    except ConfigError as error:
        # An inline table can't be added to, for one.
        raise NotWritten(f"nothing was written, it would not fit: {error}") from error
    if set(after.accounts) != {*before.accounts, draft.name}:
        raise NotWritten(f"nothing was written: {at_home(path)} would read otherwise than it did")
    replace_file(path, new)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if each == header(draft.name))
    return after, Written(at_home(path), line)
