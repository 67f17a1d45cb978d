"""Nothing is written to the shared file on the event loop: another session may hold it for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.base import Account
from providers.model import Job, JobRef, Look
from providers.records import HeldRecords
from tui.engine import connections
from tui.engine.budget import Budget
from tui.engine.claims import Claims
from tui.engine.config import parse_config
from tui.engine.database import Database, Row
from tui.engine.guest import Guest
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

if TYPE_CHECKING:
    import sqlite3

    from tests.engine.conftest import FakeClock, FakeProvider

MakeJob = Callable[..., Job]
CONFIG = """
[accounts.acme]
provider = "fusebill"
api_key = { env = "KEY" }
"""
REF = JobRef("acme", "bulk", "1")


@pytest.fixture
def on_the_loop(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was written on a thread that has an event loop to run."""
    found: list[str] = []
    write, changing = Database.write, Database.changing

    def is_on_the_loop() -> bool:
        with suppress(RuntimeError):
            return asyncio.get_running_loop().is_running()
        return False

    def noted_write(self: Database, *statements: tuple[str, Row]) -> None:
        if is_on_the_loop():
            found.append(statements[0][0])
        write(self, *statements)

    @contextmanager
    def noted_changing(self: Database) -> Iterator[sqlite3.Connection]:
        if is_on_the_loop():
            found.append("a change")
        with changing(self) as db:
            yield db

    monkeypatch.setattr(Database, "write", noted_write)
    monkeypatch.setattr(Database, "changing", noted_changing)
    return found


async def test_a_session_from_its_start_to_its_end(
    tmp_path: Path,
    clock: FakeClock,
    vendor: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    on_the_loop: list[str],
) -> None:
    """Five seconds in which no key is answered, each time that another session writes for long."""
    monkeypatch.setattr(connections, "open_provider", lambda account, gate, tokens: vendor)
    config = parse_config(CONFIG, tmp_path / "config.toml", {})
    session = Session(
        config,
        Watchlist(tmp_path / "watchlist.toml"),
        Store(tmp_path / "state.sqlite3"),
        clock,
        RecordShelf(tmp_path / "records"),
        tmp_path / "actions.jsonl",
    )
    session.open([REF])
    running = asyncio.create_task(session.run(lambda: None))
    await clock.pass_time(60)
    await session.watchlist.switch_list("night")
    await session.watchlist.add([REF])
    session.accounts()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert on_the_loop == []


async def test_a_download_that_makes_room(
    tmp_path: Path,
    clock: FakeClock,
    vendor: FakeProvider,
    make_job: MakeJob,
    monkeypatch: pytest.MonkeyPatch,
    on_the_loop: list[str],
) -> None:
    """Zoho's lane is left in the shared file, when the last record has come."""

    @asynccontextmanager
    async def records(self: FakeProvider, look: Look) -> AsyncIterator[HeldRecords]:
        yield HeldRecords([])

    monkeypatch.setattr(type(vendor), "records", records)
    file = Database(tmp_path / "db")
    crm = Account("crm", "zoho")
    claims = Claims(file, clock)
    guest = Guest(vendor, crm, Budget(crm, clock, file), claims, clock)
    look = Look(make_job(JobRef("crm", "write", "4150868000005350003")), b"")
    async with guest.records(look):
        pass
    live = file.row("select count(*) from claims where claimed_until > 0")
    file.close()

    assert on_the_loop == []
    assert live == (0,)
