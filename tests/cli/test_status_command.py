"""`status`: what a script and a person read, and the code it ends with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui.exits import Exit, worst

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

WILLS = "willsuite/job/43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
FIELDS: dict[str, type | tuple[type, ...]] = {
    "ref": str,
    "account": str,
    "provider": (str, type(None)),
    "kind": str,
    "id": str,
    "title": (str, type(None)),
    "state": (str, type(None)),
    "verdict": str,
    "vendor_status": (str, type(None)),
    "phase": (str, type(None)),
    "presence": str,
    "counts": dict,
    "parts": list,
    "problems": list,
    "created_at": (str, type(None)),
    "started_at": (str, type(None)),
    "finished_at": (str, type(None)),
    "seen_at": (str, type(None)),
    "next_look_at": (str, type(None)),
    "actions": list,
    "web_url": (str, type(None)),
    "trouble": (str, type(None)),
    "diagnostics": list,
}


async def test_jobs_of_every_kind_have_every_promised_field(terminal: Terminal) -> None:
    """Scripts are written against the README, and a missing key is their crash."""
    refs = [
        "fusebill/bulk/500014",
        "fusebill/service/2607617",
        WILLS,
        "zoho/write/4150868000005350003",
        "zoho/read/554023000000568002",
    ]
    ended = await terminal.run("status", "--json", *refs)

    jobs = json.loads(ended.out)["jobs"]
    assert [job["ref"] for job in jobs] == refs
    for job in jobs:
        assert list(job) == list(FIELDS)
        for name, kind in FIELDS.items():
            assert isinstance(job[name], kind), (job["ref"], name)
        assert job["seen_at"].endswith("Z")
        assert job["trouble"] is None
    failed, service, *_ = jobs
    assert (failed["state"], failed["verdict"]) == ("failed", "FAIL")
    assert failed["counts"]["succeeded"] == 0
    assert failed["counts"]["skipped"] is None
    assert service["counts"]["succeeded"] is None
    assert ended.code == Exit.JOB_FAILED


async def test_a_job_that_failed_ends_with_one_and_shows_its_figures(terminal: Terminal) -> None:
    """`&&` in a script must stop at a job that the vendor calls processed."""
    ended = await terminal.run("status", "fusebill/bulk/500014")
    assert ended.code == Exit.JOB_FAILED
    assert ended.out.startswith("FAIL  fusebill/bulk/500014")
    assert "0/250 ok, 250 failed" in ended.out
    assert ended.err == ""


async def test_running_jobs_are_fine(terminal: Terminal) -> None:
    """Not to have ended is no failure."""
    assert (await terminal.run("status", "500003", "500008")).code == Exit.FINE


async def test_a_job_that_is_not_there_offers_its_other_kind(terminal: Terminal) -> None:
    """A bare id of a service job is taken for a bulk job first."""
    ended = await terminal.run("status", "fusebill/bulk/2607617")
    assert ended.code == Exit.NO_SUCH_JOB
    assert "; or is it fusebill/service/2607617?" in ended.err
    assert ended.err.count("\n") == 1


async def test_a_refused_key_ends_with_five_and_is_tried_once(terminal: Terminal) -> None:
    """Each try with a wrong key counts against the account."""
    text = terminal.config.read_text().replace('"MDpTQU5EQk9Y"', '"MDpXUk9ORw=="')
    terminal.config.write_text(text)
    refs = [f"fusebill/bulk/{600_000 + n}" for n in range(20)]
    ended = await terminal.run("status", *refs)
    assert ended.code == Exit.REFUSED
    assert ended.err.count("renew the credentials of account fusebill") == 20
    # Those that were under way together, each with the one renewal that a rotation deserves.
    assert terminal.asked("/BulkApi/") <= 8


async def test_a_secret_that_is_not_there_is_a_matter_of_configuration(
    terminal: Terminal,
) -> None:
    """Nobody refused anything: the vendor was never asked."""
    text = terminal.config.read_text().replace(
        '{ command = ["echo", "MDpTQU5EQk9Y"] }', "{ env = 'NONE' }"
    )
    terminal.config.write_text(text)
    ended = await terminal.run("status", "fusebill/bulk/500003")
    assert ended.code == Exit.USAGE
    assert "NONE is not set" in ended.err
    assert not terminal.sandbox.log


async def test_a_vendor_that_does_not_answer_ends_with_three(terminal: Terminal) -> None:
    """Apart from a job that failed: nothing is known of the job."""
    terminal.sandbox.faults.cut("/fusebill", times=None)
    ended = await terminal.run("status", "500003", "zoho/write/4150868000005350003")
    assert ended.code == Exit.UNREACHABLE
    assert "ask again later" in ended.err
    assert "zoho/write/4150868000005350003" in ended.out


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (429, (("Retry-After", "90"),), "ask again in 90 s, not sooner"),
        (429, (("Retry-After", "999999"),), "ask again in 60 min, not sooner"),
        (302, (("Location", "https://login.example/x?y"),), "is base_url right?"),
        (200, (("Content-Type", "text/html"),), "a sign-in page or a proxy?"),
    ],
)
async def test_the_line_of_a_refusal_says_what_to_do(
    terminal: Terminal, status: int, headers: tuple[tuple[str, str], ...], said: str
) -> None:
    """It is all that a person has who finds it in the mail of a cron job."""
    terminal.sandbox.faults.answer("/fusebill", status, b"<html>", headers, times=None)
    ended = await terminal.run("status", "fusebill/bulk/500003")
    assert ended.code == Exit.UNREACHABLE
    assert said in ended.err
    assert ended.err.count("\n") == 1


async def test_a_setting_that_cant_be_used_is_a_matter_of_configuration(
    terminal: Terminal,
) -> None:
    """No vendor is down, and asking again later mends nothing."""
    text = terminal.config.read_text().replace(
        "[accounts.fusebill]", "[accounts.fusebill]\nca_file = '/nowhere/ca.pem'"
    )
    terminal.config.write_text(text)
    ended = await terminal.run("status", "fusebill/bulk/500003")
    assert ended.code == Exit.USAGE
    assert "ca.pem can't be read: No such file" in ended.err
    assert "mend it, in [accounts.fusebill]" in ended.err


async def test_within_the_vendors_floor_the_memory_answers(terminal: Terminal) -> None:
    """A script in a loop must not be a way round WillSuite's five minutes."""
    first = await terminal.run("status", "--json", WILLS)
    second = await terminal.run("status", "--json", WILLS)
    table = await terminal.run("status", WILLS)

    assert terminal.asked("/api-jobs/") == 1
    assert json.loads(first.out) == json.loads(second.out)
    assert "  as of " in table.out


async def test_hostile_text_does_not_reach_the_terminal(terminal: Terminal) -> None:
    """A customer's file name can hold what sets the engineer's clipboard."""
    body = (
        b'{"id":1,"status":"\\u001b]52;c;aGk=\\u0007","type":"\\u009b2J\\u202e","totalRecords":1}'
    )
    kind = (("Content-Type", "application/json"),)
    terminal.sandbox.faults.answer("/fusebill", 200, body, kind, times=None)
    for words in (["status", "600001"], ["status", "--json", "600001"]):
        ended = await terminal.run(*words)
        assert all(ch >= " " or ch == "\n" for ch in ended.out + ended.err)
        assert not set("\x9b\x07\x7f\u202e") & set(ended.out + ended.err)


def test_a_bug_is_one_line_and_code_seventy(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback would end with code 1, which says that a job failed."""
    from tui import cli
    from tui.commands import status

    def surprise(options: object) -> int:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(status, "run", surprise)
    assert cli.main(["--config", str(terminal.config), "status"]) == Exit.BUG
    said = capsys.readouterr().err
    assert said.startswith("bulkjobs-tui: stopped over a bug (ZeroDivisionError); ")
    log = said.split("; ")[1].split(" says")[0]
    assert "surprise" in Path(log).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], 0),
        ([0, 1], 1),
        ([1, 4, 6], 6),
        ([6, 3], 3),
        ([3, 5], 5),
        ([5, 7], 7),
        ([7, 2], 2),
        ([2, 70], 70),
        ([70, 130], 130),
    ],
)
def test_of_several_ends_the_gravest_counts(codes: list[int], code: int) -> None:
    """The order is promised in the README."""
    assert worst(Exit(each) for each in codes) == code
