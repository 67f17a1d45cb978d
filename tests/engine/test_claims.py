"""Of a user's sessions one asks, and all hear the answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    NotFound,
    ProviderError,
    RateLimited,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from providers.model import JobRef
from tui.engine.claimants import is_dead, own_mark
from tui.engine.claims import LIFE, Claim, Claims, Granted, Heard, Later, Outcome, outcome_of
from tui.engine.clock import SystemClock
from tui.engine.database import Database

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock

REF = JobRef("acme", "bulk", "1")


class Sessions:
    """Claims of several sessions on one file."""

    def __init__(self, path: Path, clock: FakeClock) -> None:
        self.path = path
        self.clock = clock
        self.files: list[Database] = []

    def another(self) -> Claims:
        """One more session's."""
        self.files.append(Database(self.path))
        return Claims(self.files[-1], self.clock)

    def close(self) -> None:
        """Close all files."""
        for file in self.files:
            file.close()


@pytest.fixture
def sessions(tmp_path: Path, clock: FakeClock) -> Iterator[Sessions]:
    """Sessions that share a file."""
    several = Sessions(tmp_path / "db", clock)
    yield several
    several.close()


def begin(
    claims: Claims,
    ref: JobRef = REF,
    known: int | None = None,
    *,
    fresh: float = 0.0,
    floor: float = 0.0,
    room: int = 99,
) -> Claim:
    """Claim a look at a job."""
    return claims.begin(ref, known, fresh=fresh, floor=floor, room=room, wait=1.0)


async def test_a_look_that_another_session_makes_is_not_made_twice(
    sessions: Sessions, clock: FakeClock
) -> None:
    """Each session that asks for itself is one more program at the customer's limit."""
    first, second = sessions.another(), sessions.another()
    assert begin(first) == Granted(0, 0.0)
    assert begin(second) == Later(1.0, is_busy=True)
    assert begin(second, JobRef("acme", "bulk", "2")) == Granted(0, 0.0)

    serial = first.tell(REF, Outcome())

    assert begin(second, known=0) == Heard(serial, Outcome())
    assert begin(second, known=serial) == Granted(serial, clock.now().timestamp())


async def test_a_session_that_knows_nothing_takes_a_look_of_a_moment_ago(
    sessions: Sessions, clock: FakeClock
) -> None:
    """Opening the desk in a second window asks about nothing that the first has just heard."""
    first, second = sessions.another(), sessions.another()
    begin(first)
    serial = first.tell(REF, Outcome())
    await clock.pass_time(4)
    assert begin(second, fresh=5.0) == Heard(serial, Outcome())
    await clock.pass_time(2)
    assert isinstance(begin(second, fresh=5.0), Granted)


async def test_a_floor_holds_from_the_last_asking_whoever_asked(
    sessions: Sessions, clock: FakeClock
) -> None:
    """Also of a look that failed, and of one whose session was killed before the answer came."""
    first, second = sessions.another(), sessions.another()
    begin(first, floor=300)
    await clock.pass_time(10)
    first.end(REF)
    await clock.pass_time(100)
    assert begin(second, floor=300) == Later(200.0, is_busy=False)
    await clock.pass_time(200)
    assert isinstance(begin(second, floor=300), Granted)
    await clock.pass_time(LIFE)
    assert isinstance(begin(first, floor=300), Later)


async def test_a_look_that_never_reached_the_vendor_counts_for_no_floor(
    sessions: Sessions,
) -> None:
    """A key that was mended must not wait five minutes."""
    first, second = sessions.another(), sessions.another()
    granted = begin(first, floor=300)
    assert isinstance(granted, Granted)
    first.end(REF, granted.asked_before)
    assert isinstance(begin(second, floor=300), Granted)


async def test_a_claim_ends_with_its_time(sessions: Sessions, clock: FakeClock) -> None:
    """A session on another machine may have died, which nobody here can see."""
    first, second = sessions.another(), sessions.another()
    begin(first)
    await clock.pass_time(LIFE - 1)
    assert isinstance(begin(second), Later)
    await clock.pass_time(2)
    assert isinstance(begin(second), Granted)


async def test_a_claim_ends_with_its_session(sessions: Sessions) -> None:
    """Whoever closes the desk during a look leaves the job to the others."""
    first, second = sessions.another(), sessions.another()
    begin(first)
    first.let_go()
    assert isinstance(begin(second), Granted)


async def test_a_session_that_holds_no_look_leaves_without_a_write(sessions: Sessions) -> None:
    """`status` in a loop writes no more than what it has heard; a crowd of them waits for that."""
    first, second = sessions.another(), sessions.another()
    [file, _] = sessions.files
    told = [first.holds_any]
    begin(first)
    begin(second)
    told += [first.holds_any, second.holds_any]
    first.tell(REF, Outcome())
    told += [first.holds_any]
    begin(first, known=1)
    told += [first.holds_any]
    first.end(REF)
    assert told == [False, True, False, False, True]
    file.close()
    first.let_go()
    assert (first.holds_any, file.trouble) == (False, None)


@pytest.mark.parametrize("seconds", [-86_400.0, 86_400.0])
async def test_a_clock_that_was_set_right_blocks_no_look(
    sessions: Sessions, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """A claim or a floor that ends tomorrow would silence a job until then."""
    first, second = sessions.another(), sessions.another()
    real = Claims._now
    monkeypatch.setattr(Claims, "_now", lambda claims: real(claims) - seconds)
    begin(first, floor=300)
    monkeypatch.setattr(Claims, "_now", real)
    assert isinstance(begin(second, floor=300), Granted)


async def test_an_account_has_room_for_so_many_looks_from_all_sessions(
    sessions: Sessions,
) -> None:
    """Zoho's smallest edition answers five calls at once, those of all programs together."""
    first, second = sessions.another(), sessions.another()
    refs = [JobRef("crm", "write", f"{10**15 + n}") for n in range(3)]
    assert isinstance(begin(first, refs[0], room=2), Granted)
    assert isinstance(begin(second, refs[1], room=2), Granted)
    assert begin(second, refs[2], room=2) == Later(1.0, is_busy=True)
    assert isinstance(begin(second, REF, room=2), Granted)
    first.end(refs[0])
    assert isinstance(begin(second, refs[2], room=2), Granted)


@pytest.mark.parametrize(
    ("error", "is_shared"),
    [
        (NotFound("no such job"), True),
        (Unavailable("HTTP 503"), True),
        (RateLimited("slow down", retry_after=5.0), True),
        (Unreachable("no answer"), False),
        (Unauthorized("HTTP 401"), False),
        (ProviderError("a bug"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_vendor_says_is_told_and_what_is_wrong_here_is_not(
    error: ProviderError, is_shared: bool
) -> None:
    """A terminal without the key in its environment must not stop the others."""
    outcome = outcome_of(error)
    assert (outcome is not None) is is_shared
    if outcome is not None:
        raised = outcome.raised()
        assert type(raised) is type(error)
        assert str(raised) == str(error)
        assert getattr(raised, "retry_after", None) == getattr(error, "retry_after", None)


def test_a_claim_of_a_killed_process_is_void_at_once(sessions: Sessions) -> None:
    """`kill -9` during a look must not silence the job for the rest of the claim."""
    code = """
import sys, time
from pathlib import Path
from providers.model import JobRef
from tui.engine.claims import Claims
from tui.engine.clock import SystemClock
from tui.engine.database import Database
claims = Claims(Database(Path(sys.argv[1])), SystemClock())
ref = JobRef("acme", "bulk", "1")
print(claims.begin(ref, None, fresh=0, floor=0, room=9, wait=1), flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", code, str(sessions.path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().startswith("Granted")
        sessions.files.append(Database(sessions.path))
        mine = Claims(sessions.files[-1], SystemClock())
        assert begin(mine) == Later(1.0, is_busy=True)
        other.kill()
        other.wait()
        assert isinstance(begin(mine), Granted)
        assert isinstance(begin(mine, floor=300), Later)


def test_who_lives_is_known_only_of_this_machine() -> None:
    """A jump host's name, its run and its container; of others a claim's time decides."""
    mark = own_mark(1)
    host, boot, space, pid, began, number = mark.split(" ")
    assert not is_dead(mark)
    assert is_dead(" ".join((host, boot, space, pid, "1", number)))
    assert is_dead(" ".join((host, boot, space, "999999999", began, number)))
    assert is_dead(" ".join((host, "another-run", space, pid, began, number)))
    assert not is_dead(" ".join(("elsewhere", boot, space, "999999999", began, number)))
    assert not is_dead(" ".join((host, boot, "pid:[1]", "999999999", began, number)))
    assert is_dead("")
    assert is_dead("x y z")


def test_a_file_that_fails_lets_each_session_ask(tmp_path: Path, clock: FakeClock) -> None:
    """A full disk must not blind the desk."""
    file = Database(tmp_path / "db")
    claims = Claims(file, clock)
    file.close()
    assert begin(claims, floor=300) == Granted(0, 0.0)
    assert file.trouble is not None
    assert "sessions ask alone" in file.trouble
