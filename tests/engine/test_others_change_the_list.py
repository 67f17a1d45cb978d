"""An open desk and those who change its watchlist: other sessions, and the user's own editor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.model import Job, JobRef, JobState
from tests.engine.desks import Terminal
from tui.engine import connections
from tui.engine.watchlist import Add, Change, Remove, Watch

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock, FakeProvider

MakeJob = Callable[..., Job]
ONE, TWO = JobRef("acme", "bulk", "1"), JobRef("acme", "bulk", "2")
BROKEN = b'version = 1\n[[watch]]\naccount = "acme\n'
Open = Callable[[], Terminal]


@pytest.fixture
async def terminals(
    tmp_path: Path,
    clock: FakeClock,
    vendor: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    make_job: MakeJob,
) -> AsyncIterator[Open]:
    """Opens a user's terminals on one folder."""
    vendor.script = {ref.id: [make_job(ref)] for ref in (ONE, TWO)}
    monkeypatch.setattr(connections, "open_provider", lambda account, gate, tokens: vendor)
    opened: list[Terminal] = []

    def open_one() -> Terminal:
        opened.append(Terminal(tmp_path, clock))
        opened[-1].session.open()
        return opened[-1]

    yield open_one
    for terminal in opened:
        await terminal.end()


async def test_what_others_add_change_and_remove_is_shown_within_two_seconds(
    terminals: Open,
) -> None:
    """Two panes on one list are the rule."""
    desk = terminals()
    await desk.pass_time(1)
    desk.watchlist.apply([Add(Watch(ONE, memo="T-1", interval=60.0)), Add(Watch(TWO))])
    await desk.pass_time(2)
    assert desk.refs() == {ONE, TWO}
    assert (desk.row(ONE).memo, desk.row(ONE).interval) == ("T-1", 60.0)
    desk.watchlist.apply([Remove(TWO), Change(ONE, "memo", "T-2")])
    await desk.pass_time(2)
    assert desk.refs() == {ONE}
    assert desk.row(ONE).memo == "T-2"


async def test_a_file_that_nobody_changes_is_no_news(terminals: Open) -> None:
    """What is told is painted, and costs bytes on a slow line."""
    desk = terminals()
    await desk.pass_time(5)
    before = desk.news
    await desk.pass_time(30)
    assert desk.news == before


async def test_a_file_broken_by_an_editor_is_said_kept_and_taken_up_when_mended(
    terminals: Open,
) -> None:
    """Half a save is no reason to lose sight of a job, nor to write over it."""
    desk = terminals()
    await desk.session.watchlist.add([ONE])
    await desk.pass_time(2)
    good, path = desk.watchlist.path.read_bytes(), desk.watchlist.path
    path.write_bytes(BROKEN)
    await desk.pass_time(2)

    [said] = desk.session.notices
    assert f"{path.name} at line 3, column 16" in said
    assert "its .bak has 1 job" in said
    assert desk.refs() == {ONE}
    assert (await desk.session.watchlist.remove([ONE])).is_trouble
    assert path.read_bytes() == BROKEN
    assert desk.watchlist.backup.read_bytes() == good
    assert desk.watchlist.backup.stat().st_mode & 0o777 == 0o600

    another = terminals()
    assert another.refs() == {ONE}
    assert another.session.notices == desk.session.notices

    path.write_bytes(good.replace(b"acme", b"beta"))
    await desk.pass_time(2)
    assert desk.session.notices == ()
    assert desk.refs() == {JobRef("beta", "bulk", "1")}


async def test_a_file_that_is_away_for_a_moment_takes_no_job_off_the_screen(
    terminals: Open,
) -> None:
    """Some editors take the old one away before the new one stands there."""
    desk = terminals()
    await desk.session.watchlist.add([ONE])
    await desk.pass_time(2)
    content = desk.watchlist.path.read_bytes()
    desk.watchlist.path.unlink()
    await desk.pass_time(4)
    assert desk.refs() == {ONE}
    assert "is gone; its jobs are still shown" in desk.session.notices[0]
    desk.watchlist.path.write_bytes(content)
    await desk.pass_time(2)
    assert desk.session.notices == ()


async def test_undoing_works_over_what_others_did_meanwhile(terminals: Open) -> None:
    """It is an operation, and no picture of the file as it was."""
    desk = terminals()
    await desk.session.watchlist.add([ONE])
    await desk.session.notes.write_memo([ONE], "T-1")
    await desk.pass_time(2)
    desk.watchlist.apply([Add(Watch(TWO))])
    await desk.pass_time(2)
    await desk.session.watchlist.undo()
    await desk.session.watchlist.undo()
    assert set(desk.saved()) == desk.refs() == {TWO}


async def test_what_changed_while_nobody_looked_is_news_until_somebody_does(
    terminals: Open, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """Progress is none: all that run would be marked for ever."""
    desk = terminals()
    moved = make_job(ONE, succeeded=2, total=3)
    vendor.script["1"] = [make_job(ONE), moved, make_job(ONE, JobState.FAILED, 3, 3, 0, 3)]
    await desk.session.watchlist.add([ONE, TWO])
    await desk.pass_time(1)
    desk.session.looks.touch(ONE)
    desk.session.looks.touch(TWO)
    await desk.pass_time(16)
    assert desk.row(ONE).counts.succeeded == 2
    assert not desk.row(ONE).is_news
    await desk.pass_time(130)
    assert desk.row(ONE).is_news
    [since] = desk.session.looks.changed()
    assert (since.then.counts.failed, since.row.counts.failed) == (None, 3)
    await desk.pass_time(2)
    await desk.end()

    again = terminals()
    assert again.row(ONE).is_news
    again.session.looks.touch(ONE)
    assert not again.row(ONE).is_news
    since_then = again.session.looks.since(ONE)
    assert since_then is not None
    assert since_then.is_changed
