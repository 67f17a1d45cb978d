"""What is written down of what comes back, and what opens the way again."""

from __future__ import annotations

import asyncio
import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from providers.acting import SendState
from providers.errors import (
    Forbidden,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
)
from providers.model import Job, JobState, told_of_another
from tests.actions.road import (
    PROCESSED,
    PROCESSING,
    REF,
    VALIDATED,
    FakeVendor,
    Road,
    make_road,
)
from tui.engine.clearing import is_clear
from tui.engine.files import locked


@pytest.mark.parametrize("kind", [Rejected, Unauthorized, Forbidden, NotFound, RateLimited])
async def test_a_vendors_no_closes_it(road: Road, kind: type[ProviderError]) -> None:
    """It was not done, and may be tried again."""
    road.vendor.answer = kind("HTTP 4xx")
    outcome = await road.sender.send(await road.plan(), REF.id)
    assert outcome.state is SendState.REFUSED
    assert outcome.text == f"{REF}: process was refused, nothing was done; HTTP 4xx"
    assert road.lines() == ["sending", "refused"]
    road.vendor.answer = PROCESSING
    assert (await road.sender.send(await road.plan(), REF.id)).state is SendState.DONE


UNCLEAR: dict[str, Job | BaseException] = {
    "no answer": OutcomeUnknown("api took the request and gave no answer"),
    "a bug": KeyError("x"),
    "a late bug": OSError(errno.EIO, "x"),
    "took it, and did not move": VALIDATED,
    "took it, and says what nobody knows": replace(
        VALIDATED, state=JobState.UNKNOWN, vendor_status="Wobbling"
    ),
}


@pytest.mark.parametrize("how", UNCLEAR)
async def test_an_unclear_answer_stays_open_and_blocks_everybody(
    road: Road, tmp_path: Path, how: str
) -> None:
    """The invoices may be written off already."""
    plan = await road.plan()
    road.vendor.answer = UNCLEAR[how]
    outcome = await road.sender.send(plan, REF.id)
    assert outcome.state is SendState.UNKNOWN
    assert "its outcome is not known, and it is not sent again" in outcome.text
    assert road.lines() == ["sending", "unknown"]

    other = make_road(tmp_path, vendor=road.vendor)
    road.vendor.job, road.vendor.answer = VALIDATED, PROCESSING
    for each in (road, other):
        refused = await each.sender.prepare(REF, "cancel")
        assert "process was sent at 2026-03-02 12:04Z" in getattr(refused, "text", "")
        assert "nothing is sent until it is clear" in (await each.sender.send(plan, REF.id)).text
    assert road.vendor.sent == ["process"]


async def test_it_is_clear_when_the_job_has_moved(road: Road) -> None:
    """Then nothing is left to be sent, and nobody has to say so."""
    road.vendor.answer = OutcomeUnknown("cut")
    await road.sender.send(await road.plan(), REF.id)
    road.vendor.job = PROCESSING
    again = await road.sender.prepare(REF, "process")
    assert "not allowed while it is Processing" in getattr(again, "text", "")
    assert road.lines() == ["sending", "unknown", "settled"]
    assert road.changes[-1] == (REF, None)


async def test_a_cancel_is_clear_only_at_the_end(road: Road) -> None:
    """A job that still runs may yet be cancelled, or not."""
    road.vendor.job, road.vendor.answer = PROCESSING, OutcomeUnknown("cut")
    await road.sender.send(await road.plan("cancel"), REF.id)
    assert "nothing is sent" in getattr(await road.sender.prepare(REF, "cancel"), "text", "")
    road.vendor.job = PROCESSED
    await road.sender.prepare(REF, "cancel")
    assert road.lines() == ["sending", "unknown", "settled"]


async def test_a_person_settles_what_never_becomes_clear(road: Road) -> None:
    """The request was lost on its way, and the job would wait for ever."""
    road.vendor.answer = OutcomeUnknown("cut")
    await road.sender.send(await road.plan(), REF.id)
    assert "is not its id" in (await road.sender.settle(REF, "yes")).text
    assert road.lines() == ["sending", "unknown"]

    assert (await road.sender.settle(REF, f" {REF.id} ")).state is SendState.SETTLED
    assert road.lines() == ["sending", "unknown", "settled"]
    assert "no action on it is open" in (await road.sender.settle(REF, REF.id)).text
    road.vendor.answer = PROCESSING
    assert (await road.sender.send(await road.plan(), REF.id)).state is SendState.DONE


async def test_an_end_that_cant_be_written_leaves_it_open_and_says_so(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk filled up while the vendor answered."""
    road.vendor.gate = asyncio.Event()
    task = asyncio.create_task(road.sender.send(await road.plan(), REF.id))
    await road.vendor.began.wait()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        road.vendor.gate.set()
        outcome = await task
    assert outcome.state is SendState.UNKNOWN
    assert "process is done" in outcome.text
    assert "counts as unknown until it is clear" in outcome.text
    assert [sent.state for sent in road.sender.ledger.open_sent()] == [SendState.UNKNOWN]


async def test_being_cut_off_while_it_is_sent_is_written_down(road: Road) -> None:
    """Ctrl+C, or a program that ends while the vendor is at work."""
    road.vendor.gate = asyncio.Event()
    task = asyncio.create_task(road.sender.send(await road.plan(), REF.id))
    await road.vendor.began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert road.lines() == ["sending", "unknown"]


async def test_an_action_whose_session_died_is_unknown(road: Road, tmp_path: Path) -> None:
    """kill -9 between the two lines: the first stands there, and nobody holds the lock."""
    road.sender.ledger.begin(REF, "process")
    next_one = make_road(tmp_path, vendor=FakeVendor())
    [sent] = next_one.sender.ledger.open_sent()
    assert (sent.state, sent.said) == (SendState.UNKNOWN, "its session ended while it was sent")
    with locked(road.sender.ledger.lock_of(REF)):
        [sent] = next_one.sender.ledger.open_sent()
    assert sent.state is SendState.SENDING
    refused = await next_one.sender.prepare(REF, "process")
    assert "nothing is sent until it is clear" in getattr(refused, "text", "")


async def test_an_answer_about_another_job_makes_nothing_clear(road: Road) -> None:
    """A cache between us and the vendor mixes them up."""
    road.vendor.answer = OutcomeUnknown("cut")
    await road.sender.send(await road.plan(), REF.id)
    road.vendor.job = replace(PROCESSED, diagnostics=told_of_another(REF, 25227))
    assert not await road.sender.settle_if_clear(await road.vendor.fetch(REF))
    assert road.lines() == ["sending", "unknown"]


@pytest.mark.parametrize("state", JobState)
def test_only_a_state_beyond_the_waiting_shows_that_it_was_processed(state: JobState) -> None:
    """A job that is queued again, or says what nobody knows, may still wait for it."""
    shows = state.is_final or state is JobState.RUNNING
    assert is_clear("process", replace(VALIDATED, state=state)) is shows
    assert is_clear("cancel", replace(VALIDATED, state=state)) is state.is_final


async def test_a_look_from_before_the_waiting_makes_nothing_clear(road: Road) -> None:
    """Another session's look may be long on its way, and tell of a job that is validated yet."""
    road.vendor.answer = OutcomeUnknown("cut")
    await road.sender.send(await road.plan(), REF.id)
    late = replace(VALIDATED, state=JobState.RUNNING, vendor_status="Validating")
    road.vendor.job = replace(late, phase="validation")
    assert not await road.sender.settle_if_clear(await road.vendor.fetch(REF))
    assert road.lines() == ["sending", "unknown"]
