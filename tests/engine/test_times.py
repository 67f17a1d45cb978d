"""Which clock times are shown by is one person's choice, and outlives the session."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from providers.base import Account
from providers.zones import TimesIn
from tests.engine.conftest import FakeClock
from tui.engine.store import Store
from tui.engine.times import Times

NOON = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)
LONDON = Account("wills", "willsuite", timezone="Europe/London")


def times(store: Store, clock: FakeClock, **zones: str) -> Times:
    """The choice, for a machine in Kolkata."""
    accounts = {name: replace(LONDON, name=name, timezone=zone) for name, zone in zones.items()}
    return Times(accounts, store, clock, ZoneInfo("Asia/Kolkata"))


async def test_a_choice_is_kept_for_the_next_session(tmp_path: Path, clock: FakeClock) -> None:
    """Who works in local time does so tomorrow."""
    store = Store(tmp_path / "state.sqlite3")
    said = await times(store, clock).turn()
    store.close()

    again = times(Store(tmp_path / "state.sqlite3"), clock)
    assert again.choice is TimesIn.LOCAL
    assert again.by(NOON).strftime("%H:%M %Z") == "17:30 IST"
    assert said.text == "times in this machine's zone, IST"


async def test_a_vendors_clock_is_its_own_jobs_alone(clock: FakeClock) -> None:
    """Lines of several vendors by several clocks would not be in order."""
    chosen = times(Store(None), clock, wills="Europe/London", acme="")
    await chosen.turn()
    said = await chosen.turn()

    assert chosen.by(NOON, "wills").hour == 13
    assert (chosen.by(NOON).hour, chosen.by(NOON, "acme").hour) == (12, 12)
    assert said.text == "a job's times in its vendor's zone: known of wills; the rest in UTC"


async def test_without_any_zone_it_says_what_is_missing(clock: FakeClock) -> None:
    """Else the key seems to be broken."""
    chosen = times(Store(None), clock)
    await chosen.turn()
    assert "no account has a `timezone` set" in (await chosen.turn()).text


def test_a_choice_that_nobody_knows_is_utc(clock: FakeClock) -> None:
    """A later version may have written it."""
    store = Store(None)
    store.choose("times", "stardate")
    assert times(store, clock).choice is TimesIn.UTC
