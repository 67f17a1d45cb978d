"""Text that a terminal would act upon, in every field that a vendor or a file can fill."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar, cast

import msgspec
import pytest
from textual.pilot import Pilot

from providers.acting import SendState, Sent
from providers.facts import Guess, Said
from providers.known import Known
from providers.model import JobRef, Record
from providers.text import safe
from tests.screens.fake_actions import FakeActions
from tests.screens.fake_causes import FakeCauses
from tests.screens.fake_exports import FakeExports
from tests.screens.fake_jobs import (
    NOW,
    FakeJobs,
    app_on,
    news,
    paste,
    press,
    read,
    settled,
    shown,
)
from tests.screens.recording import RecordingDriver, left_over
from tests.screens.sample_actions import process_plan
from tests.screens.sample_jobs import sample_jobs, sample_records
from tui.app import BulkJobsApp

T = TypeVar("T")

PAYLOADS = (
    "\x1b]52;c;cm0gLXJm\x07copied",
    "\x1b[2J\x1b[31mred\x1b[6n",
    "\x9b2J\x9d0;title\x9c",
    "\x00\x7f\x07\x08\x0b",
    "[red]x[/]",
    "[/]",
    '[a=b c="d]',
    "[@click=app.bell]x[/]",
    "\u202egnp.exe\u2066\u200b\u200f\ufeff",
    "half \ud800 of \udfff pairs",
    "e" + "\u0301" * 60,
    "顧客🎉👩\u200d👩\u200d👧❤\ufe0f" * 3,
    "two\nlines\r\nand\rmore\u2028\u2029\t.",
    "\ue000\U000e0041\x85",
)
"""What was tried on Textual's own widgets, where most of it is passed on or acted upon."""

PROPOSED = "".join(PAYLOADS[:4])
"""What a working folder may be called."""

SIZES = ((80, 24), (140, 40))

WALK = (
    *("exclamation_mark", "j", "k", "enter", "pagedown", "enter", "1", "enter", "escape", "escape"),
    *("G", "exclamation_mark", "enter", "enter", "escape", "escape", "g"),
    *("]",) * 5,
    *("j",) * 3,
    *("]",) * 5,
    *("G", "g", "1", "j", "j", "enter", "0", "2", "f", "f", "s", "s", "p", "]", "]", "3", "G"),
    *("2", "g", "r", "w", "x", "c", "enter", "enter", "escape", "r", "escape", "escape", "u"),
    *("j", "e", "j", "tab", "G", "tab", "s", "g", "enter", "escape", "r", "escape", "escape"),
    *("E", "G", "g", "s", "enter", "j", "enter", "escape", "escape", "slash", "e", "enter"),
    *("question_mark", "escape", "escape", "escape", "g"),
    *("enter", "f", "n", "s", "enter", "G", "g", "question_mark", "escape", "escape"),
    *("slash", "a", "enter", "question_mark", "escape", "escape", "escape", "escape"),
    *("W", "j", "escape", "question_mark", "G", "escape", "d"),
    *("1", "j", "j", "j", "enter"),
)
"""Every screen and tab, there and back."""


def tainted(text: str) -> str:
    """The same text always becomes the same, so that refs still fit each other."""
    return PAYLOADS[zlib.crc32(text.encode("utf-8", "replace")) % len(PAYLOADS)] + text


def poisoned(value: T) -> T:
    """A copy in which every text, however deep, is hostile."""
    made: object = value
    if isinstance(value, Enum):
        made = value
    elif isinstance(value, str):
        made = tainted(value)
    elif isinstance(value, bytes):
        made = value + "".join(PAYLOADS).encode("utf-8", "surrogatepass")
    elif isinstance(value, tuple):
        made = tuple(poisoned(each) for each in value)
    elif isinstance(value, list):
        made = [poisoned(each) for each in value]
    elif isinstance(value, Mapping):
        made = {poisoned(key): poisoned(each) for key, each in value.items()}
    elif isinstance(value, msgspec.Struct):
        told = {name: poisoned(getattr(value, name)) for name in value.__struct_fields__}
        made = msgspec.structs.replace(value, **told)
    elif is_dataclass(value) and not isinstance(value, type):
        kept = {"provider"}
        changes = {
            each.name: poisoned(getattr(value, each.name))
            for each in fields(value)
            if each.init and each.name not in kept
        }
        made = replace(value, **changes)
    return cast("T", made)


def hostile_jobs() -> FakeJobs:
    """The sample desk, and more of what it leaves empty, with every text hostile."""
    plain = sample_jobs()
    rows = []
    for at, row in enumerate(plain.watched):
        job = row.job
        if job is not None:
            job = replace(
                job,
                phase="validation",
                problems=(sample_records()[0].problems[0],),
                diagnostics=("a field of another type",),
                counts=replace(job.counts, named={f"named {at}": at}),
                facts=(*job.facts, *((f"label {n}", f"fact {n}") for n in range(at))),
                records_note="there are none" if at == 0 else None,
                actions=("process", "cancel", f"action {at}"),
            )
        unclear = Sent(row.ref, f"action {at}", NOW, SendState.UNKNOWN, f"said {at}")
        rows.append(
            replace(
                row,
                job=job,
                memo=f"memo {at}",
                trouble=row.trouble or f"t {at}",
                sent=unclear if at % 3 == 0 else None,
            )
        )
    records = [
        msgspec.structs.replace(record, entity_id=f"e{at}", raw=f'{{"n":{at}}}')
        for at, record in enumerate(sample_records() * 14)
    ]
    tainted_refs = {row.ref: poisoned(row.ref) for row in rows}
    return FakeJobs(
        watched=poisoned(rows),
        facts=[
            replace(each, allows_actions=True, day_share=at, day_left=at, held_until=NOW)
            for at, each in enumerate(poisoned(plain.facts))
        ],
        actions=FakeActions(otherwise=poisoned(process_plan())),
        watchlists=poisoned(plain.watchlists),
        timelines={tainted_refs[r]: poisoned(list(e)) for r, e in plain.timelines.items()},
        happened=poisoned(list(plain.happened)),
        bodies={ref: poisoned(b'{"a":1}') for ref in tainted_refs.values()},
        readings={
            ref: replace(
                read(ref, [*poisoned(records), *(_record(each) for each in PAYLOADS)]),
                trouble=PAYLOADS[0] if at % 2 else None,
            )
            for at, ref in enumerate(tainted_refs.values())
        },
        guesses=lambda text: _guesses(),
        notices=PAYLOADS[:1],
        exports=FakeExports(
            proposed=PROPOSED,
            there={safe(PROPOSED, 1_000)},
            answer=Said("".join(PAYLOADS), is_trouble=True),
        ),
        causes=FakeCauses(
            known={"e": Known(*PAYLOADS[2:5]), "": Known(*PAYLOADS[:3])},
            new=("",),
            notices=PAYLOADS[:1],
        ),
    )


def _record(text: str) -> Record:
    record = sample_records()[0]
    change = msgspec.structs.replace
    problem = change(record.problems[0], message=text, code=text, field=text)
    return change(record, key=text, data=text, problems=(problem,), vendor_status=text, raw=text)


def _guesses() -> tuple[Guess, ...]:
    return tuple(
        Guess(
            each, each, (JobRef(each, each, each), JobRef("a", each, "1")) if at % 2 else (), each
        )
        for at, each in enumerate(PAYLOADS)
    )


@dataclass
class Bells:
    """Counts what only an action that fired would do."""

    rung: int = 0


async def walked(app: BulkJobsApp, size: tuple[int, int], jobs: FakeJobs) -> str:
    """All that was ever shown."""
    seen: list[str] = []
    async with app.run_test(headless=False, size=size) as pilot:
        await settled(pilot)
        for key in WALK:
            await press(pilot, key)
            seen.extend(shown(pilot))
            _no_actions_in(pilot)
        await _typed_and_pasted(pilot)
        jobs.watched.reverse()
        await news(pilot)
        for x, y in ((3, 4), (20, 5), (30, size[1] - 4)):
            await pilot.click(offset=(x, y))
        seen.extend(shown(pilot))
    return "\n".join(seen)


def _no_actions_in(pilot: Pilot[int]) -> None:
    for strip in pilot.app.screen._compositor.render_strips():
        assert not any("@click" in (seg.style.meta if seg.style else {}) for seg in strip)
        assert not any(seg.style and seg.style.link for seg in strip)


async def _typed_and_pasted(pilot: Pilot[int]) -> None:
    """The three fields take hostile text as well."""
    for opened in (("slash",), ("a",), ("W", "a")):
        await press(pilot, *opened)
        for payload in PAYLOADS:
            await paste(pilot, payload)
        await press(pilot, "home", "end", "left", "ctrl+w", "escape")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_no_text_gets_through_to_the_terminal(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A customer's file name must not write to the clipboard of whoever supports them."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    bells = Bells()
    monkeypatch.setattr(BulkJobsApp, "action_bell", lambda app: setattr(bells, "rung", 1))
    jobs = hostile_jobs()
    RecordingDriver.written = []
    app = app_on(jobs, theme="dark" if size[0] > 60 else "terminal")
    app.driver_class = RecordingDriver
    seen = await walked(app, size, jobs)
    assert left_over("".join(RecordingDriver.written)) == []
    assert bells.rung == 0
    for screen in (
        "Can't be undone",
        "From then on another may be sent",
        "Take away",
        "Where to? Enter writes it.",
        "causes across all jobs",
        "Enter the job's records",
    ):
        assert screen in seen, "the walk is to pass each screen"
    for told in ("␛]52", "<9B>", "␀␡", "[red]x[/]", "[@click", "<U+202E>", "�", "⏎"):
        assert told in seen, f"{told!r} was to be seen: what was there is what support needs"
