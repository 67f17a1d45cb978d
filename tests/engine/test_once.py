"""A command that asks once takes part in what the user's sessions share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.base import Account, Gate
from providers.errors import RateLimited
from providers.model import Job, JobRef, JobState
from tui.engine import connections
from tui.engine.claims import Claims, Granted, Outcome
from tui.engine.config import parse_config
from tui.engine.once import PATIENCE, Once
from tui.engine.store import Store

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock, FakeProvider

MakeJob = Callable[..., Job]
ONE = JobRef("acme", "bulk", "1")
TWO = JobRef("acme", "bulk", "2")
CONFIG = '[accounts.acme]\nprovider = "fusebill"\napi_key = { env = "KEY" }\n'


class Shell:
    """A desk that is open elsewhere, and commands beside it."""

    def __init__(self, path: Path, clock: FakeClock) -> None:
        self._path = path
        self._clock = clock
        self.stores = [Store(path)]
        self.desk = Claims(self.stores[0].database, clock)
        self.gates: list[Gate] = []
        """What commands pass before each request, which this vendor does not."""

    def once(self) -> Once:
        """A command."""
        self.stores.append(Store(self._path))
        config = parse_config(CONFIG, self._path.with_name("config.toml"), {})
        return Once(config, self.stores[-1], self._clock)

    def begin_a_look(self) -> None:
        """The desk asks about the first job."""
        claim = self.desk.begin(ONE, None, fresh=0, floor=0, room=9, wait=1)
        assert isinstance(claim, Granted)

    def hear(self, job: Job) -> None:
        """The desk has its answer."""
        self.stores[0].keep(job, b"{}", self._clock.now())
        self.desk.tell(ONE, Outcome())


@pytest.fixture
def shell(
    tmp_path: Path, clock: FakeClock, vendor: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    """A desk and commands at one vendor."""
    opened = Shell(tmp_path / "db", clock)

    def open_provider(account: Account, gate: Gate, tokens: object) -> FakeProvider:
        opened.gates.append(gate)
        return vendor

    monkeypatch.setattr(connections, "open_provider", open_provider)
    yield opened
    for store in opened.stores:
        store.close()


async def test_what_the_desk_is_being_told_is_taken(
    shell: Shell, clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """`status` beside an open desk costs the vendor nothing where both ask at once."""
    shell.begin_a_look()
    asking = asyncio.create_task(shell.once().ask(ONE))
    await clock.pass_time(1)
    assert not asking.done()

    shell.hear(make_job(ONE, JobState.SUCCEEDED))
    await clock.pass_time(1)

    asked = await asking
    assert (asked.row.job, asked.row.is_old) == (make_job(ONE, JobState.SUCCEEDED), False)
    assert vendor.asked == []


async def test_a_command_does_not_wait_long_for_anybody(
    shell: Shell, clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """What is remembered is better than a prompt that does not come back."""
    shell.stores[0].keep(make_job(ONE), b"{}", clock.now())
    shell.begin_a_look()
    asking = asyncio.create_task(shell.once().ask(ONE))
    await clock.pass_time(PATIENCE + 1)

    asked = await asking
    assert (asked.row.job, asked.row.is_old, asked.error) == (make_job(ONE), True, None)
    assert vendor.asked == []


async def test_where_nothing_is_remembered_it_says_who_is_asking(
    shell: Shell, clock: FakeClock
) -> None:
    """An empty line would be taken for the vendor's."""
    shell.begin_a_look()
    asking = asyncio.create_task(shell.once().ask(ONE))
    await clock.pass_time(PATIENCE + 1)
    asked = await asking
    assert asked.row.trouble == "another session is asking about it, and has no answer yet"
    assert asked.error is not None


async def test_a_refusal_that_one_command_got_stops_the_next(
    shell: Shell, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """A loop of commands against a vendor that says `slow down` makes it say so for longer."""
    vendor.script = {"1": [RateLimited("HTTP 429", retry_after=60.0)], "2": [make_job(TWO)]}
    first = shell.once()
    assert str((await first.ask(ONE)).error) == "HTTP 429"
    await shell.once().ask(TWO)
    with pytest.raises(RateLimited, match="its vendor wants no requests; asked again at 12:01Z"):
        await shell.gates[-1].admit()


async def test_what_a_command_heard_is_in_the_timeline(
    shell: Shell, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """The desk shows the job's whole story, whoever asked."""
    vendor.script = {"1": [make_job(ONE), make_job(ONE), make_job(ONE, JobState.SUCCEEDED)]}
    for _ in range(3):
        await shell.once().ask(ONE)
    lines = [event.what for event in shell.stores[0].events(ONE)]
    assert lines == ["first seen", "no change", "running → succeeded"]
