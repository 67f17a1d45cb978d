"""Records, the watchlist, and everything else without a screen."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

FAILED = "fusebill/bulk/500014"


async def test_records_come_in_three_forms_and_by_state(terminal: Terminal) -> None:
    """To read, to pipe, and to hand back for mending."""
    table = await terminal.run("records", FAILED)
    lines = await terminal.run("records", FAILED, "--format", "jsonl")
    sheet = await terminal.run("records", FAILED, "--format", "csv", "--state", "failed")
    none = await terminal.run("records", FAILED, "--format", "csv", "--state", "succeeded")

    assert [run.code for run in (table, lines, sheet, none)] == [0, 0, 0, 0]
    records = [json.loads(line) for line in lines.out.splitlines()]
    assert len(records) == len(table.out.splitlines()) == 250
    assert list(records[0]) == [
        "key",
        "state",
        "vendor_status",
        "entity_id",
        "data",
        "problems",
    ]
    assert list(records[0]["problems"][0]) == ["code", "message", "field"]
    rows = list(csv.DictReader(io.StringIO(sheet.out)))
    assert len(rows) == 250
    assert "is already cancelled" in rows[0]["message"]
    assert none.out == "key,state,vendor_status,entity_id,data,code,field,message\n"


async def test_no_spreadsheet_takes_a_vendors_text_for_a_formula(terminal: Terminal) -> None:
    """`=HYPERLINK(…)` in a record's error runs on the colleague's machine."""
    sheet = await terminal.run("records", "fusebill/bulk/500013", "--format", "csv")
    lines = await terminal.run("records", "fusebill/bulk/500013", "--format", "jsonl")
    table = await terminal.run("records", "fusebill/bulk/500013")
    cells = [cell for row in csv.reader(io.StringIO(sheet.out)) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    assert not any(cell.lstrip(" ")[:1] in set("=+-@\t\r") - {""} for cell in cells if cell)
    for run in (lines, table):
        assert all(ch >= " " or ch == "\n" for ch in run.out)
        assert not set("\x9b\x7f\u202e") & set(run.out)


async def test_a_state_that_there_is_not_names_the_near_one(terminal: Terminal) -> None:
    """An empty answer would say that nothing failed."""
    ended = await terminal.run("records", FAILED, "--state", "faild")
    assert ended.code == Exit.USAGE
    assert "did you mean failed?" in ended.err
    assert not terminal.sandbox.log


async def test_the_watchlist_is_kept_without_asking_any_vendor(terminal: Terminal) -> None:
    """It is worked on from scripts, and from hosts that reach no vendor."""
    url = f"{terminal.sandbox.base_url}/fusebill/v1/BulkApi/500003"
    added = await terminal.run("add", FAILED, url, "2607617", "--list", "night", "--memo", "T-1")
    again = await terminal.run("add", FAILED)
    listed = json.loads((await terminal.run("list", "--json")).out)["watches"]
    removed = await terminal.run("remove", "500003", FAILED)
    rest = await terminal.run("list")

    assert added.out.splitlines() == [
        f"added {FAILED} to night",
        "added fusebill/bulk/500003 to night",
        "added fusebill/bulk/2607617 to night",
    ]
    assert again.out == f"{FAILED} is watched already on night\n"
    assert [watch["id"] for watch in listed] == ["500014", "500003", "2607617"]
    assert listed[0]["memo"] == "T-1"
    assert listed[0]["added"].endswith("Z")
    assert removed.code == Exit.FINE
    assert rest.out == "fusebill/bulk/2607617  night  T-1\n"
    assert not terminal.sandbox.log
    assert (terminal.config.parent / "watchlist.toml").exists()


async def test_status_without_words_is_that_of_the_watchlist(terminal: Terminal) -> None:
    """And an empty one is said rather than answered with nothing."""
    empty = await terminal.run("status")
    await terminal.run("add", FAILED, "--list", "night")
    full = await terminal.run("status", "--list", "night")
    other = await terminal.run("status", "--list", "nihgt")

    assert (empty.code, other.code) == (Exit.USAGE, Exit.USAGE)
    assert "watchlist is empty" in empty.err
    assert FAILED in full.out


async def test_an_id_that_fits_two_accounts_is_asked_back(terminal: Terminal) -> None:
    """To guess would watch another customer's job."""
    with terminal.config.open("a") as file:
        file.write('[accounts.acme]\nprovider = "fusebill"\napi_key = { env = "K" }\n')
    ended = await terminal.run("add", "500003")
    assert ended.code == Exit.USAGE
    assert "say which: fusebill/bulk/500003, acme/bulk/500003" in ended.err
    assert ended.err.count("\n") == 1


async def test_a_config_that_is_not_there_is_said(terminal: Terminal) -> None:
    """The default one may be missing; one that was named may not."""
    missing = await terminal.run("--config", "/nowhere/c.toml", "list", own_config=False)
    default = await terminal.run("list", own_config=False)
    assert (missing.code, missing.err) == (2, "bulkjobs-tui: /nowhere/c.toml does not exist\n")
    assert (default.code, default.out, default.err) == (0, "", "")


async def test_the_version_is_one_line(terminal: Terminal) -> None:
    """It is the first thing a bug report needs."""
    ended = await terminal.run("--version")
    assert ended.code == Exit.FINE
    assert ended.out.startswith("bulkjobs-tui ")
    assert ended.out.count("\n") == 1


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, Exit.INTERRUPTED)]
)
async def test_the_sandbox_prints_a_working_config_and_ends_when_told(
    terminal: Terminal, number: signal.Signals, code: int
) -> None:
    """`sandbox > config.toml &` is how somebody tries it without an account."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui", "sandbox", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        lines: list[bytes] = []
        while not (lines and b"time_scale" in lines[-1] and len(lines) > 20):
            lines.append(await process.stdout.readline())
        terminal.config.write_bytes(b"".join(lines))
        ended = await terminal.run("status", FAILED)
        process.send_signal(number)
        rest, err = await process.communicate()
    assert ended.code == Exit.JOB_FAILED
    assert (rest, err, process.returncode) == (b"", b"", code)


async def test_a_reader_that_has_read_enough_is_no_error(terminal: Terminal) -> None:
    """`| head -1` is how people look at the form of a thing."""
    command = f'"{sys.executable}" -m tui --config "{terminal.config}" records fusebill/bulk/500004'
    process = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        f"{command} --format jsonl | head -1",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert out.count(b"\n") == 1
    assert err == b""
