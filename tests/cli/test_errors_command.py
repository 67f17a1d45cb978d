"""`errors`: why records failed, as a person and a script read it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from providers.causes import Group
from providers.known import ErrorReport, JobPart, Known
from providers.model import JobRef
from providers.reading import Reading
from tui.commands.errors_text import report_lines
from tui.commands.fitting import wrapped
from tui.engine.error_report import report_errors
from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

FAILED = "fusebill/bulk/500014"
MIXED = "fusebill/bulk/500004"
WAITING = "fusebill/bulk/500002"
ZOHO = "zoho/write/5000000000000900009"
WILLS = "willsuite/job/00000000-0000-4000-8000-000000000009"
GROUP = ["count", "share", "code", "message", "jobs", "examples", "known", "is_new"]
JOB = ["ref", "records", "failed", "is_complete", "read_at", "trouble"]


def knows(terminal: Terminal, text: str) -> None:
    """Write the file of known errors."""
    (terminal.config.parent / "errors.toml").write_text(text, encoding="utf-8")


async def test_a_script_gets_every_promised_field_over_several_vendors(terminal: Terminal) -> None:
    """It is written against the README, and a missing key is its crash."""
    knows(
        terminal,
        '[[error]]\npattern = "Case does not exist"\nreference = "KB-1"\nadvice = "Look"\n'
        '[[error]]\ncode = "DUPLICATE_DATA"\nadvice = "Merge"\n',
    )
    ended = await terminal.run("errors", FAILED, ZOHO, WILLS, "--json")

    document = json.loads(ended.out)
    groups, jobs = document["groups"], document["jobs"]
    assert list(document) == ["groups", "not_told_apart", "jobs"]
    assert ended.code == Exit.FINE
    assert ended.err == ""
    assert all(list(each) == GROUP for each in groups)
    assert all(list(each) == JOB for each in jobs)
    assert [job["ref"] for job in jobs] == [FAILED, ZOHO, WILLS]
    assert jobs[0]["records"] == jobs[0]["failed"] == 250
    assert all(job["is_complete"] and job["read_at"].endswith("Z") for job in jobs)
    assert [group["count"] for group in groups] == sorted(
        (group["count"] for group in groups), reverse=True
    )
    by_message = {group["message"]: group for group in groups}
    gone = by_message["Case does not exist or record already updated."]
    assert gone["jobs"] == [{"ref": WILLS, "count": 250}]
    assert gone["known"] == {"reference": "KB-1", "advice": "Look"}
    assert gone["is_new"] is False
    doubled = by_message["DUPLICATE_DATA in Email"]
    assert doubled["code"] == "DUPLICATE_DATA"
    assert doubled["known"] == {"reference": None, "advice": "Merge"}
    cancelled = by_message["Subscription of customer <n> is already cancelled."]
    assert (cancelled["known"], cancelled["is_new"], cancelled["code"]) == (None, True, None)
    assert cancelled["examples"][0] == {"ref": FAILED, "key": "500014000001"}
    total = sum(job["failed"] for job in jobs)
    assert cancelled["share"] == round(250 / total, 4)


async def test_a_person_reads_counts_reasons_and_what_to_do(terminal: Terminal) -> None:
    """One line a cause, the most frequent first, each by the number that `export` takes."""
    knows(terminal, '[[error]]\npattern = "CARD declined"\nreference = "KB-2"\nadvice = "Ask."\n')
    ended = await terminal.run("errors", MIXED)

    lines = ended.out.splitlines()
    assert lines[0] == "24 failed records fall into 6 groups: 1 known, 5 new"
    assert lines[2].startswith("#1  ")
    assert "known, KB-2: Card declined. [gateway code: 51]" in lines[2]
    assert lines[3] == "    do: Ask."
    assert lines[4].startswith("    500004000")
    assert ended.code == Exit.FINE
    assert "\x1b" not in ended.out


async def test_an_ended_job_is_read_once_and_counted_without_its_vendor(
    terminal: Terminal,
) -> None:
    """The vendor may be down next time, or have forgotten the job."""
    first = await terminal.run("errors", FAILED, ZOHO, "--json")
    asked = len(terminal.sandbox.log)
    await terminal.sandbox.close()
    second = await terminal.run("errors", FAILED, ZOHO, "--json")

    assert asked > 0
    assert len(terminal.sandbox.log) == asked
    assert second == first
    records = list(Path(terminal.config).parent.parent.rglob("records/*.sqlite3"))
    assert len(records) == 2
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in records)


async def test_of_a_job_that_waits_the_vendor_is_asked_and_what_is_kept_stands_in(
    terminal: Terminal,
) -> None:
    """It may have moved on; but yesterday's reasons are better than none."""
    first = await terminal.run("errors", WAITING)
    asked = terminal.asked("500002")
    again = await terminal.run("errors", WAITING)
    asked_again = terminal.asked("500002")
    await terminal.sandbox.close()
    offline = await terminal.run("errors", WAITING)

    assert "has no outstanding balance." in first.out
    # Once for the job, once for its records; then for the job alone.
    assert (asked, asked_again) == (2, 3)
    # What was new then is new for a day.
    assert again == first
    assert offline.out == first.out
    assert offline.code == Exit.UNREACHABLE
    assert "counted as read" in offline.err


async def test_what_can_not_be_read_is_said_and_the_rest_is_counted(terminal: Terminal) -> None:
    """Seven refs out of a ticket, and one of them with a slip."""
    ended = await terminal.run("errors", FAILED, "373333", "zoho/read/554023000000568002")

    assert ended.code == Exit.NO_SUCH_JOB
    assert ended.out.startswith("of 3 jobs 1 has been read; 1 has no records\n250 failed records")
    read, missing = ended.err.splitlines()[::-1]
    assert "fusebill/bulk/373333: HTTP 404" in missing or "fusebill/bulk/373333: HTTP 404" in read
    assert "its rows are customers' data" in ended.err


async def test_a_broken_file_of_errors_is_told_and_costs_nothing_else(terminal: Terminal) -> None:
    """The question is why records failed."""
    knows(terminal, "[[error]]\npatern = 'x'\n")
    ended = await terminal.run("errors", FAILED, "--json")

    assert ended.code == Exit.FINE
    assert json.loads(ended.out)["groups"][0]["count"] == 250
    assert "errors.toml:2: unknown key 'patern' (did you mean pattern?)" in ended.err


async def test_records_that_can_not_be_kept_are_counted_all_the_same(terminal: Terminal) -> None:
    """A full or read-only home must not stand between a person and the reason."""
    await terminal.run("status", FAILED)
    [state] = Path(terminal.config).parent.parent.rglob("state.sqlite3")
    (state.parent / "records").write_text("a file where the folder should be")
    ended = await terminal.run("errors", FAILED)

    assert ended.out.startswith("250 failed records fall into 1 group")
    assert ended.code == Exit.FINE


async def test_hostile_reasons_act_on_no_terminal(terminal: Terminal) -> None:
    """A vendor's text may be a customer's."""
    ended = await terminal.run("errors", "fusebill/bulk/500013")
    script = await terminal.run("errors", "fusebill/bulk/500013", "--json")

    assert "#8" in ended.out
    for run in (ended, script):
        assert all(ch >= " " or ch == "\n" for ch in run.out)
        assert not set("\x9b\x7f\u202e") & set(run.out)


async def test_a_word_that_is_no_job_is_refused_before_anybody_is_asked(
    terminal: Terminal,
) -> None:
    """Exit 2 is a slip of one's own."""
    ended = await terminal.run("errors", FAILED, "hello")

    assert ended.code == Exit.USAGE
    assert not terminal.sandbox.log


def test_lines_fit_the_terminal_and_lose_nothing() -> None:
    """At 60 columns a long reason goes on below, wide letters counted as two."""
    ref = JobRef("acme", "bulk", "1" * 30)
    message = "顧客" * 30 + " is " + "x" * 90 + " because " + "word " * 20
    groups = (Group(message.strip(), 1_234, "CODE", ("k" * 50, "j" * 50), ""),)
    parts = [JobPart(ref, "zoho", Reading(ref, groups=groups, is_over=True), 2_000)] * 2
    report = report_errors(parts, lambda *_: Known("KB-1", "Do " + "this " * 30))

    lines = list(report_lines(report, 60))

    def columns(line: str) -> int:
        return sum(2 if ch in "顧客" else 1 for ch in line)

    assert max(map(columns, lines)) <= 60
    kept = "".join("".join(lines).split())
    for text in (message, "CODE", "KB-1", "this" * 30, "k" * 50, str(ref), "62%"):
        assert "".join(text.split()) in kept
    assert list(wrapped("a b", None)) == ["a b"]


def test_nothing_to_tell_is_said() -> None:
    """An empty answer would look like a program that did nothing."""
    ref = JobRef("acme", "bulk", "1")
    read = JobPart(ref, "fusebill", Reading(ref, is_over=True))

    assert list(report_lines(report_errors([read]), None)) == ["no failed records"]
    assert list(report_lines(ErrorReport(parts=(JobPart(ref, "fusebill"),)), None)) == [
        "of 1 job 0 have been read",
        "nothing read",
    ]


def test_no_screen_is_loaded() -> None:
    """It is most of the start, and a script runs the command in a loop."""
    code = (
        "import sys, tui.cli, tui.commands.errors;"
        "print(sorted({'textual', 'screens'} & sys.modules.keys()))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
