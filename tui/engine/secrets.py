"""Where secrets come from: the environment, a command, or a file that only its owner reads."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from providers.auth import Secret, SecretUnavailable, checked_secret
from providers.text import safe
from tui.engine.secret_run import UNSEEN, Ran, Terminal, run_command, run_in_terminal

_WHOLE_FILE: Final = 16 * 1024
_LAST_LINES: Final = 3
"""Lines of a failed command's own words that are repeated."""
_SHORTEST: Final = 4
"""Characters from which a word that a command printed may be the secret."""

_INTERRUPTED: Final = (-signal.SIGINT, 128 + signal.SIGINT)
"""How a command ends upon Ctrl+C; a shell tells of another's end by the second."""


@dataclass(frozen=True, slots=True)
class EnvSecret:
    """A secret in an environment variable."""

    variable: str
    environ: Mapping[str, str] = field(repr=False)

    @property
    def description(self) -> str:
        """The place, without the value."""
        return f"env {self.variable}"

    async def read(self, *, afresh: bool = False) -> Secret:
        """The variable's value.

        Raises:
            SecretUnavailable: It is not set, or not usable.
        """
        value = self.environ.get(self.variable)
        if value is None:
            raise SecretUnavailable(f"the environment variable {self.variable} is not set")
        return checked_secret(value, f"the environment variable {self.variable}")


@dataclass(frozen=True, slots=True)
class FileSecret:
    """A secret in a file of its own."""

    path: Path

    @property
    def description(self) -> str:
        """The place, without the value."""
        return f"file {self.path}"

    async def read(self, *, afresh: bool = False) -> Secret:
        """The file's one line.

        Raises:
            SecretUnavailable: It can't be read, others can read it, or it is not usable.
        """
        return await asyncio.to_thread(self._read)

    def _read(self) -> Secret:
        try:
            # Without O_NONBLOCK a pipe would be waited for until somebody writes to it.
            handle = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as file:
                facts = os.fstat(file.fileno())
                if not stat.S_ISREG(facts.st_mode):
                    raise SecretUnavailable(f"{self.path} is not a file")
                if facts.st_mode & 0o077 or facts.st_uid != os.getuid():
                    raise SecretUnavailable(
                        f"{self.path} can be read by others; `chmod 600` it and own it"
                    )
                content = file.read(_WHOLE_FILE)
        except OSError as error:
            raise SecretUnavailable(f"{self.path}: {error.strerror}") from error
        except ValueError as error:
            raise SecretUnavailable(f"{str(self.path)!r} is no name of a file") from error
        return checked_secret(content.decode("utf-8", "replace"), str(self.path))


class CommandSecret:
    """A secret that a command prints. Run without a shell, and once for all who ask."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        patience: float = UNSEEN,
        terminal: Terminal | None = None,
    ) -> None:
        """Run nothing yet.

        Args:
            command: Its words.
            environ: Its environment, in which no account's secret stands.
            patience: Seconds it may take where nobody can answer it.
            terminal: Where it may ask; `None` for a command that may not.
        """
        self._command = tuple(command)
        self._environ = environ
        self._patience = patience
        self._terminal = terminal
        self._known: Secret | None = None
        self._failed: SecretUnavailable | None = None
        self._runs = 0
        self._turn = asyncio.Lock()

    @property
    def description(self) -> str:
        """The place, without the value."""
        return f"command {self._command[0]}"

    async def read(self, *, afresh: bool = False) -> Secret:
        """What the command prints; what it printed before unless `afresh`.

        Raises:
            SecretUnavailable: It can't be run, fails, takes too long, or prints no usable secret.
        """
        runs_before = self._runs
        async with self._turn:
            # Whoever waited for a run that somebody else began takes what came of it.
            is_fresh = self._runs != runs_before
            if is_fresh and self._failed is not None:
                raise SecretUnavailable(str(self._failed)) from self._failed
            if self._known is not None and (is_fresh or not afresh):
                return self._known
            return await self._read(self._terminal)

    async def read_in(self, terminal: Terminal) -> Secret:
        """What the command prints when it may ask at the terminal; kept from then on.

        Raises:
            SecretUnavailable: As `read` does.
        """
        async with self._turn:
            return await self._read(terminal)

    async def _read(self, terminal: Terminal | None) -> Secret:
        try:
            name = f"what `{self._command[0]}` printed"
            known = self._known = checked_secret(await self._run(terminal), name)
            self._failed = None
        except SecretUnavailable as error:
            self._failed = error
            raise
        finally:
            self._runs += 1
        return known

    async def _run(self, terminal: Terminal | None) -> str:
        if terminal is None:
            ran = await run_command(self._command, self._environ, self._patience)
        else:
            ran = await run_in_terminal(self._command, self._environ, terminal)
        if ran.code in _INTERRUPTED and terminal is not None and terminal is self._terminal:
            await _stop()
        if ran.code != 0:
            told = self._told(ran)
            how = f"was ended by signal {-ran.code}" if ran.code < 0 else f"ended with {ran.code}"
            raise SecretUnavailable(f"`{self._command[0]}` {how}{told}")
        return ran.out

    def _told(self, ran: Ran) -> str:
        """The last words of a command that failed, without any that may be the secret."""
        known = () if self._known is None else (self._known.reveal(),)
        # The longest first: a shorter one may be a part of it.
        hidden = sorted({*known, ran.out.strip(), *ran.out.split()}, key=len, reverse=True)
        lines = [line.strip() for line in ran.said.splitlines() if line.strip()][-_LAST_LINES:]
        told = " / ".join(lines)
        for secret in hidden:
            told = _without(told, secret)
        return f": {safe(told)}" if told else ""


async def _stop() -> None:
    """Do what Ctrl+C does: it was meant for the whole, and only who had the terminal got it."""
    signal.raise_signal(signal.SIGINT)
    # The loop ends us here; nobody is to be asked once more meanwhile.
    await asyncio.sleep(1)


def _without(told: str, secret: str) -> str:
    """`told` without the secret, as it is and in the forms in which programs print one."""
    if len(secret) < _SHORTEST:
        return told
    plain = secret.encode()
    for form in (
        secret,
        base64.b64encode(plain).decode(),
        base64.urlsafe_b64encode(plain).decode(),
        quote(secret, safe=""),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
        plain.hex(),
    ):
        told = told.replace(form, "…")
    return told
