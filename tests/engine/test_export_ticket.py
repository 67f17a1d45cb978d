"""The text for a ticket: all that is known, and nothing of a vendor's that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.causes import Group
from providers.model import Counts, Part, Presence, Problem, Record
from providers.taking import Selection
from tests.engine.exported import DONE, FAILED, SKIPPED, close, shelved
from tui.engine.export import Subject
from tui.engine.export_ticket import Ticket, code, moment, write_ticket

AT = datetime(2026, 11, 23, 23, 30, 5, tzinfo=UTC)
VIENNA = ZoneInfo("Europe/Vienna")
HOSTILE = (
    "a | b",
    "`tick` ``two``",
    "`",
    "<script>alert(1)</script>",
    "[x](http://evil.example)",
    "![x](http://evil.example/p.png)",
    "@maintainer #123 GH-5",
    "line\n\n# heading\n- item\n```\nfence",
    "\r\n---\r\n",
    "\x1b]0;owned\x07\u202e",
    "https://evil.example",
    "\\` \\| &lt;b&gt;",
    "~~~",
)


@pytest.fixture
def subject(tmp_path: Path) -> Iterator[Subject]:
    """Three records failed for two reasons, one is well."""
    subject = shelved(
        tmp_path / "records",
        [
            Record("r1", FAILED, problems=(Problem("Card 51 declined", "51"),)),
            Record("r2", FAILED, problems=(Problem("Card 52 declined", "51"),)),
            Record("r3", SKIPPED, problems=(Problem("duplicate"),)),
            Record("r4", DONE),
        ],
    )
    yield subject
    close([subject])


def ticket_of(subject: Subject) -> Ticket:
    return Ticket(
        subject.row, subject.reading, subject.records, subject.origin, now=AT, zone=VIENNA
    )


def test_it_says_what_a_ticket_needs(subject: Subject) -> None:
    """Job, verdict, the vendor's word, counts, both clocks, reasons, and as of when."""
    assert subject.row.job is not None
    assert subject.reading is not None
    job = replace(
        subject.row.job,
        vendor_status="ProcessedWithErrors",
        counts=Counts(total=4, failed=2, skipped=1, named={"not effected": 3}),
        parts=(Part("validation", Counts(total=4), vendor_status="ok"),),
        created_at=AT,
        finished_at=AT,
        zoneless=frozenset({"finished_at"}),
        problems=(Problem("stopped", "E9"),),
        diagnostics=("counts are odd",),
    )
    row = replace(
        subject.row, job=job, seen_at=AT, trouble="HTTP 503", presence=Presence.UNREACHABLE
    )
    reading = replace(subject.reading, read_at=AT, trouble="the line broke", expected=9)

    text = write_ticket(replace(ticket_of(subject), row=row, reading=reading))

    both = "2026-11-23 23:30:05 UTC (2026-11-24 00:30:05 CET)"
    for line in (
        "## `acme/bulk/7`: PART",
        "- Job: Fusebill bulk job `7`, `BulkPayment`",
        "- Verdict: **PART** (partial)",
        "- Vendor's word: `ProcessedWithErrors`",
        "- Records: total 4, failed 2, skipped 1, not effected 3",
        "  - `validation`: `ok`, total 4",
        f"- Created: {both}",
        f"- Finished: {both}; the vendor states no zone, read as UTC",
        "- Problem: `E9` `stopped`",
        "- Note: `counts are odd`",
        "- Trouble: `HTTP 503`",
        f"- Job seen: {both}",
        f"- Records read: 4 of 9, {both}, from the store",
        "- **Not all records are read**: `the line broke`",
        "- **The job has moved on since its records were read**",
        f"- Written: {both}",
        "### Why records failed: 3 records, 2 reasons",
        "- 1: **2** (67 %) `51` `Card <n> declined`",
        "  - as in: `Card 51 declined`",
        "  - records: `r1`, `r2`",
        "- 2: **1** (33 %) `duplicate`",
    ):
        assert line in text.splitlines(), line


def test_what_is_not_listed_is_counted(subject: Subject) -> None:
    """A list that just ends is taken for all of it."""
    assert subject.reading is not None
    groups = tuple(Group(f"reason {nth}", 5, None, ("a", "b")) for nth in range(13))
    many = replace(ticket_of(subject), reading=replace(subject.reading, groups=groups))
    only = replace(many, selection=Selection(causes=((None, "reason 2"),)))

    assert "- (+3 further reasons, 15 records)" in write_ticket(many)
    assert "  - records: `a`, `b` (+3)" in write_ticket(many)
    assert "(the 1 asked for; 12 left out)" in write_ticket(only)
    assert "- 3: **5**" in write_ticket(only)
    assert "- 1: **5**" not in write_ticket(only)


def test_a_text_that_is_cut_says_by_how_much() -> None:
    """And one that came to us cut may have been longer still."""
    assert code("x" * 500).endswith("… (+100 characters)`")
    assert code("x" * 2_000).endswith("… (+1,600 characters or more)`")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_vendor_wrote_leaves_its_code_span(subject: Subject, text: str) -> None:
    """A name would be notified, a link clicked, an image fetched, by everybody in the ticket."""
    assert subject.row.job is not None
    assert subject.reading is not None
    job = replace(
        subject.row.job,
        ref=replace(subject.row.ref, id=text),
        vendor_status=text,
        title=text,
        counts=Counts(total=1, named={text: 1}),
        parts=(Part(text, vendor_status=text),),
        problems=(Problem(text, text),),
        diagnostics=(text,),
        web_url=text,
        records_note=text,
    )
    row = replace(subject.row, ref=job.ref, job=job, trouble=text)
    group = Group(text, 3, text, (text,), f"{text} ")
    reading = replace(subject.reading, trouble=text, groups=(group,))
    plain = Ticket(
        replace(row, ref=subject.row.ref, job=replace(job, ref=subject.row.ref)),
        reading,
        subject.records,
        "x",
    )

    hostile = write_ticket(replace(plain, row=row))

    assert len(hostile.splitlines()) == len(write_ticket(plain).splitlines())
    outside = without_code(hostile)
    assert not re.search(r"[`|<>\[\]@\\~\x1b\u202e]|http|script|heading|GH-5", outside), outside


@given(st.text(max_size=60) | st.text("` \n|", max_size=20))
def test_a_code_span_is_one_whatever_it_holds(text: str) -> None:
    """A run of ticks as long as the fence would end it."""
    span = code(text)
    assert without_code(f"a {span} b") in ("a  b", "a - b")
    assert "\n" not in span


def without_code(text: str) -> str:
    """A text without its code spans, each found as CommonMark finds it."""
    return re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", text)


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        (AT, UTC, "2026-11-23 23:30:05 UTC"),
        (AT.replace(hour=1), VIENNA, "2026-11-23 01:30:05 UTC (02:30:05 CET)"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), VIENNA, "9999-12-31 23:59:00 UTC"),
    ],
)
def test_a_moment_is_said_in_both_zones(at: datetime, zone: ZoneInfo, said: str) -> None:
    """The vendor's people read the one, the customer the other."""
    assert moment(at, zone) == said


@pytest.mark.parametrize("text", HOSTILE)
def test_memo_and_label_are_told_and_never_act(subject: Subject, text: str) -> None:
    """What somebody pasted into a memo is no heading, link or name to notify in the ticket."""
    row = replace(subject.row, memo=f"SUP-7 {text}")
    lines = write_ticket(replace(ticket_of(replace(subject, row=row)), label=text)).splitlines()
    [memo] = [line for line in lines if line.startswith("- Memo: ")]
    [account] = [line for line in lines if line.startswith("- Account: ")]
    assert memo == f"- Memo: {code(f'SUP-7 {text}')}"
    assert account == f"- Account: {code('acme')} ({code(text)})"
    assert "\x1b" not in memo + account


def test_without_a_memo_or_label_nothing_is_said_of_them(subject: Subject) -> None:
    """Blanks are none."""
    row = replace(subject.row, memo="  ")
    text = write_ticket(replace(ticket_of(replace(subject, row=row)), label=" "))
    assert "Memo" not in text
    assert "- Account: `acme`\n" in text
