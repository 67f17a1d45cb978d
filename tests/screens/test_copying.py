"""Copying by keys alone: what arrives is what people paste, and what is said is what is known."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs
from textual.pilot import Pilot

from providers.copying import JobsMeant, Placed, Road, pasteable
from providers.model import Problem
from screens.carded import CardedScreen
from screens.copy_card import CopyCard
from screens.copy_text import placed_text
from screens.record import RecordScreen
from tests.screens.fake_jobs import FakeJobs, app_on, cursor, foot, news, press, read, shown
from tests.screens.sample_copies import CANARY, CLIP, copying_jobs, unsure_jobs
from tests.screens.sample_jobs import sample_jobs, sample_records
from tests.screens.sample_refs import FAIL, PART, SKIPPED

SIZE = (80, 24)


def whole(pilot: Pilot[int]) -> str:
    """The screen in one text."""
    return "\n".join(shown(pilot))


async def copied(jobs: FakeJobs, *keys: str) -> str:
    """What these keys copy."""
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert jobs.clipboard.texts, whole(pilot)
    return jobs.clipboard.texts[-1]


async def test_y_copies_the_id_whole_and_says_by_which_road() -> None:
    """On the screen it is cut in the middle."""
    jobs = copying_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "y")
        assert jobs.clipboard.texts == [PART.id]
        assert foot(pilot) == "copied 43dbbc35-d11…abbea6d7bf5 by way of tmux"
        await press(pilot, "k")
        assert "copied" not in foot(pilot)
        assert cursor(pilot) == str(FAIL)


async def test_news_that_comes_while_the_card_is_being_made_waits_for_it() -> None:
    """It has no line yet that could show it, which would end the program."""
    jobs = copying_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        desk = pilot.app.screen
        assert isinstance(desk, CardedScreen)
        card = CopyCard(jobs, JobsMeant((FAIL,)), lambda form: None, desk.close_card)
        desk._card = card
        await news(pilot)
        desk._card = None
        await desk.open_card(card)
        await news(pilot)
        assert f"Copy {FAIL.account} {FAIL.id}" in whole(pilot)


async def test_the_answer_is_copied_to_the_letter_where_one_is_kept() -> None:
    """What the vendor wrote goes into its own support form."""
    jobs = copying_jobs()
    jobs.bodies = {PART: b'{"status": "x",\n "n": 1}'}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "Y", "a")
        assert "no answer is kept" in whole(pilot)
        await press(pilot, "escape", "j", "Y", "a")
        assert jobs.clipboard.texts == ['{"status": "x",\n "n": 1}']


async def test_y_copies_all_that_is_marked_and_shown_a_line_each() -> None:
    """Thirty-eight ids for a ticket are not thirty-eight keys."""
    jobs = copying_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "space", "space", "y")
        assert jobs.clipboard.texts == [f"{FAIL.id}\n{PART.id}"]
        assert foot(pilot) == "copied 2 ids by way of tmux"
        await press(pilot, "slash", *"crm", "enter", "y")
        assert foot(pilot) == "the marked jobs are hidden; Esc clears the marks"
        assert len(jobs.clipboard.texts) == 1


async def test_in_the_records_it_is_the_records_ids() -> None:
    """Of one, of those marked, on a record's own screen, and in the desk's tab."""
    jobs = copying_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "y")
        assert jobs.clipboard.texts[-1] == "3456499"
        await press(pilot, "space", "space", "space", "y")
        assert jobs.clipboard.texts[-1] == "3456499\n3456500\n3456501"
        assert foot(pilot) == "copied 3 ids by way of tmux"
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen, RecordScreen)
        await press(pilot, "y")
        assert jobs.clipboard.texts[-1] == "3456509"
        assert foot(pilot) == "copied 3456509 by way of tmux"
        await press(pilot, "Y")
        assert "Copy record 11 of acme 373334" in whole(pilot)
        await press(pilot, "e")
        assert jobs.clipboard.texts[-1] == sample_records()[1].problems[0].message
        await press(pilot, "q", "q", "right_square_bracket", "3", "j", "y")
        assert jobs.clipboard.texts[-1] == "3456500"


async def test_a_cause_is_copied_as_its_text_and_its_records_ids() -> None:
    """The cause finds it again elsewhere; the ids are what is fixed."""
    jobs = copying_jobs()
    group = jobs.readings[FAIL].groups[0]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "y")
        assert jobs.clipboard.texts[-1] == group.message
        assert foot(pilot) == "copied the cause by way of tmux"
        await press(pilot, "Y", "f")
        assert len(jobs.clipboard.texts[-1].splitlines()) == group.count
        assert foot(pilot) == f"copied {group.count} failing ids by way of tmux"
        await press(pilot, "Y", "m")
        assert jobs.clipboard.texts[-1].startswith(f"- **{group.count}** (")
        await press(pilot, "Y", "e")
        assert jobs.clipboard.texts[-1] == group.sample


async def test_the_menu_has_each_form_by_its_letter() -> None:
    """What the job is in a ticket, a chat, a shell, a sheet and a script."""
    jobs = copying_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        for letter in "inuefrcmkt":
            await press(pilot, "Y", letter)
            assert "Copy acme" not in whole(pilot)
        ident, ref, url, error, failing, row, sheet, line, curl, ticket = jobs.clipboard.texts
        assert (ident, ref) == (FAIL.id, str(FAIL))
        assert url == "https://secure.fusebill.com/v1/BulkApi/373334"
        assert error == "18x Invoice <n> is not in status Posted"
        assert len(failing.splitlines()) == 18
        assert json.loads(row)["vendor_status"] == "ProcessedWithErrors"
        head, cells = csv.reader(io.StringIO(sheet))
        assert dict(zip(head, cells, strict=True))["verdict"] == "FAIL"
        assert line.startswith("- `acme/bulk/373334` **FAIL** `ProcessedWithErrors`: total 3,")
        assert curl == (
            'curl -sS --compressed -H "Authorization: Basic $ACME_KEY" '
            "https://secure.fusebill.com/v1/BulkApi/373334"
        )
        assert ticket == f"## {FAIL}\n"
        assert CANARY not in "".join(jobs.clipboard.texts)
        assert not any(text.endswith("\n") for text in jobs.clipboard.texts[:-1])


async def test_the_menu_says_what_cannot_be_had_and_why() -> None:
    """And stays, for another choice."""
    jobs = sample_jobs()
    jobs.readings = {}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "Y", "f")
        assert "Failing ids: the records have not been read yet" in whole(pilot)
        assert jobs.clipboard.texts == []
        await press(pilot, "down", "enter")
        assert json.loads(jobs.clipboard.texts[-1])["id"] == FAIL.id
        await press(pilot, "Y", "escape")
        assert "Copy acme" not in whole(pilot)
        assert len(jobs.clipboard.texts) == 1


@pytest.mark.parametrize(
    ("downs", "header", "url"),
    [
        (1, "Bearer $WILLS_TOKEN", f"'https://uk.example.com/it'\"'\"'s/api/api-jobs/{PART.id}'"),
        (
            2,
            "Zoho-oauthtoken $CRM_TOKEN",
            f"https://www.zohoapis.eu/crm/bulk/v6/write/{SKIPPED.id}",
        ),
    ],
)
async def test_the_curl_line_is_the_vendors_and_holds_no_secret(
    downs: int, header: str, url: str
) -> None:
    """Where the secret comes from a file or a command it has no name, and gets one."""
    curl = await copied(copying_jobs(), *"j" * downs, "Y", "k")
    assert curl == f'curl -sS --compressed -H "Authorization: {header}" {url}'


async def test_an_id_does_nothing_where_it_is_pasted() -> None:
    """A line end in it would be Enter in a shell."""
    jobs = copying_jobs()
    bad = structs.replace(sample_records()[0], key="1\n; reboot\r\x1b[201~\x9b\u202e2")
    jobs.readings = {FAIL: read(FAIL, [bad])}
    assert await copied(jobs, "enter", "y") == "1�; reboot��[201~��2"


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\x1bb", "a\x85b", "a\u2028b", "a\u200bb"])
def test_whatever_a_terminal_may_act_upon_is_seen_in_an_id(text: str) -> None:
    """It is not taken out: two ids would look alike."""
    assert pasteable(text) == "a�b"
    assert pasteable("ÄÖ-1 ") == "ÄÖ-1 "


async def test_the_error_text_is_what_the_vendor_wrote_to_the_letter() -> None:
    """It is looked up in a vendor's forum, or compared with a log."""
    told = "caf\u00e9 \u202e[red]x[/]\n\tline two " + "x" * 5_000
    bad = structs.replace(
        sample_records()[0], problems=(Problem(told, "E9"), Problem("E7 b", "E7"))
    )
    jobs = copying_jobs()
    jobs.readings = {FAIL: read(FAIL, [bad])}
    assert await copied(jobs, "enter", "Y", "e") == f"E9 {told}\nE7 b"


async def test_rows_of_records_are_those_of_an_export() -> None:
    """A formula in a cell would be run by the sheet that it is pasted into."""
    jobs = copying_jobs()
    records = sample_records()[:2]
    bad = structs.replace(records[0], data="=cmd()")
    jobs.readings = {FAIL: read(FAIL, [bad, records[1]])}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "asterisk", "Y")
        assert "Copy 2 records of acme 373334" in whole(pilot)
        await press(pilot, "c", "Y", "r", "Y", "m")
        sheet, rows, lines = jobs.clipboard.texts
    head, first, _ = csv.reader(io.StringIO(sheet))
    assert dict(zip(head, first, strict=True))["data"] == "'=cmd()"
    assert [json.loads(line)["key"] for line in rows.splitlines()] == [bad.key, records[1].key]
    assert lines.splitlines()[0].startswith(f"- `{bad.key}` **failed** `Invoice")


async def test_o_copies_the_vendors_page_and_only_a_page() -> None:
    """What a vendor names is given to a program of this machine."""
    jobs = copying_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "o")
        assert foot(pilot).startswith("the vendor names no page of it")
        for url, is_page in (("https://x.example/j/1", True), ("file:///etc/passwd", False)):
            at = next(at for at, row in enumerate(jobs.watched) if row.ref == FAIL)
            job = jobs.watched[at].job
            assert job is not None
            jobs.watched[at] = replace(jobs.watched[at], job=replace(job, web_url=url))
            await press(pilot, "o")
            assert (jobs.clipboard.texts[-1:] == [url]) is is_page
        assert len(jobs.clipboard.texts) == 1


PLACED = (
    (Placed(Road.TMUX_ONLY), "copied 7 ids into tmux; its prefix and ] paste it"),
    (
        Placed(Road.TERMINAL, CLIP),
        f"7 ids sent by OSC 52; else in {CLIP}",
    ),
    (Placed(Road.SCREEN, CLIP), f"7 ids sent by OSC 52 past screen; else in {CLIP}"),
    (
        Placed(Road.FILE, CLIP, is_too_long=True),
        f"too long for a clipboard: 7 ids, in {CLIP}",
    ),
    (Placed(Road.FILE, CLIP), f"no clipboard here: 7 ids, in {CLIP}"),
)


@pytest.mark.parametrize(("placed", "said"), PLACED)
def test_what_is_said_fits_the_line_and_keeps_the_path(placed: Placed, said: str) -> None:
    """A path that is cut leads nowhere."""
    assert placed_text("7 ids", placed, 80).text == said
    assert placed_text("the ticket of 373334 " * 3, placed, 60).text.endswith(("it", CLIP))


async def test_it_never_says_copied_where_nobody_knows() -> None:
    """With room, in whole words."""
    jobs = unsure_jobs()
    async with app_on(jobs).run_test(size=(140, 40)) as pilot:
        await press(pilot, "y")
        told = "373334 sent to the terminal by OSC 52; if nothing arrives it is in"
        assert foot(pilot) == f"{told} {CLIP}"
        jobs.clipboard.placed = Placed(Road.NONE, trouble="the disk is full")
        await press(pilot, "y")
        assert foot(pilot) == "373334 copied nowhere: the disk is full"


@pytest.mark.parametrize("open_on", [lambda jobs: (), lambda jobs: ("e",), lambda jobs: ("enter",)])
async def test_without_anything_under_the_cursor_nothing_is_copied(
    open_on: Callable[[FakeJobs], tuple[str, ...]],
) -> None:
    """An empty list is no error."""
    jobs = sample_jobs()
    jobs.readings = {}
    keys = open_on(jobs)
    if not keys:
        jobs.watched = []
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *keys, "y", "Y", "o")
        assert jobs.clipboard.texts == []
        assert "Copy acme" not in whole(pilot)
