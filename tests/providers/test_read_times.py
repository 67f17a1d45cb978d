"""Vendors' spellings of a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.times import iso, read_stamp, read_time


@pytest.mark.parametrize(
    ("text", "expected", "is_zoned"),
    [
        ("2020-12-07T14:26:21", "2020-12-07T14:26:21Z", False),
        ("2020-12-07T14:51:04.02", "2020-12-07T14:51:04.020000Z", False),
        ("2020-12-07T14:26:21.323", "2020-12-07T14:26:21.323000Z", False),
        ("2021-01-18T19:15:40.0004998Z", "2021-01-18T19:15:40.000499Z", True),
        ("2024-02-21 10:21:31", "2024-02-21T10:21:31Z", False),
        ("2024-02-21T10:21:31.000000Z", "2024-02-21T10:21:31Z", True),
        ("2018-11-06T15:19:29+05:30", "2018-11-06T09:49:29Z", True),
        ("2018-11-06T15:19:29-08:00", "2018-11-06T23:19:29Z", True),
        (" 2024-02-21 10:21:31\n", "2024-02-21T10:21:31Z", False),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59Z", False),
        ("0002-01-01T00:00:00", "0002-01-01T00:00:00Z", False),
    ],
)
def test_every_spelling_a_vendor_uses_is_read(text: str, expected: str, is_zoned: bool) -> None:
    """Three spellings come from Fusebill alone, and one of them has seven decimals."""
    stamp = read_stamp(text)

    assert stamp is not None
    assert (iso(stamp.at), stamp.is_zoned) == (expected, is_zoned)
    assert stamp.at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-01:00",
        "2024-02-30T00:00:00",
        "2024-02-21T10:21:61",
        "/Date(1607351181000)/",
        "1607351181",
        "yesterday",
        "٢٠٢٤-٠٢-٢١",
        "2024-02-21T10:21:31 Europe/London",
        "\ud800",
        "2024-02-21" * 10_000,
    ],
)
def test_what_is_no_moment_is_none_and_never_an_exception(text: str | None) -> None:
    """Year 1 is how Fusebill writes "not set"; an age of 2,024 years would be shown for it."""
    assert read_stamp(text) is None
    assert read_time(text) is None


def test_a_clock_of_a_known_zone_is_read_in_it() -> None:
    """In summer, London's wall clock read as UTC would date a job's end into the future."""
    london = ZoneInfo("Europe/London")

    summer, winter = (read_stamp(f"2024-{month}-01 08:00:05", london) for month in ("07", "02"))

    assert summer is not None
    assert winter is not None
    assert (iso(summer.at), iso(winter.at)) == ("2024-07-01T07:00:05Z", "2024-02-01T08:00:05Z")
    assert not summer.is_zoned


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    """A vendor's odd date must not cost the job it stands in."""
    stamp = read_stamp(text)

    assert stamp is None or stamp.at.tzinfo is UTC


@given(
    st.datetimes(datetime(2, 1, 2), datetime(9999, 12, 30)),  # noqa: DTZ001 - made aware below
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_survives_being_written_with_any_offset(moment: datetime, minutes: int) -> None:
    """A look that is stored and read back must not move in time."""
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    assert read_time(aware.isoformat()) == aware
    assert read_time(iso(aware)) == aware
