"""A held account goes on when a person has answered its commands, at a real terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.errors import Unauthorized
from providers.model import JobRef, JobState
from tests.canary.terminals import TUI, OwnTerminal
from tui.engine.config import Config, parse_config
from tui.engine.unlock import unlock

if TYPE_CHECKING:
    from providers.model import Job
    from tests.engine.conftest import Following

REF = JobRef("acme", "bulk", "1")
PIN = "4711-pin"

ASKING = """
import getpass, os, sys, termios
assert os.getpgrp() == os.getpid(), "no group of its own"
print("key-" + getpass.getpass("PIN please: "))
"""

PROGRAM = """
import asyncio, sys
from tui.engine.secret_run import Terminal
from tui.engine.secrets import CommandSecret
import os
async def main():
    secret = CommandSecret(sys.argv[1:], os.environ)
    try:
        found = await secret.read_in(Terminal())
        assert await secret.read() is found
        print("OUTCOME kept", len(found.reveal()))
    except Exception as error:
        print("OUTCOME", type(error).__name__, error)
    print("foreground again", os.tcgetpgrp(0) == os.getpgrp())
asyncio.run(main())
"""


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[OwnTerminal]:
    """A program whose secret's command asks at the terminal."""
    with OwnTerminal(PROGRAM, sys.executable, "-c", ASKING, folder=tmp_path) as terminal:
        terminal.read_until("PIN please: ")
        yield terminal


def test_a_command_asks_and_its_answer_is_kept(asking: OwnTerminal) -> None:
    """A pinentry that can't read its answer locks the person out until a restart."""
    assert not asking.shows_what_is_typed
    asking.press(PIN + "\r")
    assert asking.wait() == 0
    assert f"OUTCOME kept {len('key-' + PIN)}" in asking.text
    assert "foreground again True" in asking.text
    assert PIN not in asking.text
    assert asking.shows_what_is_typed


def test_ctrl_c_ends_the_command_and_not_us(asking: OwnTerminal) -> None:
    """Who gives up on a PIN does not want to lose the desk."""
    asking.press("\x03")
    assert asking.wait() == 0
    assert "OUTCOME SecretUnavailable" in asking.text
    assert "foreground again True" in asking.text
    assert asking.shows_what_is_typed


def test_ctrl_z_ends_the_command_as_nobody_could_wake_it(asking: OwnTerminal) -> None:
    """It would hold the terminal, stopped, for five minutes."""
    asking.press("\x1a")
    assert asking.wait() == 0
    assert "was stopped; it is ended" in asking.text
    assert asking.shows_what_is_typed


def config_of(secret: str) -> str:
    """An account whose key comes from there."""
    return f'[accounts.acme]\nprovider = "fusebill"\napi_key = {secret}\n'


@contextmanager
def headless(tmp_path: Path, *words: str) -> Iterator[OwnTerminal]:
    """A command without a screen, at a terminal, whose account has to ask there."""
    config = tmp_path / "config.toml"
    config.write_text(
        f"""
[accounts.acme]
provider = "fusebill"
base_url = "http://127.0.0.1:1"
allow_actions = true
api_key = {{ command = [{sys.executable!r}, "-c", '''{ASKING}'''] }}
"""
    )
    with OwnTerminal(TUI, "--config", str(config), *words, folder=tmp_path) as terminal:
        yield terminal


@pytest.mark.parametrize(
    "words",
    [
        ("status", "acme/bulk/1", "acme/bulk/2", "acme/service/3"),
        ("records", "acme/bulk/1"),
        ("errors", "acme/bulk/1", "acme/bulk/2"),
        ("export", "acme/bulk/1", "--format", "csv"),
        ("act", "acme/bulk/1", "process"),
    ],
    ids=lambda words: words[0],
)
def test_ctrl_c_at_a_prompt_ends_a_headless_command(tmp_path: Path, words: tuple[str, ...]) -> None:
    """It is meant for the program, which would go on to the next prompt, or blame the account."""
    with headless(tmp_path, *words) as terminal:
        terminal.read_until("PIN please: ")
        terminal.press("\x03")
        assert terminal.wait() == 130
        assert terminal.text.count("PIN please") == 1
        assert "mend the secret" not in terminal.text
        assert terminal.text.count("bulkjobs-tui:") == (1 if words[0] == "act" else 0)
        assert "Task" not in terminal.text


def test_a_headless_command_with_a_terminal_lets_it_ask(tmp_path: Path) -> None:
    """`pass` on a fresh login asks for the passphrase; `status` must not say that it is broken."""
    with headless(tmp_path, "status", "acme/bulk/1") as terminal:
        terminal.read_until("PIN please: ")
        terminal.press(PIN + "\r")
        assert terminal.wait() == 3
        assert "refused" in terminal.text
        assert PIN not in terminal.text


def held(following: Following, make_job: Callable[..., Job]) -> None:
    """Follow a job whose account is refused once."""
    following.follow(REF, Unauthorized("HTTP 401"), make_job(REF, JobState.RUNNING))


@contextmanager
def entered(times: list[str]) -> Iterator[None]:
    times.append("in")
    yield
    times.append("out")


async def test_a_held_account_is_asked_about_again(
    following: Following, make_job: Callable[..., Job], tmp_path: Path
) -> None:
    """Enter on AUTH is all that a person does after unlocking the password store."""
    held(following, make_job)
    await following.pass_time(1)
    assert following.poller.held() == {"acme": "HTTP 401"}
    os.environ["KEY"] = "good-key-1"
    config = parse_config(config_of('{ env = "KEY" }'), tmp_path / "c.toml", os.environ)

    said = await unlock(config, following.poller, "acme", lambda: pytest.fail("no terminal"))

    assert (said.text, said.is_trouble) == ("account acme has its secrets; asking again", False)
    await following.pass_time(120)
    assert following.poller.held() == {}
    assert following.row(REF).job is not None


@pytest.mark.parametrize(
    ("secret", "told", "times"),
    [
        ('{ env = "NONE" }', "api_key: the environment variable NONE is not set", []),
        ('{ file = "none" }', "No such file", []),
        ('{ command = ["false"] }', "api_key: ", ["in", "out"]),
    ],
)
async def test_a_secret_that_is_still_missing_keeps_the_hold(
    following: Following,
    make_job: Callable[..., Job],
    tmp_path: Path,
    secret: str,
    told: str,
    times: list[str],
) -> None:
    """Each try without one counts against the account, and says nothing new."""
    held(following, make_job)
    await following.pass_time(1)
    config = parse_config(config_of(secret), tmp_path / "c.toml", {})
    seen: list[str] = []

    said = await unlock(config, following.poller, "acme", lambda: entered(seen))

    assert said.is_trouble
    assert "account acme stays held" in said.text
    assert told in said.text
    assert seen == times
    assert following.poller.held() == {"acme": "HTTP 401"}


async def test_an_account_that_is_not_held_is_left_alone(
    following: Following, tmp_path: Path
) -> None:
    """Its command may cost a touch of a hardware key."""
    marker = tmp_path / "ran"
    text = config_of(f'{{ command = ["touch", "{marker}"] }}')
    config: Config = parse_config(text, tmp_path / "c.toml", os.environ)
    inside: Callable[[], AbstractContextManager[None]] = nullcontext
    assert "not held" in (await unlock(config, following.poller, "acme", inside)).text
    assert (await unlock(config, following.poller, "nobody", inside)).is_trouble
    assert not marker.exists()
