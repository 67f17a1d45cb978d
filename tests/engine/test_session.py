"""One session: what it shows before anybody is asked, and what its keys do to the watchlist."""

from __future__ import annotations

import asyncio
import errno
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.errors import NotFound
from providers.model import Job, JobRef, JobState, Presence
from providers.watched import Verdict, Watched
from tui.engine import connections
from tui.engine.config import Config, parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Add, Watch, Watchlist

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock, FakeProvider

MakeJob = Callable[..., Job]
ONE = JobRef("acme", "bulk", "1")
SERVICE = JobRef("acme", "service", "1")
TWO = JobRef("acme", "bulk", "2")
LOST = JobRef("gone", "bulk", "3")
CONFIG = '[accounts.acme]\nprovider = "fusebill"\napi_key = { env = "KEY" }\n'


class Desk:
    """A session, its files, and the one vendor it may ask."""

    def __init__(self, folder: Path, clock: FakeClock, vendor: FakeProvider) -> None:
        self.watchlist = Watchlist(folder / "watchlist.toml")
        self.store = Store(folder / "state.sqlite3")
        self.config: Config = parse_config(CONFIG, folder / "config.toml", {})
        self.shelf = RecordShelf(folder / "records")
        self.clock = clock
        self.vendor = vendor
        self.session = Session(self.config, self.watchlist, self.store, clock, self.shelf)
        self.task: asyncio.Task[None] | None = None

    async def pass_time(self, seconds: float) -> None:
        """Run the session for so long."""
        if self.task is None:
            self.task = asyncio.create_task(self.session.run(lambda: None))
        await self.clock.pass_time(seconds)

    def row(self, ref: JobRef) -> Watched:
        """One row of the list."""
        return next(row for row in self.session.rows() if row.ref == ref)

    def refs(self) -> set[JobRef]:
        """The jobs that are shown."""
        return {row.ref for row in self.session.rows()}

    def saved(self) -> set[JobRef]:
        """The jobs that the file holds."""
        return {watch.ref for watch in self.watchlist.read()}


@pytest.fixture
async def desk(
    tmp_path: Path,
    clock: FakeClock,
    vendor: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    make_job: MakeJob,
) -> AsyncIterator[Desk]:
    """A desk with one account, whose vendor knows the running jobs 1 and 2."""
    vendor.script = {"1": [make_job(ONE)], "2": [make_job(TWO)]}
    monkeypatch.setattr(connections, "open_provider", lambda account, gate, tokens: vendor)
    desk = Desk(tmp_path, clock, vendor)
    yield desk
    if desk.task is not None:
        desk.task.cancel()
        with suppress(asyncio.CancelledError):
            await desk.task
    desk.store.close()


async def test_what_is_remembered_is_shown_before_anybody_is_asked(
    desk: Desk, make_job: MakeJob
) -> None:
    """The first picture stands in a fifth of a second, over a line that takes ten."""
    done = make_job(TWO, JobState.SUCCEEDED)
    desk.store.keep(make_job(ONE), b"raw", desk.clock.now())
    desk.store.keep(done, b"", desk.clock.now())
    desk.watchlist.apply([Add(Watch(ref, memo="T-1")) for ref in (ONE, TWO, LOST)])

    desk.session.open()

    assert desk.vendor.asked == []
    assert (desk.row(ONE).is_old, desk.row(ONE).memo) == (True, "T-1")
    assert desk.row(ONE).job == make_job(ONE)
    assert desk.session.raw(ONE) == b"raw"
    assert not desk.row(TWO).is_old
    assert desk.row(LOST).verdict is Verdict.NOACC
    trouble = desk.row(LOST).trouble
    assert trouble is not None
    assert trouble.startswith("there is no [accounts.gone] in ")
    assert trouble.endswith("config.toml")
    assert desk.session.notices == ()

    await desk.pass_time(1)
    assert [job_id for _, job_id in desk.vendor.asked] == ["1"]
    assert not desk.row(ONE).is_old


def test_opening_loads_no_http_client(tmp_path: Path) -> None:
    """It takes 60 ms, which the first picture does not wait for."""
    (tmp_path / "config.toml").write_text(CONFIG)
    code = """
import sys
from pathlib import Path
from providers.model import JobRef
from tui.engine.clock import SystemClock
from tui.engine.config import read_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist
folder = Path(sys.argv[1])
config = read_config(folder / "config.toml")
watchlist, store = Watchlist(folder / "w.toml"), Store(folder / "db")
session = Session(config, watchlist, store, SystemClock(), RecordShelf(folder / "r"))
session.open([JobRef("acme", "bulk", "1")])
session.accounts(), session.lists(), session.recognize("acme/bulk/2")
print(len(session.rows()), "httpx" in sys.modules, "providers.fusebill" in sys.modules)
"""
    out = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert out.stdout.split() == ["1", "False", "False"]


async def test_adding_saves_and_follows_and_undo_takes_it_back(desk: Desk) -> None:
    """`a` is the first key somebody presses, `u` the second."""
    desk.session.open()
    said = await desk.session.watchlist.add([ONE, TWO])
    assert (said.text, said.is_trouble) == ("added 2 jobs to main", False)
    assert desk.saved() == desk.refs() == {ONE, TWO}
    assert (await desk.session.watchlist.add([ONE])).text == "acme 1: watched already"

    three = JobRef("acme", "bulk", "3")
    await desk.session.watchlist.switch_list("night")
    some = (await desk.session.watchlist.add([ONE, three, three])).text
    assert some == "added acme 3 to night; acme 1 watched already on main"
    both = (await desk.session.watchlist.add([ONE, three])).text
    assert both == "2 jobs: watched already on main"
    assert (await desk.session.watchlist.undo()).text == "undone: added acme 3 to night"
    await desk.session.watchlist.switch_list("main")

    assert (await desk.session.watchlist.undo()).text == "undone: added 2 jobs to main"
    assert desk.saved() == desk.refs() == set()
    assert (await desk.session.watchlist.undo()).text == "nothing to undo"


async def test_a_removed_job_comes_back_with_everything(desk: Desk) -> None:
    """`d` is beside `f` on the keyboard."""
    watch = Watch(ONE, memo="T-1", interval=30.0, others=(("colour", "red"),))
    desk.watchlist.apply([Add(watch)])
    desk.session.open()

    await desk.session.watchlist.remove([ONE])
    assert desk.saved() == desk.refs() == set()
    await desk.session.watchlist.undo()

    assert desk.watchlist.read()[0].others == watch.others
    assert desk.row(ONE).memo == "T-1"


async def test_saving_and_unsaving_leaves_the_job_open_and_unasked(desk: Desk) -> None:
    """`w` is about the file: the row under the cursor must not blink, nor the vendor be asked."""
    desk.session.open([ONE])
    await desk.pass_time(1)
    assert not desk.row(ONE).is_saved

    await desk.session.watchlist.toggle_saved([ONE])
    assert (desk.saved(), desk.row(ONE).is_saved) == ({ONE}, True)
    await desk.session.watchlist.toggle_saved([ONE])
    assert (desk.saved(), desk.row(ONE).is_saved) == (set(), False)
    await desk.session.watchlist.undo()
    assert (desk.saved(), desk.row(ONE).is_saved) == ({ONE}, True)
    await desk.session.watchlist.undo()
    assert (desk.saved(), desk.row(ONE).is_saved) == (set(), False)

    await desk.pass_time(1)
    assert len(desk.vendor.asked) == 1


async def test_closing_a_job_that_was_not_saved_touches_no_file(desk: Desk) -> None:
    """There is nothing in it to take out."""
    desk.session.open([ONE])
    assert "was not saved" in (await desk.session.watchlist.remove([ONE])).text
    assert desk.refs() == set()
    assert not desk.watchlist.path.exists()


async def test_another_list_shows_its_jobs_and_what_was_opened_by_hand(desk: Desk) -> None:
    """And the next session begins with it."""
    desk.watchlist.apply([Add(Watch(ONE)), Add(Watch(TWO, "night"))])
    opened = JobRef("acme", "bulk", "77")
    desk.session.open([opened])

    assert (await desk.session.watchlist.switch_list("night")).text == "watchlist night: acme 2"
    assert desk.refs() == {TWO, opened}
    assert [(each.name, each.size, each.is_current) for each in desk.session.lists()] == [
        ("main", 1, False),
        ("night", 1, True),
    ]
    again = Session(desk.config, desk.watchlist, desk.store, desk.clock, desk.shelf)
    again.open()
    assert {row.ref for row in again.rows()} == {TWO}


async def test_a_broken_watchlist_is_said_and_never_written_over(desk: Desk) -> None:
    """An empty list in its place would be the end of it."""
    desk.watchlist.path.write_bytes(b"version = 1\n[[watch")
    desk.session.open([ONE])

    assert len(desk.session.notices) == 1
    assert desk.watchlist.path.name in desk.session.notices[0]
    for said in (
        await desk.session.watchlist.add([TWO]),
        await desk.session.watchlist.toggle_saved([ONE]),
    ):
        assert said.is_trouble
    assert desk.watchlist.path.read_bytes() == b"version = 1\n[[watch"
    assert desk.refs() == {ONE}
    assert not desk.row(ONE).is_saved


async def test_what_cant_be_undone_now_can_be_later(desk: Desk) -> None:
    """A disk that is full for a minute must not cost the removed entry."""
    desk.session.open()
    await desk.session.watchlist.add([ONE])
    await desk.session.watchlist.remove([ONE])
    before = desk.watchlist.path.read_bytes()
    desk.watchlist.path.write_bytes(b"")
    assert (await desk.session.watchlist.undo()).is_trouble
    desk.watchlist.path.write_bytes(before)
    assert not (await desk.session.watchlist.undo()).is_trouble
    assert desk.saved() == {ONE}


async def test_a_job_that_its_vendor_never_knew_may_be_of_its_other_kind(
    desk: Desk, make_job: MakeJob
) -> None:
    """A bare id is taken for a bulk job, and may be a service job."""
    desk.vendor.script = {"1": [NotFound("no such job"), make_job(SERVICE)]}
    desk.watchlist.apply([Add(Watch(ONE, memo="T-1"))])
    desk.session.open()
    assert desk.session.other_kind(ONE) is None
    await desk.pass_time(1)

    assert desk.row(ONE).presence is Presence.GONE
    assert desk.session.other_kind(ONE) == SERVICE
    await desk.session.watchlist.replace(ONE, SERVICE)
    await desk.pass_time(1)

    assert desk.saved() == desk.refs() == {SERVICE}
    assert desk.row(SERVICE).memo == "T-1"
    assert desk.row(SERVICE).verdict is Verdict.RUN
    assert desk.session.other_kind(SERVICE) is None
    await desk.session.watchlist.undo()
    assert desk.saved() == desk.refs() == {ONE}


async def test_a_job_that_was_seen_and_is_gone_is_of_no_other_kind(
    desk: Desk, make_job: MakeJob
) -> None:
    """It was what it was."""
    desk.vendor.script = {"1": [make_job(ONE), NotFound("no such job")]}
    desk.session.open([ONE])
    await desk.pass_time(20)
    assert desk.row(ONE).presence is Presence.GONE
    assert desk.session.other_kind(ONE) is None


async def test_leaving_closes_the_connections(desk: Desk) -> None:
    """Sockets left open are held by the vendor's limit as well."""
    desk.session.open([ONE])
    await desk.pass_time(1)
    assert desk.task is not None
    desk.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await desk.task
    assert desk.vendor.is_closed


async def test_that_there_are_no_locks_is_said_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else at another host may have the same list open."""

    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    desk.session.open()
    said = [(await desk.session.watchlist.add([ref])).text for ref in (ONE, TWO)]
    assert said == [
        "added acme 1 to main; no locks where the list lies, so it was read again",
        "added acme 2 to main",
    ]
