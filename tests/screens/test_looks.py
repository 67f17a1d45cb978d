"""What the screens look like. Each picture was looked at before it was taken for right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import pytest

from providers.facts import Guess
from providers.model import JobRef, Problem, RecordState
from providers.pace import Pace
from providers.watched import Alert, Watched
from tests.screens.fake_jobs import FakeJobs, app_on, read
from tests.screens.sample_actions import (
    acting_jobs,
    budgeted_jobs,
    sending_jobs,
    unclear_jobs,
)
from tests.screens.sample_blocking import blocking_jobs
from tests.screens.sample_copies import copying_jobs, unsure_jobs
from tests.screens.sample_exports import (
    SOURCE,
    exporting_jobs,
    occupied_jobs,
    refusing_jobs,
    writing_jobs,
)
from tests.screens.sample_jobs import sample_jobs, sample_records
from tests.screens.sample_refs import AUTH, BUSY, FAIL, GONE, PART, READY, STALE
from tui.app import BulkJobsApp

SMALL, LARGE, LOW = (80, 24), (140, 40), (60, 15)
FORMS: Final = ((120, 30), (100, 30), (70, 20), (50, 12), (30, 8))
"""One of each other form that the desk has."""


@dataclass(frozen=True)
class Look:
    """One state of the program."""

    name: str
    jobs: Callable[[], FakeJobs] = sample_jobs
    press: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = (SMALL, LARGE)
    theme: str = "dark"


MENU: Final = (*"jjj", "exclamation_mark")
CARD: Final = (*MENU, "p")


def unanswered() -> FakeJobs:
    """A vendor that takes its time over an action."""
    jobs = acting_jobs()
    jobs.actions.sending = asyncio.Event()
    return jobs


def unread() -> FakeJobs:
    """Nobody has read the records yet."""
    jobs = sample_jobs()
    jobs.readings = {}
    return jobs


def resting() -> FakeJobs:
    """No account is held but by its vendor."""
    jobs = budgeted_jobs()
    jobs.facts = jobs.facts[:2]
    jobs.watched = [row for row in jobs.watched if row.ref.account != "crm"]
    return jobs


def empty() -> FakeJobs:
    """A new user's desk."""
    jobs = FakeJobs(facts=sample_jobs().facts)
    jobs.facts = [replace(each, is_held=False, calls=0) for each in jobs.facts]
    return jobs


def many_records(*, is_over: bool = True) -> FakeJobs:
    """Sixty records, some of which failed for one of three reasons."""
    jobs = sample_jobs()
    bad = sample_records()[0]
    records = []
    for at in range(60):
        message = (
            f"Invoice {1_000 + at} is not in status Posted",
            f"Customer {90_000 + at} is not Active",
            "Amount must be a number",
        )[at % 5 % 3]
        state = RecordState.FAILED if at % 5 < 3 and at % 2 else RecordState.SUCCEEDED
        is_bad = state is RecordState.FAILED
        record = msgspec.structs.replace(
            bad,
            key=str(3_456_499 + at),
            state=state,
            vendor_status="FailedProcessing" if is_bad else "Processed",
            data=str(13_789_624 + 8 * at),
            problems=(Problem(message),) if is_bad else (),
            entity_id=None if is_bad else str(77_000 + at),
        )
        records.append(record)
    jobs.readings = {FAIL: read(FAIL, records, is_over=is_over)}
    return jobs


def paced_jobs() -> FakeJobs:
    """A job whose figures tell how fast it goes."""
    jobs = sample_jobs()
    pace = Pace(9.0, False, 330.0, 370.0)
    jobs.watched = [replace(r, pace=pace) if r.ref == BUSY else r for r in jobs.watched]
    jobs.happened = [replace(e, pace=pace) if e.ref == BUSY else e for e in jobs.happened]
    return jobs


def guessing() -> FakeJobs:
    """A ticket in which three jobs are found, and one that fits no account."""
    jobs = sample_jobs()
    jobs.guesses = lambda text: (
        Guess("373402", "1 to 10 digits", (READY, JobRef("acme", "service", READY.id))),
        Guess(AUTH.id, "15 to 20 digits", (JobRef("crm", "read", AUTH.id), AUTH)),
        Guess("43dbbc35", "uuid", (replace(PART, id="51aa0c35-d114-4da5-a1c0-6abbea6d7bf5"),)),
        Guess("https://example.com/job/9", "URL", (), "no account is at example.com"),
    )
    return jobs


def noted() -> FakeJobs:
    """Jobs with memos and bells, one that rang, one that is not as it was."""
    jobs = sample_jobs()
    notes: dict[JobRef, Callable[[Watched], Watched]] = {
        AUTH: lambda row: replace(row, has_rung=True, alert=Alert.END),
        STALE: lambda row: replace(row, is_news=True),
        PART: lambda row: replace(row, memo="ZD-48213 dana"),
        READY: lambda row: replace(
            row, alert=Alert.CHANGE, interval=120.0, memo="ZD-5120, do not process"
        ),
        GONE: lambda row: replace(row, memo="CS-77, " + "asked twice " * 9),
    }
    jobs.watched = [notes.get(row.ref, replace)(row) for row in jobs.watched]
    jobs.facts = [replace(each, is_held=False) for each in jobs.facts]
    return jobs


def paused() -> FakeJobs:
    """Nobody is asked."""
    jobs = sample_jobs()
    jobs.is_paused = True
    return jobs


LOOKS: Final = (
    Look("notes on jobs", noted, press=tuple("jjj"), sizes=(SMALL, LARGE, LOW)),
    Look("notes in the terminal's colours", noted, press=("j",), theme="terminal"),
    Look("long memo", noted, press=tuple("jjjjj"), sizes=(SMALL,)),
    Look("memo being written", noted, press=("j", "m")),
    Look("interval being set", noted, press=("j", "i")),
    Look("interval refused", noted, press=("j", "i", *"2m", "enter"), sizes=(SMALL,)),
    Look("polling paused", paused),
    Look("desk", sizes=(SMALL, LARGE, LOW, *FORMS)),
    Look("zoomed detail", press=("3", "z")),
    Look("zoomed jobs", press=("z",)),
    Look("zoomed record", many_records, press=("enter", "l", "z"), sizes=(LOW,)),
    Look("timeline in a low terminal", press=("3", *"]]]"), sizes=((40, 16),)),
    Look("desk in the terminal's colours", theme="terminal", press=("j",)),
    Look("empty desk", empty),
    Look("all filtered out", press=("slash", *"nowhere", "enter")),
    Look("typing a filter", press=("slash", *"zd-4"), sizes=(SMALL,)),
    Look("held account", press=("1", "right", "right", "right")),
    Look("records tab", press=("]",)),
    Look("errors tab", many_records, press=("]", "]")),
    Look("timeline tab", press=("]", "]", "]")),
    Look("raw tab", press=("[",)),
    Look("reading in a low terminal", press=("3",), sizes=(LOW,)),
    Look("records", many_records, press=("enter", "j")),
    Look("records while reading", lambda: many_records(is_over=False), press=("enter", "f")),
    Look("record", press=("enter", "enter")),
    Look("add", guessing, press=("a", *"373402 and more", "down")),
    Look("lists", press=("W", "j"), sizes=(SMALL, LARGE, LOW)),
    Look("lists with marked jobs to move", press=("space", "space", "W", "G", "M")),
    Look("list renamed", press=("W", "j", "C", *"/2", "enter"), sizes=(SMALL, LARGE, LOW)),
    Look("list begun", press=("W", "a", *"ZD 7", "enter")),
    Look("lists in the terminal's colours", press=("W", "j"), theme="terminal"),
    Look("help", press=("question_mark",)),
    Look("help searched", press=("question_mark", *"mark")),
    Look("help in the records", many_records, press=("enter", "question_mark")),
    Look("palette", press=("colon",)),
    Look("palette with words", press=("colon", *"acme")),
    Look("narrowed and turned round", press=("f", "f", "S", "shift+up", "shift+up")),
    Look("records narrowed", many_records, press=("enter", "f", "S", "space")),
    Look("actions menu", acting_jobs, press=MENU, sizes=(SMALL, LARGE, LOW)),
    Look("action card", acting_jobs, press=CARD, sizes=(SMALL, LARGE, LOW)),
    Look("action card with a wrong id", acting_jobs, press=(*CARD, *"373403", "enter")),
    Look("action card in the terminal's colours", acting_jobs, press=CARD, theme="terminal"),
    Look("action on its way", unanswered, press=(*CARD, *READY.id, "enter")),
    Look("action refused at once", acting_jobs, press=(*MENU, "c"), sizes=(SMALL,)),
    Look("action of unknown outcome", unclear_jobs, press=tuple("jjj"), sizes=(SMALL, LARGE, LOW)),
    Look("settling it", unclear_jobs, press=(*MENU, "s")),
    Look("action being sent", sending_jobs, press=tuple("jjj")),
    Look("export menu", exporting_jobs, press=("x",), sizes=(SMALL, LARGE, LOW)),
    Look("export menu of a cause", exporting_jobs, press=("e", "x", "down")),
    Look("export menu without records", unread, press=("x",), sizes=(SMALL,)),
    Look("export path", exporting_jobs, press=("x", "c")),
    Look("export that asks to replace", occupied_jobs, press=("x", "c", "enter")),
    Look("export under way", writing_jobs, press=("x", "c", "enter")),
    Look("export refused", refusing_jobs, press=("j", "j", "x", "r", *SOURCE, "enter", "enter")),
    Look("times by the vendor's clock", press=("j", "t", "t")),
    Look("job that vanished", press=tuple("jjjjj")),
    Look("job that vanished, after Enter", press=(*"jjjjj", "enter"), sizes=(SMALL,)),
    Look("job that holds others up", blocking_jobs),
    Look("running at a pace", paced_jobs, press=tuple("jjjjjjj")),
    Look("budgets", budgeted_jobs, press=("1", "right")),
    Look("copy menu", copying_jobs, press=("Y", "down"), sizes=(SMALL, LARGE, LOW)),
    Look("copy menu of several jobs", copying_jobs, press=("space", "space", "Y"), sizes=(SMALL,)),
    Look("copy menu without records", unread, press=("Y", "f")),
    Look("copy menu of a record", copying_jobs, press=("enter", "enter", "Y")),
    Look("copy menu of a cause", copying_jobs, press=("e", "Y")),
    Look("copied by a road nobody knows the end of", unsure_jobs, press=("y",)),
    Look("account the vendor wants a rest for", resting, press=("j",)),
)

CASES: Final = [
    pytest.param(look, size, id=f"{look.name} {size[0]}x{size[1]}")
    for look in LOOKS
    for size in look.sizes
]


@pytest.mark.parametrize(("look", "size"), CASES)
def test_looks_as_it_did(
    look: Look, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    """What is aligned, dim or bright is what the eye goes by, and no other test sees it."""
    app: BulkJobsApp = app_on(look.jobs(), theme=look.theme)
    assert snap_compare(app, press=look.press, terminal_size=size)
