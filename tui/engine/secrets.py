"""Where secrets come from: the environment, a command, or a file that only its owner reads."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from providers.auth import Secret, SecretUnavailable, checked_secret
from providers.text import safe

PATIENCE: Final = 20.0
"""Seconds a command may take."""
_LONGEST: Final = 64 * 1024
_WHOLE_FILE: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class EnvSecret:
    """A secret in an environment variable."""

    variable: str
    environ: Mapping[str, str]

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
            with self.path.open("rb") as file:
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
        return checked_secret(content.decode("utf-8", "replace"), str(self.path))


class CommandSecret:
    """A secret that a command prints. Run without a shell, without a terminal, and once."""

    def __init__(self, command: Sequence[str], *, patience: float = PATIENCE) -> None:
        self._command = tuple(command)
        self._patience = patience
        self._known: Secret | None = None
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
        before = self._known
        async with self._turn:
            if self._known is not None and (not afresh or self._known is not before):
                return self._known
            self._known = checked_secret(await self._run(), f"what `{self._command[0]}` printed")
            return self._known

    async def _run(self) -> str:
        name = self._command[0]
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
                limit=_LONGEST,
            )
        except OSError as error:
            raise SecretUnavailable(f"`{name}` can't be run: {error.strerror}") from error
        except ValueError as error:
            raise SecretUnavailable(f"`{name}` can't be run") from error
        try:
            async with asyncio.timeout(self._patience):
                out, said = await process.communicate()
        except TimeoutError as error:
            raise SecretUnavailable(f"`{name}` took longer than {self._patience:.0f} s") from error
        finally:
            if process.returncode is None:
                _end_group(process.pid)
                await process.wait()
        if process.returncode != 0:
            line = said.decode("utf-8", "replace").strip().splitlines()[-1:]
            detail = f": {safe(line[0])}" if line else ""
            raise SecretUnavailable(f"`{name}` ended with {process.returncode}{detail}")
        return out[:_LONGEST].decode("utf-8", "replace")


def _end_group(pid: int) -> None:
    # It has a session of its own, so this reaches whatever it started as well.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
