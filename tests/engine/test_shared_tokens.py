"""Tokens as a user's sessions share them, in a real state file: never two where one will do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from providers.auth import Secret, SecretSource
from providers.errors import (
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Unauthorized,
    Unreachable,
)
from providers.grants import TokenCredential
from providers.tokens import TURN, HeldToken, Kept, Limit, key_of
from tui.engine.database import Database
from tui.engine.token_store import TokenStore

START = 1_750_000_000.0
REFRESH = "1000.canary.refresh"
OVER = -1e9
"""The life of a token that is of no use any more, also when the clock is put back."""
TEN = Limit(10, 600.0)


class Held:
    """A secret that the test knows."""

    description = "the test"

    def __init__(self, text: str) -> None:
        self.text = text

    async def read(self, *, afresh: bool = False) -> Secret:
        return Secret(self.text)


class Vendor:
    """Gives tokens `T1`, `T2`…, or fails as it was told; fits `providers.grants.Grant`."""

    scheme = "Zoho-oauthtoken"
    name = "https://accounts.zoho.eu/\n1000.X"
    who = "account crm"

    def __init__(self, limit: Limit | None = TEN, refresh: str = REFRESH) -> None:
        self.limit = limit
        self.sources: Mapping[str, SecretSource | None] = {"refresh_token": Held(refresh)}
        self.asked: list[float] = []
        self.fails: list[BaseException] = []
        self.gate: asyncio.Event | None = None
        self.begun = asyncio.Event()
        self.life: float | None = 3540.0
        self.on_ask: Callable[[], None] = lambda: None

    async def ask(self, secrets: Mapping[str, Secret], at: float) -> HeldToken:
        self.asked.append(at)
        number = len(self.asked)
        self.begun.set()
        self.on_ask()
        if self.gate is not None:
            await self.gate.wait()
        if self.fails:
            raise self.fails.pop(0)
        return HeldToken(Secret(f"T{number}"), None if self.life is None else at + self.life)


class Bench:
    """One state file, one clock and one vendor; as many sessions as a test likes."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.now = START
        self.vendor = Vendor()
        self.databases: list[Database] = []

    def session(self, vendor: Vendor | None = None) -> TokenCredential:
        """Another process of the same user: nothing but the file is shared."""
        database = Database(self.path)
        self.databases.append(database)
        return TokenCredential(
            vendor or self.vendor, TokenStore(database), now=lambda: self.now, rest=self.rest
        )

    async def rest(self, seconds: float) -> None:
        self.now += seconds
        for _ in range(20):
            await asyncio.to_thread(int)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "state" / "state.sqlite3")
    yield bench
    for database in bench.databases:
        database.close()


async def got(credential: TokenCredential) -> str:
    """The token in the header that a session would send."""
    return (await credential.authorization()).reveal().split()[1]


async def test_two_sessions_that_need_a_token_at_once_get_one(bench: Bench) -> None:
    """A desk and three commands started by one script would else take four of the ten."""
    bench.vendor.gate = asyncio.Event()
    sessions = [bench.session() for _ in range(4)]
    tasks = [asyncio.create_task(got(session)) for session in sessions]
    await bench.vendor.begun.wait()
    await bench.rest(0.25)
    bench.vendor.gate.set()
    assert await asyncio.gather(*tasks) == ["T1"] * 4
    assert len(bench.vendor.asked) == 1


async def test_the_moment_is_on_disk_before_the_vendor_is_asked(bench: Bench) -> None:
    """A session that is killed while it waits has used up one of the ten all the same."""
    session = bench.session()
    key = key_of(bench.vendor.name, {"refresh_token": Secret(REFRESH)})
    found: list[bytes] = []

    def look() -> None:
        assert bench.path is not None
        with sqlite3.connect(bench.path) as db:
            found.extend(*db.execute("select token from tokens where key = ?", (key,)))
        db.close()

    bench.vendor.on_ask = look
    await got(session)
    assert b"1750000000" in found[0]
    assert b'"text":""' in found[0]


async def test_a_killed_session_counts_and_its_turn_passes(bench: Bench) -> None:
    """Else a crash would lock the account for all, or let an eleventh token be asked for."""
    dead = Vendor()
    dead.gate = asyncio.Event()
    task = asyncio.create_task(got(bench.session(dead)))
    await dead.begun.wait()
    assert await got(bench.session()) == "T1"
    assert bench.vendor.asked[0] - START == pytest.approx(TURN, abs=1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_eleventh_is_refused_whoever_asked_for_the_ten(bench: Bench) -> None:
    """Zoho bars the refresh token, for the customer's own programs too."""
    bench.vendor.life = OVER
    for second in range(10):
        bench.now = START + second
        await got(bench.session())
    with pytest.raises(
        RateLimited, match=r"account crm: 10 tokens.*not before 2025-06-15T15:16:40Z"
    ):
        await got(bench.session())
    assert len(bench.vendor.asked) == 10
    bench.now = START + 601
    await got(bench.session())


async def test_a_bar_holds_for_all_sessions(bench: Bench) -> None:
    """Another program of the customer's used up the ten: each try of ours makes it longer."""
    bench.vendor.fails = [RateLimited("Access Denied", retry_after=600.0)]
    with pytest.raises(RateLimited):
        await got(bench.session())
    with pytest.raises(RateLimited, match="bars new tokens; the next not before") as refused:
        await got(bench.session())
    assert refused.value.retry_after == 600.0
    assert len(bench.vendor.asked) == 1
    bench.now += 600
    assert await got(bench.session()) == "T2"


async def test_a_refused_token_is_taken_by_nobody_again(bench: Bench) -> None:
    """Each new command would begin with a refusal, for as long as the token says it is good."""
    first, second = bench.session(), bench.session()
    refused = await first.authorization()
    assert await got(second) == "T1"
    bench.vendor.fails = [Unauthorized("revoked"), Unauthorized("revoked")]
    with pytest.raises(Unauthorized):
        await first.renew(refused)
    with pytest.raises(Unauthorized):
        await got(bench.session())
    assert len(bench.vendor.asked) == 3

    assert await second.renew(refused)
    assert await got(second) == await got(first) == await got(bench.session()) == "T4"
    assert len(bench.vendor.asked) == 4


@pytest.mark.parametrize(
    ("error", "seen", "left"),
    [(Unreachable("refused"), Unreachable, 10), (OutcomeUnknown("silence"), Unreachable, 9)],
)
async def test_what_never_left_this_machine_costs_nothing(
    bench: Bench, error: ProviderError, seen: type[ProviderError], left: int
) -> None:
    """A network that is down for ten minutes must not bar the account for ten more."""
    bench.vendor.fails = [error]
    with pytest.raises(seen):
        await got(bench.session())
    bench.vendor.life = OVER
    for _ in range(left):
        await got(bench.session())
    with pytest.raises(RateLimited):
        await got(bench.session())


async def test_looks_that_wait_together_fail_together(bench: Bench) -> None:
    """Twenty jobs at a revoked token would use up the ten in one second."""
    session = bench.session()
    bench.vendor.gate = asyncio.Event()
    bench.vendor.fails = [Unauthorized("revoked") for _ in range(20)]
    tasks = [asyncio.create_task(got(session)) for _ in range(20)]
    await bench.vendor.begun.wait()
    bench.vendor.gate.set()
    errors = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(error) for error in errors} == {Unauthorized}
    assert len(bench.vendor.asked) == 1


@pytest.mark.parametrize("jump", [-86_400.0 * 365, -300.0, -5.0])
async def test_a_clock_that_was_put_back_neither_frees_nor_bars_for_ever(
    bench: Bench, jump: float
) -> None:
    """Virtual machines wake with any time at all."""
    bench.vendor.life = OVER
    for _ in range(10):
        await got(bench.session())
    bench.now += jump
    with pytest.raises(RateLimited) as refused:
        await got(bench.session())
    assert 0 < (refused.value.retry_after or 0) <= 600
    bench.now += 601
    bench.vendor.life = 3540.0
    assert await got(bench.session()) == "T11"


async def test_a_changed_secret_means_another_token(bench: Bench) -> None:
    """Rights may have changed with it; and the old one's limit is not the new one's."""
    assert await got(bench.session()) == "T1"
    other = Vendor(refresh="1000.another")
    other.asked = [0.0]
    assert await got(bench.session(other)) == "T2"
    assert await got(bench.session()) == "T1"


async def test_without_a_limit_moments_are_not_kept_but_turns_are(bench: Bench) -> None:
    """WillSuite names none; fifty sessions are one call all the same."""
    vendor = Vendor(limit=None)
    vendor.life = OVER
    for _ in range(12):
        await got(bench.session(vendor))
    vendor.life = None
    vendor.gate, vendor.begun = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(got(bench.session(vendor))) for _ in range(3)]
    await vendor.begun.wait()
    vendor.gate.set()
    assert set(await asyncio.gather(*tasks)) == {"T13"}


async def test_without_a_state_file_a_session_keeps_its_own(tmp_path: Path) -> None:
    """A full disk is no reason to ask for a token with every look."""
    bench = Bench(None)
    session = bench.session()
    bench.databases[0].close()
    assert await got(session) == await got(session) == "T1"
    for number in range(1, 10):
        await session.renew(Secret(f"Zoho-oauthtoken T{number}"))
    with pytest.raises(RateLimited):
        await session.renew(Secret("Zoho-oauthtoken T10"))


async def test_the_file_is_its_owners_alone_and_its_key_gives_no_secret_away(
    bench: Bench,
) -> None:
    """It is the one place where a token stands; the secrets behind it stand in none."""
    await got(bench.session())
    assert bench.path is not None
    for path in bench.path.parent.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
        assert REFRESH.encode() not in path.read_bytes()
    assert bench.path.parent.stat().st_mode & 0o077 == 0
    kept = Kept(HeldToken(Secret("T1"), None))
    assert "T1" not in repr((kept, bench.databases, TokenStore(bench.databases[0])))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"text":7}', b"[" * 100_000, b"null"])
async def test_what_cant_be_read_is_as_if_it_were_not_there(bench: Bench, content: bytes) -> None:
    """Another version of the program may have written it."""
    session = bench.session()
    key = key_of(bench.vendor.name, {"refresh_token": Secret(REFRESH)})
    bench.databases[0].write(("insert into tokens (key, token) values (?, ?)", (key, content)))
    assert await got(session) == "T1"
