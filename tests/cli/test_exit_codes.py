"""The codes that the program ends with, each as it is promised: scripts go by them."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    BadSetting,
    Forbidden,
    Malformed,
    NoCredentials,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from providers.model import Counts, Job, JobRef, JobState
from tui.exits import Exit, exit_for_end, exit_for_error, exit_for_job, worst
from tui.parser import EPILOG

if TYPE_CHECKING:
    from tests.cli.conftest import Program, Terminal

README = Path(__file__).resolve().parents[2] / "README.md"
DONE = "fusebill/bulk/500005"
RUNS = "fusebill/bulk/500003"
FAILED = "fusebill/bulk/500014"
EXPIRED = "fusebill/bulk/500009"
PART = "zoho/write/5000000000000900002"
AWAY = "fusebill/bulk/500016"
FORBIDDEN = "fusebill/bulk/500017"
MISSING = "fusebill/bulk/373333"
NOT_VALID = "fusebill/bulk/500002"
JOB = Job(JobRef("fb", "bulk", "1"), "fusebill", JobState.RUNNING, "Processing")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("status", DONE), 0),
        (("status", RUNS), 0),
        (("status", NOT_VALID), 0),
        (("status", FAILED), 1),
        (("status", PART), 1),
        (("status", EXPIRED), 1),
        (("wait", NOT_VALID), 1),
        (("status", "nobody/bulk/1"), 2),
        (("status", "--no-such-option"), 2),
        (("status", AWAY), 3),
        (("wait", "fusebill/bulk/500018", "--timeout", "0.01"), 4),
        (("status", FORBIDDEN), 5),
        (("status", MISSING), 6),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_each_end_has_its_code(program: Program, words: tuple[str, ...], code: int) -> None:
    """Out of what the vendors say, by the real road."""
    ended = program.run(*words)
    assert ended.code == code
    assert ended.err.count("\n") == (1 if code > 1 else 0)


@pytest.mark.parametrize(
    ("refs", "code"),
    [
        ((DONE, FAILED), 1),
        ((FAILED, MISSING), 6),
        ((MISSING, AWAY, FAILED), 3),
        ((AWAY, FORBIDDEN, MISSING, FAILED, DONE), 5),
    ],
)
def test_of_several_jobs_the_gravest_counts(
    program: Program, refs: tuple[str, ...], code: int
) -> None:
    """All of them are told of all the same."""
    ended = program.run("status", *refs)
    assert ended.code == code
    assert all(f" {ref} " in ended.out for ref in refs)


def test_the_order_is_the_promised_one() -> None:
    """The first that applies of these, as the README has it."""
    [told] = re.findall(r"the first that applies of ([0-9, ]+) is taken", README.read_text())
    order = [Exit(int(code)) for code in told.split(",")]
    assert order == [130, 70, 2, 7, 5, 3, 6, 4, 1, 0]
    assert {*order} == {*Exit}
    for at, code in enumerate(order):
        assert worst(reversed(order[at:])) is code
    assert worst([]) is Exit.FINE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoCredentials("x"), 2),
        (BadSetting("x"), 2),
        (Unauthorized("x"), 5),
        (Forbidden("x"), 5),
        (NotFound("x"), 6),
        (OutcomeUnknown("x"), 7),
        (Unreachable("x"), 3),
        (Unavailable("x"), 3),
        (RateLimited("x"), 3),
        (Rejected("x"), 3),
        (Malformed("x"), 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_failure_of_a_call_has_its_code(error: ProviderError, code: int) -> None:
    """What the vendor's side can fail with, whole."""
    assert exit_for_error(error) == code


@pytest.mark.parametrize("state", JobState)
def test_each_state_of_a_job_has_its_code(state: JobState) -> None:
    """A job that was cancelled or has expired did not do what it was for."""
    bad = {JobState.FAILED, JobState.PARTIAL, JobState.CANCELLED, JobState.EXPIRED}
    assert exit_for_job(replace(JOB, state=state)) == (1 if state in bad else 0)


def test_a_job_that_waits_for_a_person_ends_as_what_failed_so_far() -> None:
    """Nothing that failed validation: well; else as a job that failed in part."""
    waits = replace(JOB, state=JobState.AWAITING_ACTION)
    with_failures = replace(waits, counts=Counts(total=3, failed=1))
    assert exit_for_end(waits, None, is_over=True) is Exit.FINE
    assert exit_for_end(with_failures, None, is_over=True) is Exit.JOB_FAILED
    assert exit_for_end(waits, None, is_over=False) is Exit.TIMEOUT


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGHUP, 129), (signal.SIGTERM, 143)],
    ids=lambda value: getattr(value, "name", None),
)
async def test_a_signal_ends_it_with_the_shells_own_code(
    terminal: Terminal, number: signal.Signals, code: int
) -> None:
    """Whoever stopped it can tell that it was stopped, and nothing is said of a bug."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "--config", str(terminal.config), "watch", RUNS),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        await process.stdout.readline()
        process.send_signal(number)
        _, err = await process.communicate()
    assert (process.returncode, err) == (code, b"")


def test_what_is_written_of_them_names_all() -> None:
    """In the help and in the README."""
    [line] = re.findall(r"^Exit codes: .*?\n\n", README.read_text(), re.M | re.S)
    for text in (line, EPILOG.partition("exit codes:")[2]):
        assert [
            int(n) for n in re.findall(r"(?:: |, | )(\d+) ", f" {text}".replace("\n", " "))
        ] == [
            *(code.value for code in Exit),
            *(129, 143),
        ]
