"""What is wrong with a job, and the way out of it: each in one sentence, none said twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.model import Counts, Job, JobRef, JobState, Part, Presence
from providers.pace import Pace
from providers.watched import Watched
from screens.desk_text import standing
from screens.pace_text import pace_text
from screens.paint import plain
from screens.parts_text import duration, parts_lines
from screens.sentences import sentence
from screens.summary import summary
from screens.timeline import event_line
from screens.ways import told_on_enter, way_out
from screens.words import failed_text
from tests.screens.fake_jobs import NOW, read
from tests.screens.sample_blocking import blocking_jobs
from tests.screens.sample_events import sample_events
from tests.screens.sample_jobs import sample_accounts, sample_jobs, sample_records
from tests.screens.sample_refs import FAIL, GONE, READY, STALE, ago

REF = JobRef("acme", "bulk", "1")


def job(state: JobState, counts: Counts, provider: str = "fusebill") -> Job:
    """A job that is so far."""
    return Job(REF, provider, state, "Said", counts=counts)


def told(described: Job, pace: Pace | None = None) -> str:
    """The sentence about it."""
    return sentence(Watched(REF, described.provider, described, seen_at=NOW, pace=pace), NOW)


WILLS = Counts(773, succeeded=770, failed=2, named={"not effected": 3})


@pytest.mark.parametrize(
    ("state", "counts", "cell", "said"),
    [
        (
            JobState.PARTIAL,
            WILLS,
            "2+1",
            "770 of 773 took effect; 2 failed by name, 1 not explained",
        ),
        (
            JobState.SUCCEEDED,
            Counts(773, succeeded=770, failed=0, named={"not effected": 3}),
            "0",
            "770 of 773 took effect; the other 3 needed no change, or the vendor does not say",
        ),
        (
            JobState.PARTIAL,
            Counts(11, succeeded=9, skipped=2),
            "2",
            "9 of 11 went through, 2 were skipped",
        ),
        (
            JobState.PARTIAL,
            Counts(11, succeeded=7, skipped=2),
            "2+2",
            "7 of 11 went through, 2 were skipped, 2 in no count",
        ),
        (
            JobState.PARTIAL,
            Counts(100, succeeded=80, failed=15),
            "15+5",
            "80 of 100 went through, 15 failed, 5 in no count",
        ),
        (
            JobState.PARTIAL,
            Counts(100, succeeded=95, failed=15),
            "15",
            "95 of 100 went through, 15 failed, the counts come to 10 more than there are",
        ),
        (
            JobState.PARTIAL,
            Counts(100, succeeded=80, failed=15, unprocessed=5),
            "15",
            "80 of 100 went through, 15 failed, 5 not processed",
        ),
        (JobState.PARTIAL, Counts(100), "-", "ended with errors; the vendor gives no figures"),
        (
            JobState.RUNNING,
            Counts(100, succeeded=80, failed=1),
            "1",
            "80 of 100 done, 1 failed so far, no pace known yet",
        ),
        (JobState.CANCELLED, Counts(100, succeeded=8, failed=1), "1", "cancelled at the vendor"),
    ],
)
def test_counts_are_reckoned_up(state: JobState, counts: Counts, cell: str, said: str) -> None:
    """What the vendor leaves unexplained is the question that a customer asks next."""
    described = job(state, counts)
    assert failed_text(described) == cell
    assert told(described) == said


def test_what_was_not_said_is_a_dash() -> None:
    """Nought failed is another statement."""
    assert failed_text(None) == "-"


def test_records_that_were_read_are_held_against_the_counts() -> None:
    """Else the causes of 3 records pass for those of 5."""
    counts = Counts(5, succeeded=0, failed=5)
    row = Watched(FAIL, "fusebill", replace(job(JobState.FAILED, counts), ref=FAIL), seen_at=NOW)
    reading = read(FAIL, sample_records())
    said = "\n".join(plain(line) for line in summary(row, reading, None, NOW, 100))
    assert "3 of the records read have failed, the counts speak of 5" in said

    agreed = replace(row, job=job(JobState.FAILED, Counts(3, succeeded=0, failed=3)))
    said = "\n".join(plain(line) for line in summary(agreed, reading, None, NOW, 100))
    assert "counts speak" not in said


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (None, ""),
        (Pace(9.0, False, 290, 310), "9/s, about 5 min left"),
        (Pace(0.2, False, 240, 540), "12/min, 4 to 9 min left"),
        (Pace(1_234.0), "1,234/s"),
        (Pace(0.001, False, 3_000, 3_100), "3.6/h, about 51 min left"),
        (Pace(3.0, False, 5, 12), "3/s, less than a minute left"),
        (Pace(3.0, False, 1_500, 5_500), "3/s, up to 2 h left"),
        (Pace(0.5, True, 100, 110), "30 %/min, about 2 min left"),
        (Pace(1.0, False, 200_000, 210_000), "1/s, about 2 d left"),
    ],
)
def test_a_pace_in_words(pace: Pace | None, said: str) -> None:
    """No more digits than the figures have."""
    assert pace_text(pace) == said


def test_a_pace_stands_in_the_sentence_and_in_what_happened() -> None:
    """Where the eye is already."""
    pace = Pace(9.0, False, 290, 310)
    running = job(JobState.RUNNING, Counts(5_000, succeeded=1_840))
    assert told(running, pace) == "1,840 of 5,000 done, 9/s, about 5 min left"
    event = replace(sample_events()[-1], pace=pace)
    assert "9/s, about 5 min left" in plain(event_line(event, 140, NOW))


def known(ref: JobRef) -> Watched:
    """A job of the desk."""
    return next(row for row in sample_jobs().watched if row.ref == ref)


def ways(row: Watched) -> tuple[str, str]:
    """The sentence in the detail, and what Enter says."""
    way = way_out(row, sample_jobs(), NOW)
    return sentence(row, NOW, way=way), told_on_enter(row, sample_jobs(), NOW)


def test_each_verdict_that_stops_has_its_way_out() -> None:
    """A word in red without a way on is a call to somebody who knows."""
    gone, enter = ways(known(GONE))
    assert gone.endswith("; d takes it off, r asks again")
    assert enter.startswith("d takes it off, r asks again; its vendor says: no such job")

    stale, _ = ways(replace(known(STALE), still_since=ago(20)))
    assert stale.startswith("its figures stand still since 11:44:31, as of 12:04:27; r asks now")

    off = replace(known(STALE), presence=Presence.UNREACHABLE, trouble="acme: HTTP 503")
    assert ways(off)[0] == (
        "acme: HTTP 503; these figures are of 12:04:27; "
        "asked again by itself at 12:04:40, r asks now"
    )

    lost = Watched(REF, trouble="there is no [accounts.acme] in config.toml")
    said, enter = ways(lost)
    assert said == "there is no [accounts.acme] in config.toml; it is kept, and not polled"
    assert enter == "it is kept, and not polled; there is no [accounts.acme] in config.toml"

    refused = replace(known(STALE), presence=Presence.DENIED, trouble="acme: HTTP 403")
    assert ways(refused)[0].startswith("acme: HTTP 403; the account's other jobs go on; r asks")
    assert ways(replace(refused, is_held=True))[0] == "acme: HTTP 403; Enter tries acme again"


def test_a_job_that_its_vendor_forgot_says_what_is_kept_here() -> None:
    """It may be the only copy there is."""
    jobs = sample_jobs()
    [row] = [row for row in jobs.watched if row.ref == STALE]
    row = replace(row, presence=Presence.GONE, trouble="HTTP 404")
    jobs.readings = {STALE: read(STALE, sample_records())}
    said = way_out(row, jobs, NOW)
    assert said.startswith("its last answer of 12:04:27 and 3 records are kept here; d")


def test_a_waiting_job_names_those_it_holds_up_and_they_name_it() -> None:
    """Who wonders why a job does not begin looks at that one."""
    jobs = blocking_jobs()
    first, queued, *_, other = jobs.watched
    assert way_out(first, jobs, NOW).endswith("9000, 9001 and 1 more wait for it")
    assert way_out(queued, jobs, NOW) == f"{READY.id} must be processed or cancelled first"
    assert way_out(other, jobs, NOW) == ""


def test_a_job_that_goes_on_after_its_end_stands_above_the_keys() -> None:
    """At 80x24 nothing else would tell."""
    jobs = sample_jobs()
    facts = [replace(account, is_held=False) for account in sample_accounts()]
    rows = [replace(row, restarted_at=ago(1)) if row.ref == STALE else row for row in jobs.watched]
    said = standing(facts, rows, (), NOW)
    assert said == f"acme {STALE.id} goes on again since 12:03:31: it had ended before"


def test_parts_stand_in_columns_and_give_way_by_worth() -> None:
    """The times of the two phases are read against each other."""
    parts = (
        Part(
            "validation",
            Counts(990, succeeded=980, failed=10),
            started_at=ago(9),
            finished_at=ago(8),
        ),
        Part("processing", Counts(980, succeeded=1, failed=2), started_at=ago(7)),
    )
    described = replace(job(JobState.RUNNING, Counts(990)), parts=parts)
    wide = [plain(line) for line in parts_lines(described, 100, NOW)]
    assert wide[0].index("11:55:31") == wide[1].index("11:57:31")
    assert wide[0].endswith("10 failed  11:55:31 +60 s")
    narrow = [plain(line) for line in parts_lines(described, 40, NOW)]
    assert "11:55" not in narrow[0]
    assert "10 failed" in narrow[0]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0.0 s"), (1.14, "1.1 s"), (60, "60 s"), (900, "15 min"), (9_000, "2.5 h")],
)
def test_times_that_passed(seconds: float, said: str) -> None:
    """Clocks may say that it ended before it began."""
    assert duration(seconds) == said


def test_what_the_parts_tell_is_not_told_again() -> None:
    """Six lines of room are for six facts."""
    jobs = sample_jobs()
    [row] = [row for row in jobs.watched if row.ref == FAIL]
    said = [plain(line) for line in summary(row, None, None, NOW, 100)]
    assert not any(line.startswith("times") for line in said)
    assert any("2026-02-28 10:04:31" in line for line in said)
