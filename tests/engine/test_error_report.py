"""Causes over several jobs: what is counted, shared out and called new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from providers.causes import Group
from providers.known import Example, JobCount, JobPart, Known
from providers.model import JobRef
from providers.reading import Reading
from tui.engine.error_report import causes_seen, mark_new, report_errors

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ONE, TWO, OTHER, LATE = (
    JobRef("acme", "bulk", "1"),
    JobRef("acme", "bulk", "2"),
    JobRef("crm", "write", "3"),
    JobRef("acme", "bulk", "4"),
)


def part(
    ref: JobRef,
    *groups: Group,
    failed: int = 0,
    is_over: bool = True,
    trouble: str | None = None,
) -> JobPart:
    """A job that was read."""
    provider = "zoho" if ref is OTHER else "fusebill"
    reading = Reading(ref, groups=groups, is_over=is_over, trouble=trouble)
    return JobPart(ref, provider, reading, failed)


def group(message: str, count: int, code: str | None = None, *keys: str) -> Group:
    """A group of a job."""
    return Group(message, count, code, keys, f"sample of {message}")


def test_equal_causes_of_jobs_and_vendors_are_one_group() -> None:
    """One fault at a gateway fails ten jobs; that is one thing to do."""
    report = report_errors(
        [
            part(ONE, group("void", 3, None, "a", "b", "c"), group("late", 4), failed=7),
            part(OTHER, group("void", 6, None, "k", "l"), failed=6),
            part(TWO, group("void", 1, None, "z"), failed=7),
        ]
    )

    void, late = report.groups
    assert (void.group.message, void.group.count, void.share) == ("void", 10, 0.5)
    assert void.jobs == (JobCount(OTHER, 6), JobCount(ONE, 3), JobCount(TWO, 1))
    assert void.providers == ("zoho", "fusebill")
    assert (late.group.count, late.share) == (4, 0.2)
    assert report.failed == 20


def test_examples_come_from_each_job_in_turn() -> None:
    """Five records of the first job would say nothing of the others."""
    report = report_errors(
        [part(ONE, group("void", 9, None, *"abcde")), part(TWO, group("void", 2, None, "x", "y"))]
    )

    assert report.groups[0].examples == (
        Example(ONE, "a"),
        Example(TWO, "x"),
        Example(ONE, "b"),
        Example(TWO, "y"),
        Example(ONE, "c"),
    )


def test_the_code_tells_causes_apart_before_the_message_does() -> None:
    """Zoho says `invalid data` for three things."""
    report = report_errors([part(ONE, group("x", 2, "A"), group("x", 2, "B"), group("x", 1))])

    assert [(each.group.code, each.group.count) for each in report.groups] == [
        ("A", 2),
        ("B", 2),
        (None, 1),
    ]


def test_groups_of_one_job_stand_as_in_its_own_list() -> None:
    """They are named by their number elsewhere."""
    groups = [group("b", 5), group("a", 3), group("c", 3, "X"), group("c", 3)]

    assert [each.group for each in report_errors([part(ONE, *groups)]).groups] == groups


def test_a_record_with_two_reasons_and_one_that_only_could_not_be_read_are_counted_right() -> None:
    """No share is over the whole, and none is of nothing."""
    twice = report_errors([part(ONE, group("a", 4), group("b", 4), failed=4)])
    unread = report_errors([part(ONE, group("not to be read", 2), failed=0)])

    assert [each.share for each in twice.groups] == [1.0, 1.0]
    assert [each.share for each in unread.groups] == [1.0]
    assert report_errors([part(ONE)]).groups == ()


def test_jobs_that_were_not_read_are_counted_and_named() -> None:
    """Figures over five of seven jobs must not pass for those of all."""
    report = report_errors(
        [
            part(ONE, group("a", 1)),
            part(TWO, group("a", 1), is_over=False),
            JobPart(LATE, "fusebill"),
            JobPart(OTHER, "zoho", note="its rows are not shown"),
        ]
    )

    assert report.unread == (LATE,)
    assert report.incomplete == (TWO,)
    assert report.said == "of 4 jobs 2 have been read, 1 only in part; 1 has no records"
    assert report_errors([part(ONE)]).said == "of 1 job 1 has been read"
    assert report_errors([part(ONE, trouble="stopped")]).incomplete == (ONE,)


def test_what_is_known_is_asked_where_the_cause_was_seen() -> None:
    """Advice for one vendor may stand in the file, and the other's job touched more."""

    def knows(group: Group, provider: str, kind: str) -> Known | None:
        return Known("KB-1") if (group.message, provider, kind) == ("a", "zoho", "write") else None

    report = report_errors([part(ONE, group("a", 9)), part(OTHER, group("a", 1))], knows)

    assert report.groups[0].known == Known("KB-1")


def test_new_is_what_nobody_knows_and_no_vendor_has_shown_before() -> None:
    """`2 known, 2 new` is the line that saves the hour."""
    report = report_errors(
        [part(ONE, group("a", 4), group("b", 3), group("c", 2)), part(OTHER, group("c", 1))],
        lambda group, *_: Known("KB-1") if group.message == "a" else None,
    )
    old = NOON - timedelta(days=3)
    first_seen = dict.fromkeys(causes_seen(report), NOON) | {("zoho", None, "c"): old}

    marked = mark_new(report, first_seen, NOON)

    assert [(each.group.message, each.is_new) for each in marked.groups] == [
        ("a", False),
        ("b", True),
        ("c", False),
    ]
    assert not any(each.is_new for each in mark_new(report, {}, NOON).groups)
