"""What is noted on jobs: one change of the file a key, one step of undoing, whoever else writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.errors import NotFound
from providers.model import Job, JobRef, JobState
from providers.watched import Alert, Verdict
from tests.engine.desks import Terminal
from tui.engine import connections
from tui.engine.watchlist import Add, Change, Watch

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock, FakeProvider

MakeJob = Callable[..., Job]
ONE, TWO = JobRef("acme", "bulk", "1"), JobRef("acme", "bulk", "2")
SLOW = JobRef("wills", "job", "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5")
STRANGE = JobRef("gone", "bulk", "3")


@pytest.fixture
async def desk(
    tmp_path: Path,
    clock: FakeClock,
    vendor: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    make_job: MakeJob,
) -> AsyncIterator[Terminal]:
    """A desk with two running jobs on its list and one beside it."""
    vendor.script = {ref.id: [make_job(ref)] for ref in (ONE, TWO, SLOW)}
    monkeypatch.setattr(connections, "open_provider", lambda account, gate, tokens: vendor)
    desk = Terminal(tmp_path, clock)
    desk.watchlist.apply([Add(Watch(ONE, memo="T-1")), Add(Watch(TWO)), Add(Watch(SLOW, "night"))])
    desk.session.open()
    yield desk
    await desk.end()


async def test_a_memo_on_several_jobs_is_one_step_of_undoing(desk: Terminal) -> None:
    """One key was pressed, so one `u` takes it back, to what each of them had."""
    said = await desk.session.notes.write_memo([ONE, TWO], " ZD-7 \n two lines\x1b[31m ")
    assert said.text == "memo of 2 jobs: ZD-7 two lines␛[31m"
    assert {watch.memo for watch in desk.saved().values()} == {"ZD-7 two lines␛[31m", ""}
    assert desk.row(TWO).memo == "ZD-7 two lines␛[31m"

    await desk.session.watchlist.undo()
    assert (desk.row(ONE).memo, desk.row(TWO).memo) == ("T-1", "")
    assert "memo" not in desk.watchlist.path.read_text().split("[[watch]]")[2]


async def test_steps_are_undone_one_by_one_down_to_the_first(desk: Terminal) -> None:
    """A wrong turn is seldom the last key only."""
    before = desk.watchlist.read()
    session = desk.session
    await session.notes.set_alert([ONE, TWO], Alert.END)
    await session.notes.set_interval([ONE], 120.0)
    await session.notes.move([TWO], "night")
    await session.watchlist.remove([ONE])
    assert desk.refs() == set()
    for _ in range(4):
        assert not (await session.watchlist.undo()).is_trouble
    assert sorted(desk.watchlist.read(), key=str) == sorted(before, key=str)
    assert (await session.watchlist.undo()).text == "nothing to undo"


async def test_undoing_leaves_what_another_session_has_set_since(desk: Terminal) -> None:
    """Its user was told that it is kept."""
    await desk.session.notes.write_memo([ONE, TWO], "ours")
    desk.watchlist.apply([Change(ONE, "memo", "theirs")])
    said = await desk.session.watchlist.undo()
    assert said.text.startswith("acme 1 changed elsewhere since, and left so")
    assert (desk.row(ONE).memo, desk.row(TWO).memo) == ("theirs", "")


async def test_a_note_saves_a_job_that_was_only_open(desk: Terminal) -> None:
    """Who writes on it wants to keep it; and undoing leaves it open."""
    other = JobRef("acme", "bulk", "9")
    desk.session.open_unsaved([other])
    await desk.session.notes.set_alert([other], Alert.OFF)
    assert other not in desk.saved()
    await desk.session.notes.write_memo([other], "T-9")
    assert desk.saved()[other].memo == "T-9"
    assert desk.row(other).is_saved
    await desk.session.watchlist.undo()
    assert other not in desk.saved()
    assert not desk.row(other).is_saved


async def test_an_interval_under_the_vendors_floor_is_refused_with_the_reason(
    desk: Terminal,
) -> None:
    """For all the marked jobs, when one of them is at such a vendor."""
    notes = desk.session.notes
    said = await notes.set_interval([ONE, SLOW], 60.0)
    assert said.is_trouble
    assert said.text == "1m is too short: 5m at least (the vendor asks for 5 to 10 minutes)"
    assert (await notes.set_interval([ONE], 0.2)).is_trouble
    assert (await notes.set_interval([ONE], 1e9)).text.endswith("is too long: 1d at most")
    assert not any(watch.interval for watch in desk.saved().values())
    assert [pace.floor for pace in notes.paces([ONE, SLOW, STRANGE])] == [1.0, 300.0, 1.0]


async def test_an_own_interval_holds_at_once_and_until_it_is_dropped(
    desk: Terminal, vendor: FakeProvider
) -> None:
    """Counted from the last look: it would else wait for the old one first."""
    await desk.pass_time(1)
    await desk.session.notes.set_interval([ONE], 3_600.0)
    await desk.pass_time(300)
    assert len(vendor.times("1")) == 1
    assert len(vendor.times("2")) > 2
    await desk.session.notes.set_interval([ONE], 2.0)
    await desk.pass_time(20)
    assert len(vendor.times("1")) > 3
    await desk.session.notes.set_interval([ONE], None)
    assert desk.row(ONE).interval is None


@pytest.mark.parametrize(
    ("alert", "expected"),
    [(Alert.OFF, []), (Alert.END, ["acme 1 ended: FAIL"])],
)
async def test_the_bell_rings_once_for_a_job_that_ends(
    desk: Terminal,
    vendor: FakeProvider,
    make_job: MakeJob,
    alert: Alert,
    expected: list[str],
) -> None:
    """Whoever waits for it looks elsewhere."""
    counted = make_job(ONE, succeeded=1, total=3)
    vendor.script["1"] = [make_job(ONE), counted, make_job(ONE, JobState.FAILED)]
    await desk.session.notes.set_alert([ONE], alert)
    assert desk.rung == (["the bell rings like this"] if alert else [])
    desk.rung.clear()
    await desk.pass_time(200)
    assert desk.rung == expected
    assert desk.row(ONE).has_rung is bool(expected)
    desk.session.looks.touch(ONE)
    assert not desk.row(ONE).has_rung


async def test_the_bell_rings_at_every_change_that_is_wanted_and_at_no_trouble(
    desk: Terminal, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """A failed poll is a fact about the link; a job that is gone is one about the job."""
    counted = make_job(ONE, succeeded=1, total=3)
    vendor.script["1"] = [make_job(ONE), make_job(ONE), counted, NotFound("no such job")]
    await desk.session.notes.set_alert([ONE], Alert.CHANGE)
    await desk.pass_time(900)
    assert desk.rung == [
        "acme 1 is RUN: - → 1 ok   - → 3 total",
        "acme 1 is GONE: no such job",
    ]


async def test_a_list_is_renamed_and_its_jobs_with_it(desk: Terminal) -> None:
    """And what is shown stays what it was."""
    session = desk.session
    assert (await session.notes.rename("main", "night")).is_trouble
    await session.notes.rename("main", " day\x07 ")
    assert session.watchlist.lists.current == "day␇"
    assert desk.refs() == {ONE, TWO}
    await session.watchlist.undo()
    assert session.watchlist.lists.current == "main"
    assert desk.refs() == {ONE, TWO}


async def test_lists_say_how_their_jobs_stand_the_hidden_ones_as_remembered(
    desk: Terminal, make_job: MakeJob
) -> None:
    """What needs somebody may be on the list of the night."""
    desk.store.keep(make_job(SLOW, JobState.FAILED), b"", desk._clock.now())
    facts = {each.name: each.tally for each in await desk.session.notes.tallies()}
    assert facts == {"main": ((Verdict.WAIT, 2),), "night": ((Verdict.FAIL, 1),)}
