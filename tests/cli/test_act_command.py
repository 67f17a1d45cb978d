"""`act`: what it says before and after, and the exit codes that scripts go by."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from providers.sandbox.http import dump
from providers.sandbox.options import FUSEBILL_KEY

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

REF = "fusebill/bulk/373334"
PROCESS = "/fusebill/v1/BulkApi/Process"
CONFIRMED = ("act", REF, "process", "--confirm", "373334")


def posts(terminal: Terminal) -> int:
    """How many requests changed something at the vendor, or would have."""
    return sum(entry.method == "POST" and "BulkApi" in entry.path for entry in terminal.sandbox.log)


async def test_without_the_id_it_only_says_what_it_would_do(terminal: Terminal) -> None:
    """Reading it costs nothing; sending takes the id."""
    ended = await terminal.run("act", REF, "process")
    assert ended.code == 2
    lines = ended.out.splitlines()
    assert lines[0] == f"{REF}: Process 3 records"
    assert "  ! A write-off can't be undone." in lines
    assert "  amounts     the vendor's answer holds no amounts" in lines
    assert ended.err == (
        f"bulkjobs-tui: nothing was sent; to do it: bulkjobs-tui {' '.join(CONFIRMED)}\n"
    )
    assert posts(terminal) == 0


async def test_with_the_id_it_is_done_once(terminal: Terminal) -> None:
    """And a script that runs twice does not do it twice."""
    ended = await terminal.run(*CONFIRMED)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == (
        f"{REF}: process is done; the vendor says ProcessedWithErrors"
    )
    again = await terminal.run(*CONFIRMED)
    assert (again.code, again.out) == (2, "")
    assert "process is not allowed while it is ProcessedWithErrors" in again.err
    assert posts(terminal) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("act", REF, "process", "--confirm", "37333"), 2, "'37333' is not its id"),
        (("act", REF, "explode", "--confirm", "373334"), 2, "there are process, cancel"),
        (("act", "fusebill/service/2607617", "process"), 2, "offers no 'process'"),
        (("act", "zoho/write/4150868000005350003", "cancel"), 2, "offers no 'cancel'"),
        (("act", "fusebill/bulk/373333", "process"), 6, "not found"),
        (("act", REF, "settle", "--confirm", "373334"), 2, "no action on it is open"),
        (("act", REF, "settle"), 2, "--confirm 373334"),
    ],
)
async def test_what_cant_be_done_is_said_in_one_line(
    terminal: Terminal, words: tuple[str, ...], code: int, said: str
) -> None:
    """Each names the job and the way out, and none sends anything."""
    ended = await terminal.run(*words)
    assert ended.code == code
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert posts(terminal) == 0


async def test_an_account_is_read_only_unless_it_says_otherwise(terminal: Terminal) -> None:
    """The default."""
    text = terminal.config.read_text(encoding="utf-8").replace("allow_actions = true\n", "")
    terminal.config.write_text(text, encoding="utf-8")
    ended = await terminal.run(*CONFIRMED)
    assert ended.code == 2
    assert "allow_actions = true in [accounts.fusebill] would allow it" in ended.err
    assert terminal.asked("BulkApi") == 0


ENVELOPE = dump({"Errors": [{"Key": "Api Error", "Value": "Cannot process"}]})


@pytest.mark.parametrize(
    ("status", "body", "code", "said"),
    [
        (400, ENVELOPE, 1, "was refused, nothing was done; HTTP 400: Cannot process"),
        (401, b"", 5, "was refused, nothing was done; HTTP 401"),
        (429, b"", 3, "was refused, nothing was done; HTTP 429"),
        (502, b"", 7, "its outcome is not known, and it is not sent again; HTTP 502"),
        (200, b"<html>", 7, "its outcome is not known"),
        (302, b"", 7, "its outcome is not known"),
    ],
)
async def test_what_the_vendor_answers_decides_the_exit_code(
    terminal: Terminal, status: int, body: bytes, code: int, said: str
) -> None:
    """7 is the one after which nobody may simply try again."""
    terminal.sandbox.faults.answer(PROCESS, status, body)
    ended = await terminal.run(*CONFIRMED)
    assert ended.code == code
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert posts(terminal) == 1


async def test_after_an_unknown_outcome_only_a_person_opens_the_way(terminal: Terminal) -> None:
    """The job still says Validated, and may be processed the next moment."""
    terminal.sandbox.faults.answer(PROCESS, 502)
    ended = await terminal.run(*CONFIRMED)
    assert f"the job says Validated; `bulkjobs-tui status {REF}` shows where it is" in ended.err
    again = await terminal.run(*CONFIRMED)
    assert again.code == 2
    assert "nothing is sent until it is clear or settled by a person" in again.err
    assert posts(terminal) == 1

    settled = await terminal.run("act", REF, "settle", "--confirm", "373334")
    assert (settled.code, settled.out) == (
        0,
        f"{REF}: process is settled; another may be sent\n",
    )
    assert (await terminal.run(*CONFIRMED)).code == 0
    assert posts(terminal) == 2


async def test_status_tells_of_an_unknown_outcome_until_a_person_settles_it(
    terminal: Terminal,
) -> None:
    """Whoever looks next must know it, also of a job on no list; a script gets a code for it."""
    await terminal.run("add", "fusebill/bulk/500014")
    terminal.sandbox.faults.answer(PROCESS, 502)
    await terminal.run(*CONFIRMED)
    for words in ((), (REF,)):
        ended = await terminal.run("status", *words)
        assert ended.code == 7
        assert ended.err.count(f"bulkjobs-tui: {REF}: process was sent at ") == 1
        assert f"act {REF} settle --confirm 373334\n" in ended.err
    assert (await terminal.run("status", "fusebill/bulk/500014")).code == 1

    await terminal.run("act", REF, "settle", "--confirm", "373334")
    ended = await terminal.run("status", REF)
    assert (ended.code, ended.err) == (0, "")


async def test_status_settles_what_the_job_shows(terminal: Terminal) -> None:
    """It was processed meanwhile, at the vendor's own page perhaps: nothing is unknown any more."""
    terminal.sandbox.faults.answer(PROCESS, 502)
    await terminal.run(*CONFIRMED)
    async with httpx.AsyncClient(headers={"Authorization": f"Basic {FUSEBILL_KEY}"}) as person:
        at = f"{terminal.sandbox.base_url}{PROCESS}"
        assert (await person.post(at, json={"id": 373334})).is_success
    ended = await terminal.run("status", REF)
    assert (ended.code, ended.err) == (1, "")


async def test_json_is_one_object_whatever_comes_of_it(terminal: Terminal) -> None:
    """A script reads the end from it, and no card's lines in between."""
    ended = await terminal.run("act", REF, "process", "--json")
    told = json.loads(ended.out)
    assert list(told) == ["ref", "action", "state", "said", "job"]
    assert (ended.code, told["state"], told["action"]) == (2, None, "process")
    assert told["said"] in ended.err
    assert posts(terminal) == 0

    done = await terminal.run(*CONFIRMED, "--json")
    told = json.loads(done.out)
    assert (done.code, done.err, told["ref"], told["state"]) == (0, "", REF, "done")
    assert told["job"]["vendor_status"] == "ProcessedWithErrors"
    assert posts(terminal) == 1


async def test_an_answer_that_was_lost_is_found_by_looking(terminal: Terminal) -> None:
    """The line broke after the vendor had done it."""
    terminal.sandbox.faults.cut(PROCESS, after=20)
    ended = await terminal.run(*CONFIRMED)
    assert ended.code == 0
    assert "it is clear now: the job says ProcessedWithErrors" in ended.out
    assert posts(terminal) == 1


async def test_a_vendor_that_cant_be_reached_is_sent_nothing(terminal: Terminal) -> None:
    """It is an error like any other read's."""
    await terminal.sandbox.close()
    ended = await terminal.run(*CONFIRMED)
    assert ended.code == 3
    assert "nothing was sent" in ended.err


def test_it_needs_no_screen() -> None:
    """Textual is 200 ms, and a cron job has no terminal."""
    code = "import sys, tui.commands.act; print({'textual', 'screens'} & sys.modules.keys())"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
