"""`wait` and `watch`: jobs followed without a screen, and the code they end with."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tests.cli.conftest import Terminal
from tests.warm import Warm
from tui.exits import Exit

PART = "zoho/write/4150868000005350003"
READY = "fusebill/bulk/373334"
RUNS = "fusebill/bulk/500003"


@pytest.fixture
async def quick(tmp_path: Path, warm: Warm) -> AsyncIterator[Terminal]:
    """The program beside a sandbox whose jobs end in a second."""
    async with Sandbox(SandboxOptions(records=300, speed=500)) as sandbox:
        config = tmp_path / "own" / "config.toml"
        config.parent.mkdir()
        config.write_text(sandbox.config_toml(), encoding="utf-8")
        yield Terminal(sandbox, config, warm)


async def test_wait_prints_each_end_and_ends_as_the_worst(quick: Terminal) -> None:
    """A script goes on only when all of them went well."""
    ended = await quick.run("wait", "fusebill/bulk/500012", PART)
    assert ended.code == Exit.JOB_FAILED
    lines = sorted(ended.out.splitlines())
    assert [line.split()[:2] for line in lines] == [
        ["DONE", "fusebill/bulk/500012"],
        ["PART", PART],
    ]
    assert ended.err == ""
    again = await quick.run("wait", "fusebill/bulk/500012")
    assert (again.code, again.out.split()[0]) == (Exit.FINE, "DONE")


async def test_wait_gives_the_promised_json_at_the_end(quick: Terminal) -> None:
    """For scripts that want the figures as well."""
    ended = await quick.run("wait", "fusebill/bulk/500012", "--json")
    [job] = json.loads(ended.out)["jobs"]
    assert (job["state"], job["counts"]["succeeded"]) == ("succeeded", 400)


async def test_a_job_that_waits_for_a_person_has_ended_for_now(quick: Terminal) -> None:
    """Nobody will press Process while the script holds the terminal."""
    ended = await quick.run("wait", READY)
    assert (ended.code, ended.out.split()[0]) == (Exit.FINE, "READY")


async def test_wait_gives_up_after_its_time(terminal: Terminal) -> None:
    """A night job must not hang for ever."""
    ended = await terminal.run("wait", RUNS, "--timeout", "0.2s")
    assert (ended.code, ended.out) == (Exit.TIMEOUT, "")


async def test_wait_for_what_is_not_there_ends_at_once(quick: Terminal) -> None:
    """A mistyped id never ends."""
    ended = await quick.run("wait", "fusebill/bulk/373333")
    assert ended.code == Exit.NO_SUCH_JOB
    assert ended.err.startswith("bulkjobs-tui: fusebill/bulk/373333: HTTP 404")
    assert ended.err.count("\n") == 1


async def test_wait_ends_when_credentials_are_refused(quick: Terminal) -> None:
    """Each try counts against the account."""
    text = quick.config.read_text().replace('"MDpTQU5EQk9Y"', '"MDpXUk9ORw=="')
    quick.config.write_text(text)
    ended = await quick.run("wait", RUNS, "fusebill/bulk/500012")
    assert ended.code == Exit.REFUSED
    assert ended.err.count("renew the credentials of account fusebill") == 2


async def test_wait_outlives_a_vendor_that_is_away(quick: Terminal) -> None:
    """One failed poll ends the watch of other tools, and the job is not looked after."""
    await quick.sandbox.close()
    ended = await quick.run("wait", "fusebill/bulk/500012", "--timeout", "4")
    assert ended.code == Exit.UNREACHABLE
    assert "the connection was refused" in ended.err


async def test_watch_appends_a_line_a_change_until_all_has_ended(quick: Terminal) -> None:
    """What a screen reader says aloud, and `tee` keeps: no cursor moves, no line comes twice."""
    ended = await quick.run("watch", "fusebill/bulk/500012", PART, READY, "--plain")
    assert ended.code == Exit.JOB_FAILED
    lines = ended.out.splitlines()
    assert not set("\x1b\r\x08") & set(ended.out)
    assert len(set(lines)) == len(lines)
    assert any("first seen" in line for line in lines)
    assert any(line.split()[1:3] == ["DONE", "fusebill/bulk/500012"] for line in lines)
    assert any(line.split()[1:3] == ["PART", PART] for line in lines)
    assert sum("waits for a person at the vendor" in line for line in lines) == 1


async def test_watch_without_jobs_follows_the_watchlist(quick: Terminal) -> None:
    """And says so when there is nothing on it."""
    empty = await quick.run("watch", "--plain")
    assert (empty.code, empty.err.count("\n")) == (Exit.USAGE, 1)
    await quick.run("add", "fusebill/bulk/500012", "--list", "mine")
    ended = await quick.run("watch", "--plain", "--list", "mine")
    assert (ended.code, ended.out.splitlines()[-1].split()[1]) == (Exit.FINE, "DONE")


async def test_watch_says_of_what_had_ended_before_how(quick: Terminal) -> None:
    """Silence would be taken for work under way."""
    await quick.run("wait", "fusebill/bulk/500012")
    ended = await quick.run("watch", "fusebill/bulk/500012", "--plain")
    assert ended.out.split()[1:3] == ["DONE", "fusebill/bulk/500012"]
    assert ended.out.rstrip().endswith("ended before")


async def test_each_trouble_is_told_once(quick: Terminal) -> None:
    """A vendor that is away for a night would fill the log."""
    await quick.sandbox.close()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "--config", str(quick.config), "watch", RUNS),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert "no answer: 127.0.0.1: the connection was refused; asked again" in line
    process.send_signal(signal.SIGINT)
    out, err = await process.communicate()
    assert (process.returncode, out, err) == (Exit.INTERRUPTED, b"", b"")


async def test_a_reader_that_has_read_enough_ends_the_watch(quick: Terminal) -> None:
    """`watch | head -1` is no error."""
    reading, writing = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "--config", str(quick.config), "watch", RUNS, READY),
        stdout=writing,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(writing)
    os.close(reading)
    _, err = await process.communicate()
    assert (process.returncode, err) == (Exit.FINE, b"")
