"""How the program ends, stops and goes on, whoever says so."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import drops, noise
from tests.terminal.desks import PATIENCE, TAKES_IT, TUI, Desk, Drop

CANARY = "canary-5d1e"
LEAVES_IN = 10.0
"""Seconds in which a desk must leave on a machine as busy as one that runs tests."""


def crash(where: str, body: str) -> str:
    """A program with a bug in a method."""
    return (
        TAKES_IT
        + f"""
import asyncio, threading
from screens.desk import DeskScreen
def fail(self, *more):
    secret = {CANARY!r}
    {body}
DeskScreen.{where} = fail
"""
        + TUI
    )


BUGS = {
    "a key": "raise KeyError(secret)",
    "a callback": "asyncio.get_running_loop().call_soon(lambda: {}[secret])",
    "a task": "asyncio.get_running_loop().create_task(asyncio.to_thread(lambda: {}[secret]))",
    "a worker": "self.run_worker(asyncio.to_thread(lambda: {}[secret]))",
    "a thread": "threading.Thread(target=lambda: {}[secret]).start()",
    "what takes itself for text": "raise type('E', (Exception,), {'__rich__': lambda s: secret})()",
}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_gives_the_terminal_back_and_says_which_it_was(
    number: signal.Signals, tmp_path: Path
) -> None:
    """A terminal that is left in the other screen is closed by the person, not mended."""
    with Desk(tmp_path) as desk:
        desk.read_until(b" help", since=0)
        desk.tell(number)
        assert desk.gone_after(LEAVES_IN) is not None
        desk.read(0.1)
        assert desk.process.returncode == 128 + number
        assert desk.is_restored
        assert b"Traceback" not in desk.written


@pytest.mark.parametrize("kind", list(Drop))
def test_no_desk_outlives_its_link(kind: Drop) -> None:
    """An orphan burns a core and asks the vendors for nobody."""
    count = drops.drop(kind, 1)
    assert count.orphans == 0
    assert count.codes == [129]
    assert count.times[0] < LEAVES_IN


def test_any_bytes_are_lived_through() -> None:
    """In full by hand: `python -m tests.terminal.noise`."""
    assert noise.run(50, seed=7) == 0


def test_the_shell_is_gone_to_and_come_back_from(tmp_path: Path) -> None:
    """What the shell wrote meanwhile is painted over, all of it."""
    with Desk(tmp_path) as desk:
        desk.read_until(b" help", since=0)
        desk.tell(signal.SIGTSTP)
        deadline = time.monotonic() + PATIENCE
        while not _is_stopped(desk.process.pid):
            assert time.monotonic() < deadline
            desk.read(0.05)
        assert desk.is_restored
        begun = len(desk.written)
        desk.tell(signal.SIGCONT)
        for line in (b"1049h", b"22;0t", b"bulkjobs", b"Jobs", b"Summary", b" help"):
            desk.read_until(line, since=begun)
        desk.press(b"q")
        assert desk.gone_after() is not None
        desk.read(0.1)
        assert desk.process.returncode == 0
        assert desk.is_restored


def _is_stopped(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    return state == "T"


def test_ctrl_z_without_a_shell_stops_nothing(tmp_path: Path) -> None:
    """What was started in a window of its own would stand still for good."""
    with Desk(tmp_path) as desk:
        desk.read_until(b" help", since=0)
        desk.press(b"\x1a")
        desk.read_until(b"no shell")
        desk.press(b"q")
        assert desk.gone_after() is not None
        assert desk.process.returncode == 0


def test_the_screen_is_drawn_anew_when_asked(tmp_path: Path) -> None:
    """Noise on the line, or another program, may have written there."""
    with Desk(tmp_path) as desk:
        desk.read_until(b" help", since=0)
        desk.read(0.5)
        begun = len(desk.written)
        desk.press(b"\x0c")
        for line in (b"\x1b[2J", b"bulkjobs", b"Jobs", b"Summary", b" help"):
            desk.read_until(line, since=begun)


@pytest.mark.parametrize("where", list(BUGS))
def test_a_bug_ends_with_70_one_line_and_a_file(where: str, tmp_path: Path) -> None:
    """Wherever it is; and what variables held, or what was raised says, stands nowhere."""
    with Desk(tmp_path, code=crash("action_sort", BUGS[where])) as desk:
        desk.read_until(b" help", since=0)
        desk.press(b"s")
        assert desk.gone_after() is not None
        desk.read(0.1)
        assert desk.process.returncode == 70
        assert desk.is_restored
        assert desk.written.count(b"stopped over a bug") == 1
    [file] = (tmp_path / "state" / "bulkjobs-tui").glob("crash-*.txt")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = file.read_text("utf-8")
    assert "stopped over a bug" in told
    assert "Python 3" in told
    everything = desk.written.decode("utf-8", "replace") + told
    assert CANARY not in everything
    assert "Traceback" not in everything


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_command_ends_in_time_and_says_by_what(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    """Without a traceback, while it waits for a vendor."""
    config = tmp_path / "config.toml"
    # A port at which nobody ever answers.
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.settimeout(PATIENCE)
        port = deaf.getsockname()[1]
        config.write_text(
            f'[accounts.acme]\nprovider = "fusebill"\nbase_url = "http://127.0.0.1:{port}/v1"\n'
            'api_key = { command = ["echo", "MDpYWFhY"] }\n',
            encoding="utf-8",
        )
        words = ["-m", "tui", "--config", str(config), "status", "acme/bulk/1"]
        with subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE) as process:
            connection, _ = deaf.accept()
            with connection:
                connection.recv(1)
                process.send_signal(number)
                _, said = process.communicate(timeout=LEAVES_IN)
    assert process.returncode == code
    assert said == b""
