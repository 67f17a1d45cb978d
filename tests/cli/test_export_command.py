"""`export`: records and summaries taken away, from vendors over real HTTP."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import pty
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

PAYMENTS = "fusebill/bulk/500004"
HOSTILE = "fusebill/bulk/500013"
LINES = "fusebill/bulk/500014"
WRITE_OFF = "fusebill/bulk/373335"
WILLS = "willsuite/job/43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
DEALS = "zoho/write/5000000000000900005"
READ = "zoho/read/554023000000568002"


def rows(text: str) -> list[list[str]]:
    """The text read as CSV."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


async def test_the_records_are_read_once_and_answer_from_the_store_then(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The second question about a job that has ended must not cost its vendor another answer."""
    path = tmp_path / "a.csv"
    first = await terminal.run("export", PAYMENTS, "--format", "csv", "-o", str(path))
    asked = terminal.asked("500004")
    lines = await terminal.run("export", PAYMENTS, "--format", "jsonl", "--state", "failed")
    listed = await terminal.run("records", PAYMENTS, "--format", "jsonl", "--state", "failed")

    assert (first.code, first.err) == (Exit.FINE, "")
    assert first.out.startswith("wrote 300 of 300 records, ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(rows(path.read_text())) == 301
    assert terminal.asked("500004") == asked
    assert lines.out == listed.out
    assert lines.out.count("\n") == 24


async def test_a_file_is_not_written_over_unless_forced(terminal: Terminal, tmp_path: Path) -> None:
    """And nobody waits for the vendor to be told so."""
    path = tmp_path / "a.md"
    path.write_text("mine")

    kept = await terminal.run("export", HOSTILE, "--format", "md", "-o", str(path))
    nowhere = await terminal.run("export", HOSTILE, "--format", "md", "-o", str(tmp_path / "x/y"))
    assert (kept.code, kept.err.count("\n")) == (Exit.USAGE, 1)
    assert "exists and is left as it is; --force replaces it" in kept.err
    assert "is no folder; make it first" in nowhere.err
    assert path.read_text() == "mine"
    assert not terminal.sandbox.log

    forced = await terminal.run("export", HOSTILE, "--format", "md", "--force", "-o", str(path))
    assert forced.code == Exit.FINE
    assert path.read_text().startswith(f"## `{HOSTILE}`: PART\n")


async def test_csv_is_guarded_unless_it_is_wanted_raw(terminal: Terminal) -> None:
    """`=HYPERLINK(…)` in a record's error runs on the colleague's machine."""
    sheet = rows((await terminal.run("export", HOSTILE, "--format", "csv")).out)
    raw = rows((await terminal.run("export", HOSTILE, "--format", "csv", "--raw")).out)
    assert any(row[7].startswith("'=HYPERLINK") for row in sheet)
    assert any(row[7].startswith("=HYPERLINK") for row in raw)
    assert not any(cell.lstrip(" ")[:1] in tuple("=+-@\t\r") for row in sheet for cell in row)


async def test_rows_of_one_cause_or_of_all_others_are_sent_again(terminal: Terminal) -> None:
    """In the columns of the payment that was sent, and never one that went through."""
    record = (await terminal.run("export", PAYMENTS, "--format", "jsonl", "--state", "failed")).out
    data = {json.loads(line)["key"]: json.loads(line)["data"] for line in record.splitlines()}
    form = ("--format", "resubmit")

    one = rows((await terminal.run("export", PAYMENTS, *form, "--group", "1")).out)
    others = rows((await terminal.run("export", PAYMENTS, *form, "--not-group", "1")).out)
    wrong = await terminal.run("export", PAYMENTS, *form, "--group", "99")

    assert one[0] == others[0] == ["customerId", "reference", "amount"]
    assert len(one) + len(others) == 24 + 2
    sent = [f'{{"customerId":{a},"reference":"{b}","amount":{c}}}' for a, b, c in (one + others)]
    assert sorted(text for text in sent if 'customerId":customerId' not in text) == sorted(
        data.values()
    )
    assert (wrong.code, wrong.out) == (Exit.USAGE, "")
    assert "no group 99" in wrong.err


async def test_each_vendor_gives_the_rows_that_it_holds(terminal: Terminal) -> None:
    """Ids, lines of a file without their header, the ids of cases: and what they lack is said."""
    form = ("--format", "resubmit")
    ids = await terminal.run("export", WRITE_OFF, *form)
    lines = await terminal.run("export", LINES, *form)
    cases = await terminal.run("export", WILLS, *form)
    task = await terminal.run("export", "fusebill/service/2607617", *form)

    assert ids.out == "invoiceId\n13789624\n13789632\n"
    assert lines.out.startswith("655080,Kennedy 1,k1@example.com\n")
    assert "without a line of column names" in lines.err
    assert cases.out.splitlines()[:2] == ["Case ID", "4528a261-917d-4cbc-939e-7ea48cffca69"]
    assert "names failures by their id alone" in cases.err
    assert (task.code, task.out) == (Exit.USAGE, "")


async def test_zoho_rows_are_those_of_the_file_that_was_uploaded(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Its result holds three columns, and the customer needs all of them."""
    form = ("export", DEALS, "--format", "resubmit")
    bare = await terminal.run(*form)
    lines = (await terminal.run("export", DEALS, "--format", "jsonl")).out.splitlines()
    data = [json.loads(json.loads(line)["data"]) for line in lines]
    source, other = tmp_path / "deals [old].csv", tmp_path / "other.csv"
    body = [f"{d['Email']};{d['Last_Name']};{d['Company']};P{n}" for n, d in enumerate(data)]
    head = "Email;Last_Name;Company;Phone"
    source.write_text("\r\n".join([head, *reversed(body)]) + "\r\n")
    other.write_text("\n".join([head, *body[1:]]))

    found = await terminal.run(*form, "--source", str(source))
    first = await terminal.run(*form, "--source", str(source), "--group", "1")
    missing = await terminal.run(*form, "--source", str(other))

    assert "--source ORIGINAL.csv" in bare.err
    assert (found.code, found.err) == (Exit.FINE, "")
    assert found.out.split() == source.read_text().split()
    assert 2 < first.out.count("\n") < 101
    assert set(first.out.split("\n")) < set(found.out.split("\n"))
    assert missing.code == Exit.USAGE
    assert "1 are not in it (the first is row 1" in missing.err


async def test_a_ticket_says_what_there_is_without_records_too(terminal: Terminal) -> None:
    """Its rows are customers' data and stay at Zoho; the job is still what the ticket is about."""
    ticket = await terminal.run("export", READ, "--format", "md")
    nothing = await terminal.run("export", READ, "--format", "csv")
    unknown = await terminal.run("export", "fusebill/bulk/373333", "--format", "md")

    assert ticket.code == Exit.FINE
    assert "- Verdict: **DONE** (succeeded)" in ticket.out
    assert "- Records read: none; " in ticket.out
    assert (nothing.code, nothing.out) == (Exit.USAGE, "")
    assert (unknown.code, unknown.out) == (Exit.NO_SUCH_JOB, "")


async def test_what_was_read_is_given_when_the_vendor_is_gone(terminal: Terminal) -> None:
    """The vendor's outage is when people ask."""
    before = await terminal.run("export", PAYMENTS, "--format", "csv")
    await terminal.sandbox.close()
    after = await terminal.run("export", PAYMENTS, "--format", "csv")
    ticket = await terminal.run("export", PAYMENTS, "--format", "md")
    never = await terminal.run("export", LINES, "--format", "csv")

    assert (after.code, after.out) == (Exit.FINE, before.out)
    assert "from this machine's store of records" in ticket.out
    assert (never.code, never.out) == (Exit.UNREACHABLE, "")


async def test_evidence_is_what_the_vendor_wrote_and_when_and_how_it_was_read(
    terminal: Terminal,
) -> None:
    """Months later nobody can ask again, and the vendor says that it never said so."""
    await terminal.run("export", WRITE_OFF, "--format", "csv")
    await terminal.sandbox.close()
    after = await terminal.run("export", WRITE_OFF, "--format", "evidence")
    head, *records = map(json.loads, after.out.splitlines())

    assert (after.code, after.err) == (Exit.FINE, "")
    assert json.loads(head["answer"]["body"])["status"] == head["job"]["vendor_status"]
    told = head["answer"]["calls"] + head["records"]["calls"]
    assert [(call["method"], call["path"].rpartition("/")[2], call["status"]) for call in told] == [
        ("GET", "373335", 200),
        ("GET", "373335?view=Full", 200),
    ]
    assert head["answer"]["read_at"] == told[0]["at"]
    assert len(records) == head["records"]["count"] > 0
    assert [json.loads(each["raw"])["status"] for each in records] == [
        each["vendor_status"] for each in records
    ]


async def test_evidence_of_a_job_without_records_is_its_answer(terminal: Terminal) -> None:
    """Rows of a Zoho read are customers' data, and are not kept."""
    ended = await terminal.run("export", READ, "--format", "evidence")
    [head] = map(json.loads, ended.out.splitlines())

    assert ended.code == Exit.FINE
    assert head["records"] is None
    assert "customers' data" in head["note"]
    assert READ.rpartition("/")[2] in head["answer"]["body"]


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "xml"],
        [],
        ["--format", "csv", "--filter", "nope:1"],
        ["--format", "csv", "--filter", '"open'],
        ["--format", "csv", "--state", "faild"],
        ["--format", "jsonl", "--raw"],
        ["--format", "csv", "--source", "x.csv"],
        ["--format", "resubmit", "--by-row"],
        ["--format", "resubmit", "--source", "/nowhere/x.csv"],
        ["--format", "csv", "-o", "/proc/nothing/here"],
    ],
    ids=" ".join,
)
async def test_what_makes_no_sense_is_said_before_anybody_is_asked(
    terminal: Terminal, words: list[str]
) -> None:
    """A slip in a script is not to be paid with the vendor's limit."""
    ended = await terminal.run("export", PAYMENTS, *words)
    assert (ended.code, ended.out) == (Exit.USAGE, "")
    assert ended.err
    assert not terminal.sandbox.log


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
async def test_interrupted_it_leaves_no_file(
    terminal: Terminal, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """A lost connection in the middle of it: nothing that is taken for all."""
    out = tmp_path / "out"
    await asyncio.to_thread(out.mkdir)
    slowed = (
        "import sys, time, tui.engine.export as e, tui.cli\n"
        "def slow(*a, **k):\n"
        "    yield 'x'\n"
        "    print('begun', file=sys.stderr, flush=True)\n"
        "    while True:\n"
        "        time.sleep(0.01)\n"
        "        yield 'x'\n"
        "e.csv_lines = slow\n"
        "sys.exit(tui.cli.main(sys.argv[1:]))\n"
    )
    words = ("--config", str(terminal.config), "export", PAYMENTS, "--format", "csv")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", slowed, *words, "-o", str(out / "a.csv")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    async with asyncio.timeout(60):
        assert await process.stderr.readline() == b"begun\n"
        process.send_signal(number)
        _, err = await process.communicate()
    assert process.returncode == code
    assert err == b""
    assert os.listdir(out) == []


async def test_a_reader_that_has_read_enough_is_no_error(terminal: Terminal) -> None:
    """`| head -1` is how people look at the form of a thing."""
    command = f'"{sys.executable}" -m tui --config "{terminal.config}" export {PAYMENTS}'
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f"{command} --format jsonl | head -1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert (out.count(b"\n"), err) == (1, b"")


async def test_a_terminal_gets_progress_apart_and_acts_on_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Rows to send again hold what customers typed, to the letter."""
    leader, follower = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "--config", str(terminal.config), "export", HOSTILE),
        *("--format", "csv", "--raw", "--state", "failed"),
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=subprocess.DEVNULL,
    )
    os.close(follower)
    shown = b""
    while piece := await asyncio.to_thread(_read, leader):
        shown += piece
    await process.wait()
    os.close(leader)
    assert b"HYPERLINK" in shown
    assert b"\x1b" not in shown
    assert "\u202e" not in shown.decode()


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65_536)
    except OSError:
        return b""


async def test_the_ticket_has_the_memo_and_the_accounts_label(terminal: Terminal) -> None:
    """Whoever reads the ticket knows whose job it is, and what was noted on it."""
    await terminal.run("add", "fusebill/bulk/500014", "--memo", "SUP-7 `x`")
    ended = await terminal.run("export", "fusebill/bulk/500014", "--format", "md")
    assert ended.code == 0
    assert "- Account: `fusebill` (`SANDBOX`)\n- Memo: ``" in ended.out
