"""The desk, at a real terminal: neither its pictures nor its ends give a credential away."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.canary.canaries import REFS, SECRETS
from tests.canary.searching import found_on_screen
from tests.canary.terminals import TUI, OwnTerminal

if TYPE_CHECKING:
    from tests.canary.conftest import Canary

TOLD_TO_RECORD = {
    "TEXTUAL": "devtools,debug",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_SCREENSHOT": "1",
}
AT_HAND = """
from tui.engine.session import Session
import asyncio, os
def at_hand():
    return {"key": os.environ["CANARY_FB"], "header": "Basic " + os.environ["CANARY_FB"]}
"""
KEY_CRASH = (
    AT_HAND
    + """
from tui.guard import begin_guarded
begin_guarded()
from screens.desk import DeskScreen
def crash(self):
    secret = at_hand()
    raise RuntimeError(f"over {secret}")
DeskScreen.action_sort = crash
"""
    + TUI
)
WORKER_CRASH = (
    AT_HAND
    + """
async def run(self, on_news):
    secret = at_hand()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(die(secret))
async def die(secret):
    raise ValueError(f"over {secret}")
Session.run = run
"""
    + TUI
)
ADAPTER_CRASH = (
    AT_HAND
    + """
from providers.fusebill import Fusebill
async def fetch(self, ref):
    secret = at_hand()
    try:
        raise KeyError(secret["key"])
    except KeyError as error:
        raise LookupError(secret) from error
Fusebill.fetch = fetch
"""
    + TUI
)


async def at_the_desk(
    canary: Canary, code: str, drive: Callable[[OwnTerminal], None], *refs: str
) -> int:
    """Open the desk, let a person do something there, and search everything."""

    def sit() -> tuple[int, bytes]:
        words = ("--config", str(canary.config), *refs)
        told = {**TOLD_TO_RECORD, "TEXTUAL_LOG": str(canary.folder / "home" / "textual.log")}
        told["TEXTUAL_SCREENSHOT_LOCATION"] = str(canary.folder / "home")
        environ = {**canary.environ, **told}
        with OwnTerminal(code, *words, folder=canary.folder / "work", environ=environ) as terminal:
            drive(terminal)
            return terminal.wait(), terminal.written

    ended, written = await asyncio.to_thread(sit)
    assert list((canary.folder / "home").rglob("*")) or code is not TUI, "it wrote elsewhere"
    canary.assert_kept()
    assert found_on_screen(written, SECRETS) == set()
    assert b"Traceback" not in written
    assert {path.suffix for path in canary.folder.rglob("*")} & {".svg", ".png"} == set()
    assert not (canary.folder / "home" / "textual.log").exists()
    return ended


def logs(canary: Canary) -> str:
    """What the program's own log says."""
    paths: list[Path] = [path for path in canary.folder.rglob("log") if path.is_file()]
    return "\n".join(path.read_text() for path in paths)


async def test_a_session_at_all_vendors(canary: Canary) -> None:
    """Everything that can be looked at, is; with recording asked for in the environment."""

    def drive(terminal: OwnTerminal) -> None:
        terminal.read_until("773")
        terminal.press("?")
        terminal.read_until("close, quit")
        terminal.press("q")
        terminal.read_until("373334")
        terminal.press("q")

    assert await at_the_desk(canary, TUI, drive, *REFS) == 0
    assert len(canary.sandbox.log) >= len(REFS)


async def test_a_refused_account_whose_vendor_quotes_the_key(canary: Canary) -> None:
    """The refusal stands on the screen for hours."""
    body = json.dumps({"message": f"no such key {SECRETS['fusebill key']} here"}).encode()
    canary.sandbox.faults.answer("/fusebill", 401, body, times=None)

    def drive(terminal: OwnTerminal) -> None:
        terminal.read_until("AUTH")
        terminal.press("q")

    assert await at_the_desk(canary, TUI, drive, REFS[0]) == 0


async def test_a_bug_behind_a_key(canary: Canary) -> None:
    """Textual's own crash screen prints all variables."""

    def drive(terminal: OwnTerminal) -> None:
        terminal.read_until("373334")
        terminal.press("s")

    assert await at_the_desk(canary, KEY_CRASH, drive, REFS[0]) == 70
    assert "in crash" in logs(canary)


async def test_a_bug_in_the_worker(canary: Canary) -> None:
    """It ends the program, and is told in the log and in a file of its own."""

    def drive(terminal: OwnTerminal) -> None:
        terminal.read_until("stopped over")

    assert await at_the_desk(canary, WORKER_CRASH, drive, REFS[0]) == 70
    assert "in die" in logs(canary)


async def test_a_bug_in_an_adapter(canary: Canary) -> None:
    """It stands at its job, as text, and its trouble is kept in the state file."""

    def drive(terminal: OwnTerminal) -> None:
        terminal.read_until("a bug in its adapter")
        terminal.press("q")

    assert await at_the_desk(canary, ADAPTER_CRASH, drive, REFS[0]) == 0
    assert "in fetch" in logs(canary)


@pytest.mark.parametrize("way", ["text", "escaped", "wrapped"])
async def test_a_leak_on_the_screen_is_found(canary: Canary, way: str) -> None:
    """Else all of the above would prove nothing."""
    shown = {
        "text": "os.environ['CANARY_FB']",
        "escaped": "''.join(f'\\x1b[1m{ch}\\x1b[0m' for ch in os.environ['CANARY_FB'])",
        "wrapped": "'\\r\\n│ '.join(os.environ['CANARY_FB'][n:n+5] for n in range(0, 60, 5))",
    }[way]
    code = f"import os, sys; print({shown}); sys.exit(0)"
    with pytest.raises(AssertionError, match="fusebill key"):
        await at_the_desk(canary, code, lambda terminal: None)


ASKING = """
import getpass, os, sys
try:
    os.close(os.open("/dev/tty", os.O_RDWR))
except OSError:
    sys.exit("the store is locked")
getpass.getpass("PIN please: ")
print(os.environ["HOME"] and open(sys.argv[1]).read(), end="")
"""


async def test_a_locked_store_is_opened_from_the_desk(canary: Canary) -> None:
    """The command asks at the real terminal, and what it then gives is used and never shown."""
    key = canary.keys / "fusebill-key"
    key.touch(mode=0o600)
    key.write_text(SECRETS["fusebill key"])
    (canary.keys / "asking.py").write_text(ASKING)
    command = [sys.executable, str(canary.keys / "asking.py"), str(key)]
    text = canary.config.read_text()
    canary.config.write_text(text.replace('{ env = "CANARY_FB" }', f"{{ command = {command} }}"))

    def drive(terminal: OwnTerminal) -> None:
        terminal.read_until("AUTH")
        terminal.press("\r")
        terminal.read_until("PIN please: ")
        assert not terminal.shows_what_is_typed
        terminal.press("4711\r")
        terminal.read_until("asking again")
        terminal.read_until("DONE")
        terminal.press("q")

    assert await at_the_desk(canary, TUI, drive, "fusebill/bulk/500012") == 0
