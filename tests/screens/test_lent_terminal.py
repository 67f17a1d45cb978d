"""The real terminal lent to a secret's command, and taken back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.test_in_a_terminal import Terminal, assert_left

ASKING = """
[accounts.acme]
provider = "fusebill"
base_url = "http://127.0.0.1:9/v1"
api_key = {{ command = ["sh", "-c", "{script}"] }}
"""
PROMPT = "printf 'PIN%s' ': ' >&2; read pin && test $pin = 4711 && echo MDpYWFhY"

ON_ITS_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""Started as a shell starts it: the terminal is its session's own."""


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Terminal]:
    """The desk on one job, whose account's command asks a person for a number."""
    home = tmp_path / "person"
    home.mkdir()
    config = tmp_path / "config.toml"
    config.write_text(ASKING.format(script=PROMPT), encoding="utf-8")
    words = ["--config", str(config), "acme/bulk/373334"]
    terminal = Terminal(["-c", ON_ITS_TERMINAL, *words], home, tmp_path)
    yield terminal
    terminal.close()


def test_a_command_that_asks_a_person_gets_the_terminal_and_gives_it_back(
    asking: Terminal,
) -> None:
    """A pass phrase can't be typed into a program that has the screen, nor a desk live without."""
    asking.read_until("AUTH")
    asking.press("\r")
    asking.read_until("\r\nPIN: ")
    assert_left(asking.written.decode())
    mark = len(asking.written)
    asking.press("0815\r")
    asking.read_until("stays held", since=mark)
    for line in ("bulkjobs", "Jobs", "Summary", "unlock", "help"):
        # All of it is painted anew, where the command has written.
        asking.read_until(line, since=mark)
    asking.press("\r")
    asking.read_until("\r\nPIN: ")
    asking.press("4711\r")
    asking.read_until("has its secrets")
    asking.press("q")
    assert asking.wait() == 0
    assert_left(asking.written.decode())
    assert asking.is_restored()


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Terminal]:
    """The desk of somebody who has no account yet."""
    home = tmp_path / "person"
    home.mkdir()
    terminal = Terminal(["-c", ON_ITS_TERMINAL], home, tmp_path)
    yield terminal
    terminal.close()


def test_the_demo_is_opened_from_the_desk_and_comes_back_to_it(new: Terminal) -> None:
    """A new user wants to look around before an account is set up, and is not to lose the place."""
    new.read_until("no account is configured")
    new.press(":demo\r")
    new.read_until("373334")
    new.press("q")
    new.read_until("back from the demo")
    mark = len(new.written)
    new.press("\x0c")
    new.read_until("no account is configured", since=mark)
    new.press("q")
    assert new.wait() == 0
    assert_left(new.written.decode())
    assert new.is_restored()


def test_a_desk_that_is_ended_over_its_demo_leaves_the_terminal_as_it_was(new: Terminal) -> None:
    """The demo draws on the same terminal, and gives it back before the desk is gone."""
    new.read_until("no account is configured")
    new.press(":demo\r")
    new.read_until("373334")
    new.end()
    assert new.wait() == 128 + signal.SIGTERM
    assert_left(new.written.decode())
    assert new.is_restored()
