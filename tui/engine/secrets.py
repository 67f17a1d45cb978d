"""Where secrets come from: the environment, a command, or a file that only its owner reads."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
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
    """A secret that a command prints. Run without a shell, without a terminal, and once."""

    def __init__(self, command: Sequence[str], *, patience: float = PATIENCE) -> None:
        self._command = tuple(command)
        self._patience = patience
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
            try:
                name = f"what `{self._command[0]}` printed"
                self._known, self._failed = checked_secret(await self._run(), name), None
            except SecretUnavailable as error:
                self._failed = error
                raise
            finally:
                self._runs += 1
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
        is_over = False
        try:
            async with asyncio.timeout(self._patience):
                out, said = await asyncio.gather(_text(process.stdout), _text(process.stderr))
                await process.wait()
                is_over = True
        except TimeoutError as error:
            raise SecretUnavailable(f"`{name}` took longer than {self._patience:.0f} s") from error
        finally:
            if not is_over:
                await _end(process)
        if process.returncode != 0:
            lines = [line for line in said.splitlines() if line.strip()][-1:]
            if out.strip():
                lines = [line.replace(out.strip(), "…") for line in lines]
            detail = f": {safe(lines[0])}" if lines else ""
            raise SecretUnavailable(f"`{name}` ended with {process.returncode}{detail}")
        return out


async def _text(stream: asyncio.StreamReader | None) -> str:
    """What a stream says; of more than fits, the beginning."""
    said = bytearray()
    while stream is not None and (chunk := await stream.read(_LONGEST)):
        said += chunk[: _LONGEST - len(said)]
    return said.decode("utf-8", "replace")


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a command and whatever it started: it has a session of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    # It counts as ended only when its pipes are read to their end, and somebody who left its
    # session may keep them open.
    with suppress(TimeoutError):
        async with asyncio.timeout(1.0):
            await asyncio.gather(_text(process.stdout), _text(process.stderr))
            await process.wait()
