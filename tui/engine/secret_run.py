"""Runs the commands that print secrets: out of sight, or with the terminal lent to them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from providers.auth import SecretUnavailable

UNSEEN: Final = 20.0
"""Seconds a command may take when nobody can answer it."""
SEEN: Final = 300.0
"""Seconds a command may take with a person at the terminal."""
_LONGEST: Final = 64 * 1024
_GRACE: Final = 0.5
"""Seconds for reading what an ended command wrote."""
_STEP: Final = 0.2
"""Seconds between two looks at whether the person has stopped a command."""


@dataclass(frozen=True, slots=True, repr=False)
class Ran:
    """What came of a command. It has no repr that shows what it printed."""

    out: str
    said: str
    """What it wrote to stderr; empty where the terminal got that."""
    code: int
    """Below zero: the signal that ended it."""


class Terminal:
    """The terminal that the program was started from, for one command at a time."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()

    @classmethod
    def at_hand(cls) -> Terminal | None:
        """The terminal, if a person at it sees what we ask and can answer."""
        try:
            is_ours = os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
            return cls() if is_ours and sys.stderr.isatty() else None
        except (AttributeError, OSError, ValueError):
            return None


async def run_command(command: Sequence[str], environ: Mapping[str, str], patience: float) -> Ran:
    """Run a command without input, in a session of its own, which has no terminal.

    Args:
        command: Its words; no shell reads them.
        environ: Its environment.
        patience: Seconds it may take; then it is ended, with all that it started.

    Raises:
        SecretUnavailable: It can't be run, takes too long, or prints too much.
    """
    async with _pipe() as (to_out, out), _pipe() as (to_said, said):
        process = await _start(
            command, environ, stdin=asyncio.subprocess.DEVNULL, to=(to_out, to_said), is_apart=True
        )
        return await _ended(process, command[0], patience, (out, said), lambda: None)


async def run_in_terminal(
    command: Sequence[str], environ: Mapping[str, str], terminal: Terminal, patience: float = SEEN
) -> Ran:
    """Run a command that may ask at the terminal; Ctrl+C there ends it and not us.

    Args:
        command: Its words; no shell reads them.
        environ: Its environment.
        terminal: Where it may ask.
        patience: Seconds it may take; then it is ended, with all that it started.

    Raises:
        SecretUnavailable: It can't be run, takes too long, is stopped, or prints too much.
    """
    name = command[0]
    async with terminal.turn, _pipe() as (to_out, out):
        with _lent(name) as lend:
            process = await _start(command, environ, stdin=None, to=(to_out, None), is_apart=False)
            lend(process.pid)
            return await _ended(
                process, name, patience, (out, None), lambda: _check_stopped(process.pid, name)
            )


async def _start(
    command: Sequence[str],
    environ: Mapping[str, str],
    *,
    stdin: int | None,
    to: tuple[_End, _End | None],
    is_apart: bool,
) -> asyncio.subprocess.Process:
    out, said = to
    name = command[0]
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=stdin,
            stdout=out.handle,
            stderr=said.handle if said else None,
            env=dict(environ),
            start_new_session=is_apart,
            process_group=None if is_apart else 0,
        )
    except OSError as error:
        raise SecretUnavailable(f"`{name}` can't be run: {error.strerror}") from error
    except ValueError as error:
        raise SecretUnavailable(f"`{name}` can't be run") from error
    finally:
        # The reading end comes to its end only when no writing one is left.
        out.close()
        if said:
            said.close()


async def _ended(
    process: asyncio.subprocess.Process,
    name: str,
    patience: float,
    streams: tuple[asyncio.StreamReader, asyncio.StreamReader | None],
    check: Callable[[], None],
) -> Ran:
    """Wait for the end of a command, and end it where it does not."""
    out, said = bytearray(), bytearray()
    reading = asyncio.gather(
        _hear(streams[0], out, lambda: _kill(process.pid)), _hear(streams[1], said, lambda: None)
    )
    is_over = False
    try:
        async with asyncio.timeout(patience):
            while process.returncode is None:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_STEP):
                        await process.wait()
                check()
        # Somebody whom it left behind may keep its pipes open. What it wrote counts; whoever
        # left its group, as key agents do, lives on.
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await reading
                is_over = True
    except TimeoutError as error:
        raise SecretUnavailable(f"`{name}` took longer than {patience:.0f} s") from error
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
        if not is_over:
            _kill(process.pid)
            await process.wait()
    if len(out) > _LONGEST:
        raise SecretUnavailable(f"`{name}` printed more than {_LONGEST // 1024} kB")
    return Ran(_text(out), _text(said[:_LONGEST]), process.returncode)


def _kill(group: int) -> None:
    """End a command and whatever it started: the group is its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


async def _hear(
    stream: asyncio.StreamReader | None, heard: bytearray, on_too_much: Callable[[], None]
) -> None:
    """Read a stream to its end; of more than fits, the beginning."""
    while stream is not None and (chunk := await stream.read(_LONGEST)):
        if len(heard) <= _LONGEST:
            heard += chunk
        if len(heard) > _LONGEST:
            on_too_much()


def _text(heard: bytearray) -> str:
    return heard.decode("utf-8", "replace")


class _End:
    """The writing end of a pipe, closed once."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self._is_open = True

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self.handle)


@asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[_End, asyncio.StreamReader]]:
    """A pipe of our own: one of asyncio's would be waited for until all writers are gone."""
    reader = asyncio.StreamReader()
    reading, writing = os.pipe()
    end = _End(writing)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
    )
    try:
        yield end, reader
    finally:
        end.close()
        transport.close()


@contextmanager
def _lent(name: str) -> Iterator[Callable[[int], None]]:
    """Gives what lends the terminal to a group of processes; takes it back as it was.

    Raises:
        SecretUnavailable: There is no terminal.
    """
    try:
        tty = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise SecretUnavailable(f"there is no terminal for `{name}` to ask at") from error
    modes, owner = termios.tcgetattr(tty), os.getpgrp()

    def lend(group: int) -> None:
        # One that has ended already needs no terminal, and one that asked too early was stopped.
        with suppress(OSError), _unstopped():
            os.tcsetpgrp(tty, group)
            os.killpg(group, signal.SIGCONT)

    try:
        yield lend
    finally:
        with suppress(OSError, termios.error), _unstopped():
            os.tcsetpgrp(tty, owner)
            # A command that was ended while it read a password leaves the echo off.
            termios.tcsetattr(tty, termios.TCSANOW, modes)
        os.close(tty)


@contextmanager
def _unstopped() -> Iterator[None]:
    """Whoever changes a terminal that somebody else has is stopped by it, unless he declines."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _check_stopped(pid: int, name: str) -> None:
    """See that the person has not stopped the command: nobody else could wake it.

    Raises:
        SecretUnavailable: It is stopped.
    """
    with suppress(ChildProcessError):
        how = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
        if os.waitid(os.P_PID, pid, how) is not None:
            raise SecretUnavailable(f"`{name}` was stopped; it is ended")
