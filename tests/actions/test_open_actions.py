"""Actions of unknown outcome: shown first, read until clear, and not lost by leaving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from providers.acting import Plan, SendState
from providers.errors import OutcomeUnknown, Unauthorized
from providers.facts import Said
from providers.model import JobRef
from providers.watched import Watched
from tests.actions.road import PROCESSING, REF, FakeVendor, make_road
from tests.engine.conftest import FakeClock
from tui.engine import connections
from tui.engine.config import parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Add, Watch, Watchlist

CONFIG = """
[accounts.acme]
provider = "fusebill"
api_key = { env = "KEY" }
allow_actions = true
"""


class Desk:
    """A session on a state folder, with the one vendor it may ask."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.watchlist = Watchlist(folder / "watchlist.toml")
        config = parse_config(CONFIG, folder / "config.toml", {})
        self.clock = clock
        self.store = Store(None)
        self.session = Session(
            config,
            self.watchlist,
            self.store,
            clock,
            RecordShelf(folder / "records"),
            folder / "actions.jsonl",
        )
        self.task: asyncio.Task[None] | None = None

    async def pass_time(self, seconds: float) -> None:
        """Run the session for so long."""
        if self.task is None:
            self.task = asyncio.create_task(self.session.run(lambda: None))
        await self.clock.pass_time(seconds)

    @property
    def row(self) -> Watched:
        """The job as it is shown."""
        return next(row for row in self.session.rows() if row.ref == REF)

    def state(self) -> SendState | None:
        """What is shown of an action on the job."""
        return self.row.sent.state if self.row.sent else None

    async def confirmed(self) -> asyncio.Task[Said]:
        """Send the action, as a screen does, and wait until it has arrived."""
        plan = await self.session.actions.prepare(REF, "process")
        assert isinstance(plan, Plan), plan
        return asyncio.create_task(self.session.actions.send(plan, REF.id))

    async def leave(self) -> None:
        """Quit, and wait for what still has to be done."""
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task


@pytest.fixture
def clock() -> FakeClock:
    """A clock that a test moves by hand."""
    return FakeClock()


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> FakeVendor:
    """The vendor of all sessions."""
    vendor = FakeVendor()
    monkeypatch.setattr(connections, "open_provider", lambda account, gate, tokens: vendor)
    return vendor


@pytest.fixture
async def desk(tmp_path: Path, clock: FakeClock, vendor: FakeVendor) -> AsyncIterator[Desk]:
    """A session that has been opened on the job."""
    desk = Desk(tmp_path, clock)
    desk.session.open([REF])
    yield desk
    await desk.leave()


async def test_what_was_left_open_is_told_first_and_read_until_it_is_clear(
    tmp_path: Path, clock: FakeClock, vendor: FakeVendor
) -> None:
    """After a crash nobody remembers that money may have moved."""
    before = make_road(tmp_path, vendor=vendor)
    vendor.answer = OutcomeUnknown("cut")
    await before.sender.send(await before.plan(), REF.id)
    desk = Desk(tmp_path, clock)
    desk.watchlist.path.write_bytes(b"version = 1\n[[watch")
    desk.session.open()
    try:
        first, second = desk.session.notices
        assert first == (
            f"process of {REF} was sent at 2026-03-02 12:04Z and its answer never came; it is "
            "being read until that is clear"
        )
        assert "watchlist" in second
        assert (desk.state(), desk.row.is_saved) == (SendState.UNKNOWN, False)

        await desk.pass_time(60)
        assert vendor.looks > 3
        assert desk.state() is SendState.UNKNOWN
        refused = await desk.session.actions.prepare(REF, "process")
        assert isinstance(refused, Said)
        assert refused.is_trouble

        vendor.job = PROCESSING
        await desk.pass_time(20)
        assert desk.state() is None
        assert before.lines() == ["sending", "unknown", "settled"]
    finally:
        await desk.leave()
    again = Desk(tmp_path, clock)
    again.session.open()
    assert not any("process of" in notice for notice in again.session.notices)
    again.store.close()


async def test_nothing_that_is_done_to_the_list_hides_it(
    tmp_path: Path, clock: FakeClock, vendor: FakeVendor
) -> None:
    """A row without its mark looks as if another could be sent."""
    make_road(tmp_path, vendor=vendor).sender.ledger.begin(REF, "process")
    desk = Desk(tmp_path, clock)
    desk.watchlist.apply([Add(Watch(REF, "night"))])
    desk.session.open()
    try:
        assert desk.state() is SendState.UNKNOWN
        for change in (
            desk.session.watchlist.add([JobRef("acme", "bulk", "1")]),
            desk.session.watchlist.remove([REF]),
            desk.session.watchlist.undo(),
            desk.session.watchlist.toggle_saved([REF]),
        ):
            assert not (await change).is_trouble
            assert desk.state() is SendState.UNKNOWN
        await desk.session.watchlist.switch_list("night")
        await desk.session.watchlist.switch_list("main")
        assert desk.state() is SendState.UNKNOWN
    finally:
        await desk.leave()
        desk.store.close()


async def test_it_is_shown_while_it_is_sent_and_its_answer_at_once(
    desk: Desk, vendor: FakeVendor
) -> None:
    """The answer is a look at the job: nobody waits for the next one."""
    vendor.gate = asyncio.Event()
    await desk.pass_time(1)
    task = await desk.confirmed()
    await vendor.began.wait()
    assert desk.state() is SendState.SENDING
    vendor.gate.set()
    assert (await task) == Said(f"{REF}: process is done; the vendor says Processing")
    assert desk.state() is None
    assert desk.row.job == PROCESSING


async def test_giving_up_to_wait_for_it_does_not_stop_it(desk: Desk, vendor: FakeVendor) -> None:
    """Esc closes the card; what is on its way stays on its way."""
    vendor.gate = asyncio.Event()
    await desk.pass_time(1)
    task = await desk.confirmed()
    await vendor.began.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert desk.state() is SendState.SENDING
    vendor.gate.set()
    await desk.pass_time(1)
    assert desk.state() is None
    assert desk.row.job == PROCESSING


async def test_leaving_waits_for_the_answer_and_says_it(
    desk: Desk, vendor: FakeVendor, tmp_path: Path
) -> None:
    """Whoever quits too soon still learns what they did."""
    vendor.gate = asyncio.Event()
    await desk.pass_time(1)
    task = await desk.confirmed()
    await vendor.began.wait()
    task.cancel()
    assert desk.task is not None
    desk.task.cancel()
    await desk.clock.settle()
    assert desk.session.actions.under_way == 1
    assert not desk.task.done()
    vendor.gate.set()
    await desk.session.ended()
    assert desk.session.actions.last_words == [
        f"{REF}: process is done; the vendor says Processing"
    ]
    assert make_road(tmp_path).lines() == ["sending", "done"]


async def test_leaving_at_once_records_it_as_unknown_and_says_so(
    desk: Desk, vendor: FakeVendor, tmp_path: Path
) -> None:
    """Ctrl+C while it waits for the answer."""
    vendor.gate = asyncio.Event()
    await desk.pass_time(1)
    task = await desk.confirmed()
    await vendor.began.wait()
    task.cancel()
    assert desk.task is not None
    desk.task.cancel()
    await desk.clock.settle()
    desk.task.cancel()
    with suppress(asyncio.CancelledError):
        await desk.task
    assert desk.session.actions.last_words == [
        f"{REF}: process was cut off while it was sent; its outcome is not known"
    ]
    assert make_road(tmp_path).lines() == ["sending", "unknown"]


async def test_what_another_session_leaves_open_is_shown_here_too(
    desk: Desk, vendor: FakeVendor, tmp_path: Path
) -> None:
    """Two terminals of one person; the other one was cut off."""
    await desk.pass_time(1)
    assert desk.state() is None
    other = make_road(tmp_path, vendor=vendor)
    vendor.answer = OutcomeUnknown("cut")
    await other.sender.send(await other.plan(), REF.id)
    assert isinstance(await desk.session.actions.prepare(REF, "process"), Said)
    assert desk.state() is SendState.UNKNOWN
    await other.sender.settle(REF, REF.id)
    await desk.pass_time(300)
    assert desk.state() is None


async def test_what_another_session_sends_is_seen_while_no_look_is_due(
    desk: Desk, vendor: FakeVendor, tmp_path: Path
) -> None:
    """Polling rests, or all jobs have ended: the row must not look as if nothing was on its way."""
    await desk.pass_time(1)
    desk.session.pause(True)
    looks = vendor.looks
    make_road(tmp_path, vendor=vendor).sender.ledger.begin(REF, "process")
    await desk.pass_time(2)
    assert desk.state() is SendState.UNKNOWN
    assert vendor.looks == looks


async def test_one_whose_session_dies_does_not_count_as_being_sent_for_ever(
    desk: Desk, tmp_path: Path, vendor: FakeVendor
) -> None:
    """Its lock goes with it, and no line is written: nobody could settle what is "being sent"."""
    desk.session.pause(True)
    await desk.pass_time(1)
    ledger = make_road(tmp_path, vendor=vendor).sender.ledger
    with ledger.alone(REF):
        ledger.begin(REF, "process")
        await desk.pass_time(5)
        assert desk.state() is SendState.SENDING
    await desk.pass_time(2)
    assert desk.state() is SendState.UNKNOWN


async def test_a_held_account_is_not_asked_over_and_over(desk: Desk, vendor: FakeVendor) -> None:
    """Each refused try counts, and five lock the key."""
    await desk.pass_time(1)
    vendor.answer = OutcomeUnknown("cut")
    await (await desk.confirmed())
    vendor.job = Unauthorized("HTTP 401")
    await desk.pass_time(20)
    looks = vendor.looks
    await desk.pass_time(300)
    assert vendor.looks == looks


async def test_a_broken_journal_is_told_at_the_start(tmp_path: Path, clock: FakeClock) -> None:
    """Not only when somebody is about to send."""
    (tmp_path / "actions.jsonl").write_bytes(b"{}\n")
    desk = Desk(tmp_path, clock)
    desk.session.open()
    assert desk.session.notices[0].startswith(
        "actions are refused: actions.jsonl line 1 can't be read"
    )
    desk.store.close()


async def test_without_a_state_folder_nothing_is_sent(
    tmp_path: Path, clock: FakeClock, vendor: FakeVendor
) -> None:
    """There would be no trace of it."""
    config = parse_config(CONFIG, tmp_path / "config.toml", {})
    store = Store(None)
    session = Session(
        config, Watchlist(tmp_path / "w.toml"), store, clock, RecordShelf(tmp_path / "records")
    )
    session.open()
    said = await session.actions.prepare(REF, "process")
    assert isinstance(said, Said)
    assert "no folder to keep a journal" in said.text
    assert vendor.looks == 0
    store.close()
