"""Times by another clock: what is shown must be what a clock there said, summers and all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from providers.zones import LocalZone, TimesIn, find_zone, in_zone, zone_name

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that stands in Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 5, 12, 0, tzinfo=UTC),
        datetime(2026, 7, 5, 12, 0, tzinfo=UTC),
        # The last and first moments around both changes of the clock.
        datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ],
)
@pytest.mark.usefixtures("in_berlin")
def test_this_machines_clock_is_that_of_its_zone(moment: datetime) -> None:
    """A fixed offset, taken at the start, would be an hour wrong for half of the year."""
    ours, theirs = in_zone(moment, LocalZone()), in_zone(moment, BERLIN)

    assert f"{ours:%F %T %z %Z}" == f"{theirs:%F %T %z %Z}"
    assert ours.fold == theirs.fold
    assert ours.astimezone(UTC) == moment


@pytest.mark.usefixtures("in_berlin")
def test_a_zone_has_the_name_that_it_has_then() -> None:
    """`CET` over a summer's times would be read as another hour."""
    assert zone_name(in_zone(datetime(2026, 1, 5, tzinfo=UTC), LocalZone())) == "CET"
    assert zone_name(in_zone(datetime(2026, 7, 5, tzinfo=UTC), LocalZone())) == "CEST"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "\x00", "a" * 5_000])
def test_a_zone_that_is_none_is_utc(name: str) -> None:
    """Where a machine lacks the tables of zones, the program starts all the same."""
    assert find_zone(name) is UTC


def test_the_end_of_time_is_shown_as_it_is() -> None:
    """A vendor's 9999 has no hour more in which it could be told further east."""
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert in_zone(last, BERLIN) == last


def test_choices_go_round() -> None:
    """The key is one."""
    assert [choice.following() for choice in TimesIn] == [
        TimesIn.LOCAL,
        TimesIn.VENDOR,
        TimesIn.UTC,
    ]
