"""Each guard on the road to a vendor: what it keeps from being sent."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from providers.acting import SendState
from providers.errors import (
    OutcomeUnknown,
    Unreachable,
)
from providers.model import Counts, Job, JobRef, Part
from tests.actions.road import (
    PROCESSED,
    PROCESSING,
    REF,
    VALIDATED,
    FakeVendor,
    Road,
    make_road,
)
from tui.engine.files import locked


async def test_one_request_between_two_lines(road: Road) -> None:
    """The whole of it, as it goes every day."""
    plan = await road.plan()
    assert plan.facts == (("read", "3"),)
    assert (road.lines(), road.vendor.sent) == ([], [])

    outcome = await road.sender.send(plan, f"  {REF.id}\n")

    assert outcome.state is SendState.DONE
    assert outcome.text == f"{REF}: process is done; the vendor says Processing"
    assert road.vendor.sent == ["process"]
    assert road.lines() == ["sending", "done"]
    assert [sent.state if sent else None for _, sent in road.changes] == [SendState.SENDING, None]


@pytest.mark.parametrize("typed", ["", "37333", "3733344", "373 334", REF.id.replace("3", "٣")])
async def test_only_the_jobs_own_id_confirms(road: Road, typed: str) -> None:
    """A `y` is typed without reading."""
    plan = await road.plan()
    outcome = await road.sender.send(plan, typed)
    assert (outcome.state, road.vendor.sent, road.lines()) == (None, [], [])
    assert outcome.text.endswith("is not its id; nothing was sent")


async def test_an_account_that_may_only_read_is_not_even_asked(tmp_path: Path, road: Road) -> None:
    """The default. And a card from before the setting was changed is worth nothing."""
    plan = await road.plan()
    reader = make_road(tmp_path, allow_actions=False)
    for outcome in (
        await reader.sender.prepare(REF, "process"),
        await reader.sender.send(plan, REF.id),
    ):
        assert "allow_actions = true in [accounts.acme]" in getattr(outcome, "text", "")
    assert (reader.vendor.looks, reader.vendor.sent, reader.lines()) == (0, [], [])


@pytest.mark.parametrize(
    ("ref", "action", "said"),
    [
        (REF, "delete", "fusebill offers no 'delete'; there are process, cancel"),
        (JobRef("acme", "service", "1"), "process", "fusebill offers no 'process'"),
        (JobRef("gone", "bulk", "1"), "process", "no account 'gone' is configured"),
    ],
)
async def test_what_there_is_not_is_said_without_asking(
    road: Road, ref: JobRef, action: str, said: str
) -> None:
    """A vendor that wants five minutes between looks is not asked for nothing."""
    outcome = await road.sender.prepare(ref, action)
    assert getattr(outcome, "text", "") == f"{ref}: {said}"
    assert road.vendor.looks == 0


MOVED: dict[str, tuple[Job, str]] = {
    "state": (PROCESSING, "awaiting action → running"),
    "word": (replace(VALIDATED, vendor_status="ValidatedWithErrors"), "ValidatedWithErrors"),
    "counts": (replace(VALIDATED, counts=Counts(total=4, failed=0)), "3 → 4 total"),
    "validation": (
        replace(VALIDATED, parts=(Part("validation", Counts(3, succeeded=2, failed=1)),)),
        "details changed",
    ),
    "type": (replace(VALIDATED, title="BulkPayment"), "what it is or permits"),
    "actions": (replace(VALIDATED, actions=("process",)), "what it is or permits"),
    "job": (replace(VALIDATED, ref=JobRef("acme", "bulk", "1")), "it is acme/bulk/1 now"),
}


@pytest.mark.parametrize("how", MOVED)
async def test_a_job_that_moved_since_it_was_shown_is_not_touched(road: Road, how: str) -> None:
    """The person confirmed three invoices, and there may be four by now."""
    plan = await road.plan()
    road.vendor.job, said = MOVED[how]
    outcome = await road.sender.send(plan, REF.id)
    assert said in outcome.text
    assert "look at it anew" in outcome.text
    assert (road.vendor.sent, road.lines()) == ([], [])


async def test_a_job_that_runs_may_be_cancelled_while_its_counts_move(road: Road) -> None:
    """They always do, and each second counts."""
    road.vendor.job, road.vendor.answer = PROCESSING, PROCESSED
    plan = await road.plan("cancel")
    road.vendor.job = replace(PROCESSING, counts=Counts(total=3, processed=2, succeeded=2))
    outcome = await road.sender.send(plan, REF.id)
    assert (outcome.state, road.vendor.sent) == (SendState.DONE, ["cancel"])


async def test_what_cant_be_read_again_is_not_sent(road: Road) -> None:
    """Nobody knows what it would be sent to."""
    plan = await road.plan()
    road.vendor.job = Unreachable("no connection")
    outcome = await road.sender.send(plan, REF.id)
    assert outcome.text == f"{REF}: no connection; nothing was sent"
    assert isinstance(outcome.error, Unreachable)
    assert (road.vendor.sent, road.lines()) == ([], [])


async def test_another_session_that_is_sending_is_waited_for_by_a_person(road: Road) -> None:
    """Its lock is the system's: it ends with the session."""
    plan = await road.plan()
    [path] = [road.sender.ledger.lock_of(REF)]
    with locked(path):
        outcome = await road.sender.send(plan, REF.id)
        assert outcome.text == f"{REF}: another session is sending to it now"
    assert (road.vendor.sent, road.lines()) == ([], [])
    assert (await road.sender.send(plan, REF.id)).state is SendState.DONE


async def test_two_at_once_send_one(road: Road, tmp_path: Path) -> None:
    """Both persons typed the id in the same second."""
    other = make_road(tmp_path, vendor=road.vendor)
    road.vendor.gate = asyncio.Event()
    plan = await road.plan()
    first = asyncio.create_task(road.sender.send(plan, REF.id))
    await road.vendor.began.wait()
    second = await other.sender.send(plan, REF.id)
    road.vendor.gate.set()
    assert second.text == f"{REF}: another session is sending to it now"
    assert (await first).state is SendState.DONE
    assert road.vendor.sent == ["process"]


async def test_without_locks_nothing_is_sent(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some home folders on a network have none."""
    plan = await road.plan()
    monkeypatch.setattr("tui.engine.files._take", lambda handle, patience: False)
    outcome = await road.sender.send(plan, REF.id)
    assert "without locks, where two sessions could send at once" in outcome.text
    assert road.vendor.sent == []


@pytest.mark.parametrize("breaks", ["write", "fsync"])
async def test_what_cant_be_written_down_is_not_sent(
    road: Road, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    """The line before it is all that a crash would leave."""
    plan = await road.plan()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, breaks, full)
        outcome = await road.sender.send(plan, REF.id)
    assert "No space left on device" in outcome.text
    assert "nothing was sent" in outcome.text
    assert (outcome.state, road.vendor.sent) == (None, [])


async def test_a_sync_that_fails_once_leaves_nothing_open(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line stands in the file, and nothing was sent: it must not block the job."""
    plan = await road.plan()
    real, times = os.fsync, 0

    def once(handle: int) -> None:
        nonlocal times
        times += 1
        if times == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(handle)

    monkeypatch.setattr(os, "fsync", once)
    assert "nothing was sent" in (await road.sender.send(plan, REF.id)).text
    assert road.lines() == ["sending", "refused"]
    assert (await road.sender.send(await road.plan(), REF.id)).state is SendState.DONE


def torn(path: Path) -> None:
    """A line in the middle that can't be read."""
    path.write_bytes(b"{\n" + path.read_bytes())


def folder(path: Path) -> None:
    """A folder where the journal was."""
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("broken", [torn, folder])
async def test_a_journal_that_cant_be_trusted_refuses_everything(
    road: Road, broken: Callable[[Path], None]
) -> None:
    """It may say that the job was processed already."""
    plan = await road.plan()
    await road.sender.send(plan, REF.id)
    road.vendor.job = VALIDATED
    broken(road.journal)
    for outcome in (
        await road.sender.prepare(REF, "process"),
        await road.sender.send(plan, REF.id),
        await road.sender.settle(REF, REF.id),
    ):
        text = getattr(outcome, "text", "")
        assert str(road.journal) in text
        assert text.endswith("actions are refused until a person mends it")
    assert road.vendor.sent == ["process"]


@pytest.mark.parametrize(
    ("total", "why"), [(None, "does not say how many"), (5_001, "more than 5,000")]
)
async def test_records_of_a_long_job_are_not_read_for_its_amounts(
    road: Road, total: int | None, why: str
) -> None:
    """A person waits for the card; that it knows no amounts stands on it."""
    road.vendor.job = replace(VALIDATED, counts=Counts(total=total))
    plan = await road.plan()
    assert plan.facts[0] == ("read", "none")
    assert plan.facts[1][0] == "records not read"
    assert why in plan.facts[1][1]


async def test_another_account_of_the_same_customer_is_no_way_round(
    road: Road, tmp_path: Path
) -> None:
    """One account to look and one to act are often the same one at the vendor."""
    road.vendor.answer = OutcomeUnknown("cut")
    await road.sender.send(await road.plan(), REF.id)
    twin = replace(REF, account="acme-too")
    other = make_road(
        tmp_path, vendor=FakeVendor(job=replace(VALIDATED, ref=twin)), name="acme-too"
    )
    refused = await other.sender.prepare(twin, "process")
    assert f"process was sent to {REF} at" in getattr(refused, "text", "")
    assert "no action on it is open" in (await other.sender.settle(twin, REF.id)).text
    assert other.sender.ledger.lock_of(twin) == road.sender.ledger.lock_of(REF)
