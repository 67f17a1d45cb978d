"""The program in processes of their own that need not load it: each is forked from one that has.

Half a second is what a command takes to start, and a few hundredths what it then does.
"""

from __future__ import annotations

import asyncio
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Final

import msgspec

_SCREENED: Final = tuple(
    f"tui.commands.{name}" for name in ("desk", "demo", "config", "doctor", "key_check")
)
"""What loads Textual, which most commands may not have about them."""
_AT_START: Final = ("PYTHON", "LC_", "LANG", "TZ")
"""How the variables begin that Python reads at its own start."""
_FDS: Final = 3
"""Of the standard streams."""


class Warm:
    """One process that has loaded the program, and forks each run from it.

    For runs in which the start itself is not what is looked at.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="warm-")
        self._path = str(Path(self._folder.name) / "socket")
        self._read_at_start = _read_at_start(environ)
        with closing(socket.socket(socket.AF_UNIX)) as listener:
            listener.bind(self._path)
            listener.listen()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", str(listener.fileno())],
                cwd=Path(__file__).parents[1],
                env=environ,
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                # Pipes, as each run has: Python asks at its start what they are.
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )

    def close(self) -> None:
        """Fork no more."""
        self._process.terminate()
        self._process.communicate()
        self._folder.cleanup()

    def can_run(self, environ: Mapping[str, str]) -> bool:
        """Whether nothing that Python reads at its own start is another than it was here."""
        return _read_at_start(environ) == self._read_at_start

    async def run(self, *words: str) -> tuple[int, bytes, bytes]:
        """Run the program to its end, here and in this environment, without a terminal.

        Returns:
            The exit code, and what it wrote to its output and its error output.
        """
        with closing(socket.socket(socket.AF_UNIX)) as link:
            link.connect(self._path)
            (out, to_out), (err, to_err) = os.pipe(), os.pipe()
            nothing = os.open(os.devnull, os.O_RDONLY)
            asked = json.dumps([words, os.getcwd(), dict(os.environ)]).encode()
            socket.send_fds(link, [len(asked).to_bytes(8, "big")], [nothing, to_out, to_err])
            for fd in (nothing, to_out, to_err):
                os.close(fd)
            link.sendall(asked)
            link.setblocking(False)
            ended = asyncio.get_running_loop().sock_recv(link, 8)
            code, told, complained = await asyncio.gather(ended, _all_of(out), _all_of(err))
        assert len(code) == 8, "it was never run"
        return int.from_bytes(code, "big", signed=True), told, complained


def _read_at_start(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in environ.items() if name.startswith(_AT_START)}


async def _all_of(fd: int) -> bytes:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(fd, "rb")
    )
    try:
        return await reader.read()
    finally:
        transport.close()


def _load() -> None:
    for package in ("providers", "tui.commands", "tui.engine"):
        for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            if module.name not in _SCREENED:
                import_module(module.name)
    import_module("httpx")
    assert "textual" not in sys.modules


def _asked(link: socket.socket) -> list[str]:
    """Take the place of the process that is asked for; gives its words."""
    length, fds, _, _ = socket.recv_fds(link, 8, _FDS)
    told = b""
    while len(told) < int.from_bytes(length, "big"):
        told += link.recv(65_536)
    words, cwd, environ = msgspec.json.decode(told, type=tuple[list[str], str, dict[str, str]])
    for standard, fd in enumerate(fds):
        os.dup2(fd, standard)
        os.close(fd)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    return words


def _serve(listener: socket.socket) -> list[str]:
    """Fork a process for each run; comes back in each of them, with its words."""
    # Those that wait for a run to end are nobody's business once they have told.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        link, _ = listener.accept()
        if os.fork() == 0:
            break
        link.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    listener.close()
    words = _asked(link)
    if (run := os.fork()) == 0:
        link.close()
        return words
    for standard in range(_FDS):
        os.close(standard)
    _, status = os.waitpid(run, 0)
    code = os.waitstatus_to_exitcode(status)
    link.sendall(code.to_bytes(8, "big", signed=True))
    os._exit(0)


def main() -> int:
    """Load the program, and be each of its runs."""
    _load()
    from tui import __main__ as program

    words = _serve(socket.socket(fileno=int(sys.argv[1])))
    sys.argv = [str(program.__file__), *words]
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
