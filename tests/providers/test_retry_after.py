"""How long a vendor asks us to wait, in every form seen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.retry_after import LONGEST, read_reset, read_retry_after

NOW = datetime(2024, 3, 5, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 60 ", 60.0),
        ("007", 7.0),
        ("3600", 3600.0),
        ("86400", LONGEST),
        ("999999999", LONGEST),
        ("9" * 10, LONGEST),
        ("9" * 5_000, LONGEST),
        ("0" * 20 + "9", 9.0),
        ("1709629320", LONGEST),
        ("-5", None),
        ("+5", None),
        ("1.5", 1.5),
        ("120.0", 120.0),
        (".5", None),
        ("5.", None),
        ("1,5", 5.0),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
        ("0x10", None),
        ("60s", None),
        ("60;q=1", None),
        ("1e3", None),
        ("٣", None),
        ("²", None),
        ("", None),
        ("soon", None),
        ("120, 60", 120.0),
        ("60,86400", LONGEST),
        ("120, soon", None),
        (",", None),
        ("Tue, 05 Mar 2024 09:02:00 GMT", 120.0),
        ("Tue, 05 Mar 2024 10:02:00 +0100", 120.0),
        ("Tuesday, 05-Mar-24 09:02:00 GMT", 120.0),
        ("Tue Mar  5 09:02:00 2024", 120.0),
        ("Tue, 05 Mar 2024 08:00:00 GMT", None),
        ("Tue, 05 Mar 2024 09:00:00 GMT", None),
        ("Fri, 05 Mar 2044 09:00:00 GMT", LONGEST),
        ("31 Dec 9999 23:59:59 -2359", None),
        ("Tue, 99 Mar 2024 09:02:00 GMT", None),
        ("2024-03-05T09:02:00Z", 120.0),
        ("2024-03-05T11:02:00+02:00", 120.0),
        ("2024-03-05T08:59:00Z", None),
        ("0001-01-01T00:00:00", None),
        ("Tue, 05 Mar 2024 09:02:00 -0000", 120.0),
        ("Tue, 05 Mar 2024 09:02:00", 120.0),
        ("Tue, 05 Mar 2024 09:02:00 GMT" + " " * 200, 120.0),
        ("Tue, 05 Mar 2024 " * 1_000, None),
    ],
)
def test_a_wait_is_read_or_left_to_our_own_backoff(text: str, expected: float | None) -> None:
    """Asking too soon gets the account blocked; a nonsense wait would stop the desk for good."""
    assert read_retry_after({"retry-after": text}, NOW) == expected


def test_a_date_is_measured_against_the_answers_own() -> None:
    """A jump host whose clock is an hour off must not wait an hour, nor not at all."""
    headers = {
        "retry-after": "Tue, 05 Mar 2024 12:00:30 GMT",
        "date": "Tue, 05 Mar 2024 12:00:00 GMT",
    }

    assert read_retry_after(headers, NOW) == 30.0
    assert read_retry_after({**headers, "date": "garbage"}, NOW) == LONGEST


def test_no_header_asks_for_nothing() -> None:
    """Most refusals bear none."""
    assert read_retry_after({}, NOW) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_raises_and_no_wait_is_out_of_bounds(text: str, date: str) -> None:
    """It is read while an error is handled already; a second one there would hide the first."""
    wait = read_retry_after({"retry-after": text, "date": date}, NOW)

    assert wait is None or 0 <= wait <= LONGEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05T09:02:00Z", 120.0),
        ("2024-03-05T09:02:00", 120.0),
        ("2024-03-05T08:59:00Z", None),
        ("2044-03-05T09:00:00Z", LONGEST),
        (str(int(NOW.timestamp()) + 40), 40.0),
        (str(int(NOW.timestamp()) - 40), None),
        ("35", 35.0),
        ("0", None),
        ("99999999999", LONGEST),
        (str(int(NOW.timestamp() * 1_000) + 40_000), 40.0),
        ("9" * 12, None),
        ("9" * 14, LONGEST),
        ("9" * 400, LONGEST),
        (f"{NOW.timestamp() + 0.5:.1f}", 0.5),
        ("Tue, 05 Mar 2024 09:02:00 GMT", 120.0),
        ("3/5/2024 9:02:00 AM", None),
        ("/Date(1709629320000)/", None),
        ("-40", None),
        ("12.5", 12.5),
        ("²", None),
        ("", None),
        ("soon", None),
        ("0001-01-01T00:00:00", None),
    ],
)
def test_the_start_of_the_next_limit_is_read_in_every_spelling(
    text: str, expected: float | None
) -> None:
    """No vendor documents how it writes it."""
    assert read_reset(text, {}, NOW) == expected


def test_the_start_of_the_next_limit_is_measured_by_the_vendors_clock() -> None:
    """A jump host that is ten minutes slow would wait ten minutes too long."""
    headers = {"date": "Tue, 05 Mar 2024 09:10:00 GMT"}

    assert read_reset("2024-03-05T09:10:30Z", headers, NOW) == 30.0
    assert read_reset("35", headers, NOW) == 35.0
