"""What an account may ask of its vendor, as arithmetic."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.engine.bucket import BURST, CALM, DAY_SHARE, FIRST_HOLD, Bucket, Terms
from tui.engine.limits import DAY, Limits, read_limits

NOON = 1_772_452_800.0
"""2026-03-02 12:00 UTC."""
ACME = Terms("acme")
MIDNIGHT = NOON + DAY / 2


def used_up(limits: Limits, count: int) -> Bucket:
    """A bucket from which so many requests were made at noon."""
    return Bucket(limits=limits).at(NOON, None, ACME).taken(count, NOON)


def test_the_days_share_is_a_wall_until_the_vendors_day_begins_anew() -> None:
    """Stretching alone would not keep two hundred jobs from eating the customer's day."""
    limits = Limits(day=10_000, day_ends=NOON + 3_000, said_at=NOON)
    assert used_up(limits, 999).closed(ACME, NOON) is None

    closed = used_up(limits, 1_000).closed(ACME, NOON)

    assert closed is not None
    assert closed.until == NOON + 3_000
    assert closed.why == "today's share of 1,000 of 10,000 calls is used"
    later = used_up(limits, 1_000).at(NOON + 3_000, None, ACME)
    assert later.closed(ACME, NOON + 3_000) is None
    assert later.calls == 1_000


def test_where_the_vendor_names_no_end_its_day_ends_at_midnight() -> None:
    """Fusebill's stamps are of a form that nobody has documented."""
    closed = used_up(Limits(day=100, said_at=NOON), 10).closed(ACME, NOON)
    assert closed is not None
    assert closed.until == MIDNIGHT


def test_calls_are_counted_by_the_day_and_begin_anew_with_it() -> None:
    """The account pane says `today`."""
    bucket = used_up(Limits(), 7)
    assert bucket.at(MIDNIGHT - 1, None, ACME).calls == 7
    assert bucket.at(MIDNIGHT, None, ACME).calls == 0


def test_the_owners_share_is_what_the_account_says() -> None:
    """Whoever owns the limit decides; and a sandbox's days are short."""
    assert ACME.day_share(10_000) == 10_000 * DAY_SHARE
    assert Terms("acme", share=1.0).day_share(10_000) == 10_000
    assert Terms("acme", share=0.001).day_share(10) == 1
    sandbox = Terms("sandbox", time_scale=5.0)
    assert (sandbox.day_share(10_000), sandbox.day_most(10_000)) == (1_000, 5_000)
    assert Terms("sandbox", time_scale=1_000.0).day_most(10_000) == 10_000
    assert Terms("sandbox", time_scale=0.5).day_most(10_000) == ACME.day_most(10_000) == 1_000
    assert ACME.day_share(0) == ACME.day_most(0) == 1


def test_a_refusal_holds_as_long_as_it_asks_and_at_most_an_hour() -> None:
    """A vendor that asks for a week has made a mistake, and one that asks for a minute has not."""
    bucket = Bucket()
    assert bucket.held(NOON, 60.0, ACME).held_until == NOON + 60
    assert bucket.held(NOON, 604_800.0, ACME).held_until == NOON + 3_600
    both = bucket.held(NOON, 60.0, ACME).held(NOON, 5.0, ACME)
    assert both.held_until == NOON + 60


def test_refusals_without_a_time_hold_longer_and_longer_until_all_is_calm() -> None:
    """Four looks that are refused together are one refusal; four in a row are four."""
    first = Bucket().held(NOON, None, ACME)
    assert first.held(NOON + 1, None, ACME).held_until == first.held_until + 1
    assert first.held_until == NOON + FIRST_HOLD
    now = first.held_until
    again = first.at(now, None, ACME).held(now, None, ACME)
    assert again.held_until == now + 2 * FIRST_HOLD
    calm = again.held_until + CALM
    assert again.at(calm, None, ACME).held(calm, None, ACME).held_until == calm + FIRST_HOLD


@given(
    jump=st.floats(-1e9, 1e9),
    passed=st.floats(0, 100),
    held=st.floats(0, 1e10),
    tokens=st.floats(-20, BURST),
)
def test_a_clock_that_jumps_gives_no_burst_and_blocks_nobody(
    jump: float, passed: float, held: float, tokens: float
) -> None:
    """Machines are set right, wake up, and move between time zones by mistake."""
    before = Bucket(tokens=tokens, filled_at=NOON, held_until=held, used=5, used_until=held)
    now = NOON + jump

    after = before.at(now, passed, ACME)

    assert after.tokens <= min(BURST, tokens + passed * before.rate(ACME)) + 1e-6
    assert after.held_until <= now + 3_600
    assert after.used_until is None or after.used_until <= now + DAY
    # And from here on time counts again.
    assert after.at(now + 60, 60.0, ACME).wait(1, ACME, now + 60) == 0


def test_what_was_said_by_a_clock_gone_wrong_gives_way() -> None:
    """It would otherwise be the newest word until that day comes."""
    tomorrow = Bucket(limits=Limits(minute=5, said_at=NOON + DAY))
    assert tomorrow.told(Limits(minute=50, said_at=NOON), NOON).limits.minute == 50
    today = Bucket(limits=Limits(minute=50, said_at=NOON))
    assert today.told(Limits(minute=5, said_at=NOON + DAY), NOON).limits.minute == 50
    assert today.told(Limits(minute=5, said_at=NOON - 1), NOON).limits.minute == 50


def test_a_day_that_is_set_back_is_not_a_new_one() -> None:
    """Its share would be there twice."""
    bucket = used_up(Limits(day=100, said_at=NOON), 10)
    back = bucket.at(NOON - DAY, 1.0, ACME)
    assert (back.calls, back.used) == (10, 10)


def test_where_little_is_left_of_a_minute_it_is_waited_out() -> None:
    """The customer's own programs use the same limit, and are refused with us."""
    limits = Limits(minute=100, minute_left=10, minute_ends=NOON + 20, said_at=NOON)
    bucket = Bucket(limits=limits)
    assert bucket.wait(1, ACME, NOON) == 20
    assert bucket.wait(1, ACME, NOON + 20) == 0
    plenty = replace(bucket, limits=replace(limits, minute_left=11))
    assert plenty.wait(1, ACME, NOON) == 0


@pytest.mark.parametrize(
    ("left", "strain"), [(5_000, 1.0), (2_500, 1.0), (1_250, 2.0), (500, 5.0), (300, 250 / 30)]
)
def test_where_little_is_left_of_the_day_intervals_stretch(left: int, strain: float) -> None:
    """Whoever used it: the last calls of a day belong to the customer's own programs."""
    bucket = Bucket(limits=Limits(day=10_000, day_left=left, said_at=NOON))
    assert bucket.strain(NOON) == pytest.approx(strain)
    assert bucket.strain(NOON + 3_600) == 1.0


def test_zoho_says_what_is_left_and_never_of_how_much() -> None:
    """It begins to once half is used: what is left at first is half of the day at least."""
    first = read_limits({"x-api-credits-remaining": "25000"}, Limits(), NOON)
    assert first.at(NOON).share_left == 0.5
    later = read_limits({"x-api-credits-remaining": "5000"}, first, NOON + 60)
    assert later.at(NOON + 60).share_left == 0.1
    assert Bucket(limits=later).strain(NOON + 60) == 2.5

    spent = Bucket(limits=read_limits({"x-api-credits-remaining": "900"}, later, NOON + 60))
    closed = spent.closed(ACME, NOON + 60)
    assert closed is not None
    assert closed.why == "only 900 calls of the vendor's day are left"
    # Nobody is told anything while nothing is asked: after an hour somebody has to.
    assert closed.until == NOON + 60 + 3_600
    assert spent.closed(ACME, closed.until) is None


def test_credits_that_were_few_from_the_first_are_few_of_the_smallest_edition() -> None:
    """A desk opened in the evening has not seen how many there were."""
    late = read_limits({"x-api-credits-remaining": "250"}, Limits(), NOON)
    assert late.at(NOON).share_left == 0.05


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2026-03-02T13:00:00Z", NOON + 3_600),
        ("2026-03-02T13:00:00", NOON + 3_600),
        (str(int(NOON) + 60), NOON + 60),
        ("2026-03-02T11:00:00Z", None),
        ("2027-01-01T00:00:00Z", None),
        ("60", None),
        ("soon", None),
        ("9" * 5_000, None),
    ],
)
def test_when_a_day_ends_is_read_in_every_form(text: str, ends: float | None) -> None:
    """What is past, or a year ahead, is no end of a day."""
    headers = {"x-rate-limit-limit-day": "5000", "x-rate-limit-reset-day": text}
    assert read_limits(headers, Limits(), NOON).day_ends == ends
