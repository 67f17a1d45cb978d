"""What the desk takes away: counted before, named freely, written or refused in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.base import Provider
from providers.errors import Rejected
from providers.facts import Said
from providers.model import Problem, Record
from providers.taking import EVERYTHING, Amount, Existing, Form, Progress, Request, Selection
from providers.terms import Term
from tests.engine.exported import DONE, FAILED, SKIPPED, close, shelved
from tui.engine.export import Subject
from tui.engine.export_ticket import MOST
from tui.engine.taking import Taking

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock

RECORDS = [
    Record(str(at), state, data=f"d{at}", problems=problems)
    for at in range(30)
    for state in [(FAILED, SKIPPED, DONE)[at % 3]]
    for problems in [() if state is DONE else (Problem(f"no {'customer' if at % 2 else 'way'}"),)]
]
CAUSE = (None, "no customer")


class Vendor:
    """Has a result file, or refuses it."""

    content: bytes | None = b"PK"

    async def save_result(self, look: object, path: str) -> int:
        """Write it."""
        if self.content is None:
            raise Rejected("acme/bulk/7 has no result file to save")
        return _write(path, self.content)


Take = Callable[[Subject], Taking]


@pytest.fixture
def vendor() -> Vendor:
    """The vendor."""
    return Vendor()


@pytest.fixture
def take(clock: FakeClock, vendor: Vendor) -> Take:
    """Takes from one job."""

    def take(subject: Subject) -> Taking:
        # Of a provider it has only what is asked of it here.
        provider: Provider = vendor  # type: ignore[assignment]
        return Taking(
            lambda ref: subject.row if ref == subject.row.ref else None,
            lambda ref: subject.reading,
            lambda ref: subject.records,
            lambda ref: subject.answer,
            lambda account: provider,
            {},
            clock,
        )

    return take


@pytest.fixture
def subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subject]:
    """Thirty records, and a working folder."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    subject = shelved(tmp_path / "records", RECORDS)
    yield subject
    close([subject])


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def _write(path: str, content: bytes) -> int:
    return Path(path).write_bytes(content)


def _untold(progress: Progress) -> None:
    """Nobody looks."""


async def test_what_is_counted_is_what_would_be_written(subject: Subject, take: Take) -> None:
    """The menu promises a figure, and the file has to hold it."""
    taking, ref = take(subject), subject.row.ref
    terms = (Term("d1", "data"),)
    for selection, amount in (
        (EVERYTHING, Amount(30, 20)),
        (Selection(is_bad_only=True), Amount(20, 20)),
        (Selection(causes=(CAUSE,)), Amount(10, 10)),
        (Selection(not_causes=(CAUSE,)), Amount(20, 10)),
        (Selection(places=[29, 0, 2, 2, 99]), Amount(3, 1)),
        (Selection(terms, (CAUSE,), is_bad_only=True, places=range(12)), Amount(1, 1)),
    ):
        assert await taking.count(ref, selection) == amount
        for form, count in ((Form.CSV, amount.records), (Form.RESUBMIT, amount.again)):
            request = Request(form, "x.csv", selection, is_forced=True)
            said = await taking.export(ref, request, _untold)
            assert isinstance(said, Said)
            assert not said.is_trouble, said
            assert len(_read("x.csv").splitlines()) == count + 1
    assert await take(replace(subject, records=None)).count(ref, EVERYTHING) is None


async def test_the_name_proposed_is_free_and_the_other_is_left(
    subject: Subject, take: Take
) -> None:
    """Nothing is written over unasked, whatever was typed; `~` is the home folder."""
    taking, ref = take(subject), subject.row.ref
    proposed = await taking.propose(ref, Form.CSV)
    assert Path(proposed) == Path.cwd() / "acme-bulk-7.csv"
    _write(proposed, b"mine")
    assert (await taking.propose(ref, Form.CSV)).endswith("/acme-bulk-7-2.csv")
    assert (await taking.propose(ref, Form.RESUBMIT)).endswith("/acme-bulk-7-resubmit.csv")
    for form in (Form.CSV, Form.RESULT):
        said = await taking.export(ref, Request(form, proposed), _untold)
        assert said == Existing(proposed)
    assert _read(proposed) == "mine"

    home = await taking.export(ref, Request(Form.CSV, "~/there.csv"), _untold)
    assert isinstance(home, Said)
    assert home.text.endswith(" as ~/there.csv")
    assert (Path.home() / "there.csv").exists()


async def test_refusals_are_one_line_that_the_desk_can_act_upon(
    subject: Subject, take: Take
) -> None:
    """Options of the command line are called that, and those that the desk has keys for go."""
    taking, ref = take(subject), subject.row.ref
    row = subject.row
    assert row.job is not None
    zoho = replace(subject, row=replace(row, job=replace(row.job, provider="zoho")))
    for taken, request, told in (
        (taking, Request(Form.CSV, " "), "nothing is written without a file's name"),
        (taking, Request(Form.CSV, "~nobody-at-all/x"), "there is no such home folder"),
        (taking, Request(Form.CSV, "nowhere/x"), "nowhere is no folder; make it first"),
        (taking, Request(Form.CSV, "."), ". is a folder; give a file's name in it"),
        (take(zoho), Request(Form.RESUBMIT, "x"), "(options of `bulkjobs-tui export`)"),
        (take(zoho), Request(Form.RESUBMIT, "x", source="none.csv"), "none.csv"),
        (take(replace(subject, reading=None)), Request(Form.CSV, "x"), "are not read"),
        (take(replace(subject, row=replace(row, job=None))), Request(Form.CSV, "x"), "not been"),
    ):
        said = await taken.export(ref, request, _untold)
        assert isinstance(said, Said)
        assert said.is_trouble
        assert told in said.text
        assert "\n" not in said.text
        assert "--force" not in said.text
    assert not list(Path.cwd().iterdir())


async def test_the_vendors_file_is_there_whole_or_not_at_all(
    subject: Subject, take: Take, vendor: Vendor
) -> None:
    """And replaces another only when that is wanted, which the vendor's refusal leaves."""
    taking, ref = take(subject), subject.row.ref
    said = await taking.export(ref, Request(Form.RESULT, "x.zip"), _untold)
    assert said == Said(f"wrote 2 bytes as {Path('x.zip')}")
    vendor.content = b"PK2"
    request = Request(Form.RESULT, "x.zip", is_forced=True)
    await taking.export(ref, request, _untold)
    assert _read("x.zip") == "PK2"
    vendor.content = None
    said = await taking.export(ref, request, _untold)
    assert said == Said("acme/bulk/7 has no result file to save", is_trouble=True)
    assert [path.name for path in Path.cwd().iterdir()] == ["x.zip"]
    assert _read("x.zip") == "PK2"


async def test_the_tickets_text_is_bounded_and_what_the_file_holds(
    subject: Subject, take: Take
) -> None:
    """It goes into a clipboard, which takes no megabytes."""
    taking, ref = take(subject), subject.row.ref
    text = taking.ticket(ref)
    await taking.export(ref, Request(Form.TICKET, "x.md"), _untold)
    assert _read("x.md") == text
    assert "no customer" not in taking.ticket(ref, Selection(not_causes=(CAUSE,)))

    job = subject.row.job
    assert job is not None
    counts = replace(job.counts, named={f"outcome {n}" * 20: n for n in range(5_000)})
    endless = replace(subject, row=replace(subject.row, job=replace(job, counts=counts)))
    cut = take(endless).ticket(ref)
    assert len(cut) < MOST + 200
    assert "the rest is left out" in cut
