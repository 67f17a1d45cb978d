"""Actions of real processes: several at once, and some that are killed while they send."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from providers.acting import SendState, Sent
from providers.sandbox.options import FUSEBILL_KEY
from tests.actions.racing import REF, Cut, Door, config_text
from tui.engine.action_ledger import Ledger
from tui.engine.clock import SystemClock
from tui.engine.database import Database
from tui.engine.places import find_places

CONFIRMED = ("process", "--confirm", REF.id)


@dataclass(slots=True)
class Shell:
    """Starts the program, each time as a process of its own, on one state folder."""

    door: Door
    config: Path

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        """Begin to do something to the job."""
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "tui", "--config", str(self.config), "act", str(REF))
        return await asyncio.create_subprocess_exec(
            *command, *words, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )

    async def run(self, *words: str) -> tuple[int, str]:
        """Do something to the job; gives the exit code and what was said of it."""
        process = await self.start(*words)
        async with asyncio.timeout(60):
            out, err = await process.communicate()
        assert b"Traceback" not in err
        return process.returncode or 0, (out + err).decode()

    def open(self) -> list[Sent]:
        """What is open, as the next session sees it."""
        return Ledger(self.door.journal, SystemClock()).open_sent()


@pytest.fixture
async def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shell]:
    """The program beside a vendor whose every byte is counted."""
    monkeypatch.setenv("KEY", FUSEBILL_KEY)
    config = tmp_path / "config.toml"
    door = Door(find_places(config).actions)
    await door.open()
    config.write_text(config_text(door.base_url), encoding="utf-8")
    yield Shell(door, config)
    await door.close()


async def test_of_several_processes_at_once_one_sends(shell: Shell) -> None:
    """Two engineers share a jump host and a ticket."""
    ends = await asyncio.gather(*(shell.run(*CONFIRMED) for _ in range(4)))
    assert sorted(code for code, _ in ends) == [0, 2, 2, 2], ends
    assert len(shell.door.posts) == shell.door.done() == 1
    assert shell.door.posts[0].was_journalled
    assert shell.open() == []


@pytest.mark.parametrize(
    ("cut", "is_done"),
    [(Cut(request=1), False), (Cut(request=200), False), (Cut(), True), (Cut(answer=30), True)],
)
async def test_one_that_is_killed_while_it_sends_is_not_sent_again(
    shell: Shell, cut: Cut, is_done: bool
) -> None:
    """Nobody is left to remember it but the line that was on the disk before."""
    await shell.door.renew(cut)
    # A length is known only after a whole request; any that is longer than the cut does.
    shell.door.length = 10_000 if cut.request else 0
    shell.door.gate = asyncio.Event()
    process = await shell.start(*CONFIRMED)
    async with asyncio.timeout(60):
        await shell.door.arrived.wait()
        assert [sent.state for sent in shell.open()] == [SendState.SENDING]
        process.kill()
        await process.communicate()
    shell.door.gate.set()
    assert [sent.state for sent in shell.open()] == [SendState.UNKNOWN]

    code, said = await shell.run(*CONFIRMED)
    assert code == 2
    assert len(shell.door.posts) == 1
    if is_done:
        assert "not allowed while it is ProcessedWithErrors" in said
        assert shell.open() == []
        return
    assert "nothing is sent until it is clear or settled by a person" in said
    assert [sent.state for sent in shell.open()] == [SendState.UNKNOWN]
    assert (await shell.run("settle"))[0] == 2
    assert (await shell.run("settle", "--confirm", REF.id))[0] == 0
    shell.door.cut, shell.door.gate = Cut(), None
    assert (await shell.run(*CONFIRMED))[0] == 0
    assert shell.door.done() == 1


async def test_ctrl_c_after_the_answer_takes_nothing_back_of_what_was_done(shell: Shell) -> None:
    """Another session holds the state file, the program seems to hang, and the deed is done.

    Whoever reads "nothing was sent" then does it by hand, a second time.
    """
    shell.door.gate = asyncio.Event()
    process = await shell.start(*CONFIRMED)
    assert process.stdout is not None
    said = b""
    async with asyncio.timeout(60):
        await shell.door.arrived.wait()
        file = Database(find_places(shell.config).store)
        with file.changing():
            shell.door.gate.set()
            while b"process is done" not in said:
                line = await process.stdout.readline()
                assert line, said
                said += line
            process.send_signal(signal.SIGINT)
            _, err = await process.communicate()
        file.close()
    assert b"nothing was sent" not in err
    assert b"Traceback" not in err
    assert process.returncode == 130
    assert shell.open() == []
