"""Rows of a Zoho result found in the file that was uploaded: with certainty, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from providers.model import Record, RecordState
from providers.taking import Form
from tests.engine.exported import DONE, SKIPPED, close, refused, shelved
from tui.engine.export import Order, Subject, export

HEAD = "Last_Name,Company,Email,Phone\n"
Row = tuple[str, str, str, RecordState]
Zoho = Callable[..., Subject]


@pytest.fixture
def zoho(tmp_path: Path) -> Iterator[Zoho]:
    """Puts the rows of a result on a shelf; gives the job they are of."""
    subjects: list[Subject] = []

    def put(
        *rows: Row, prefix: str = "", answer: bytes = b"", more: tuple[Row, ...] = ()
    ) -> Subject:
        records = [record(f"{prefix}{nth}", row) for nth, row in enumerate(rows, 1)]
        records += [record(f"Other {nth}", row) for nth, row in enumerate(more, 1)]
        subject = shelved(
            tmp_path / "records",
            records,
            provider="zoho",
            kind="write",
            answer=answer,
            job_id=str(len(subjects)),
        )
        subjects.append(subject)
        return subject

    yield put
    close(subjects)


def record(key: str, row: Row) -> Record:
    """A row of a result, as the adapter reads it."""
    name, company, email, state = row
    data = json.dumps({"Last_Name": name, "Company": company, "Email": email})
    return Record(key, state, data=data)


async def taken(subject: Subject, source: bytes, folder: Path, *, by_row: bool = False) -> bytes:
    """What is written for a file with that content."""
    order = _order(folder, source, by_row=by_row)
    path = folder / "out.csv"
    path.unlink(missing_ok=True)
    said = await export(subject, Order(Form.RESUBMIT, path, source=order.source, by_row=by_row))
    assert not said.is_trouble, said.text
    return path.read_bytes()


def _order(folder: Path, source: bytes, *, by_row: bool = False) -> Order:
    path = folder / "leads.csv"
    path.write_bytes(source)
    return Order(Form.RESUBMIT, source=path, by_row=by_row)


A: Row = ("Rowe", "Ltd", "a@x", DONE)
B: Row = ("Kennedy", "Inc", "b@x", SKIPPED)
C: Row = ("Okafor", "", "c@x", SKIPPED)
FILE = f"{HEAD}Rowe,Ltd,a@x,1\nKennedy,Inc,b@x,2\nOkafor,,c@x,3\n".encode()


async def test_the_whole_rows_are_taken_in_the_files_own_order(zoho: Zoho, tmp_path: Path) -> None:
    """The result has three columns of two hundred, in an order that nobody promises."""
    expected = f"{HEAD}Kennedy,Inc,b@x,2\nOkafor,,c@x,3\n".encode()
    assert await taken(zoho(A, B, C), FILE, tmp_path) == expected
    assert await taken(zoho(C, A, B), FILE, tmp_path) == expected


@pytest.mark.parametrize("delimiter", [",", ";", ":", "|"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"", "cp1252"),
        (b"", "latin-1"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_rows_are_given_out_as_they_are_written(
    zoho: Zoho, tmp_path: Path, delimiter: str, mark: bytes, encoding: str, end: str
) -> None:
    """What Zoho took once it takes again: quotes, delimiter, marks, line ends, to the byte."""
    odd = "\x81" if encoding == "latin-1" else ""
    head = f'Last_Name,"Company",Email,Phone{end}'
    row = f'"Kénnedy","I\nnc", b@x ,"0""1{odd}"'
    text = f"{head}Rowe,Ltd,a@x,1{end}{end}{row}".replace(",", delimiter)
    kept = f"{head}{row}{end}".replace(",", delimiter)

    out = await taken(
        zoho(A, ("Kénnedy", "I\nnc", "b@x", SKIPPED)), mark + text.encode(encoding), tmp_path
    )

    assert out == mark + kept.encode(encoding)


async def test_rows_alike_are_taken_only_if_all_of_them_failed(zoho: Zoho, tmp_path: Path) -> None:
    """The second of two is skipped as a duplicate: which one it is, three columns don't tell."""
    twice = f"{HEAD}Kennedy,Inc,b@x,2\nRowe,Ltd,a@x,1\nKennedy,Inc,b@x,4\n".encode()
    added: Row = (*B[:3], DONE)

    both = await taken(zoho(B, A, B), twice, tmp_path)
    said = await refused(zoho(added, A, B), _order(tmp_path, twice), tmp_path)
    more = await refused(zoho(B, A), _order(tmp_path, twice), tmp_path)

    assert both == f"{HEAD}Kennedy,Inc,b@x,2\nKennedy,Inc,b@x,4\n".encode()
    assert "1 can't be told from others (the first is row 3: 'Kennedy', 'Inc', 'b@x'" in said
    assert "the result has 2 such rows, the file 2" in said
    assert "--by-row" in said
    assert "the result has 1 such rows, the file 2" in more
    once = await refused(zoho(added, A, B), _order(tmp_path, FILE), tmp_path)
    assert "the result has 2 such rows, the file 1" in once


async def test_rows_that_are_not_there_are_counted(zoho: Zoho, tmp_path: Path) -> None:
    """It is another file, or somebody has mended it already."""
    said = await refused(zoho(A, B, C, C), _order(tmp_path, FILE), tmp_path)
    assert "3 rows looked for in leads.csv by Last_Name, Company, Email" in said
    assert "1 are not in it (the first is row 3: 'Okafor', '', 'c@x')" in said


async def test_by_row_each_row_has_to_prove_the_order(zoho: Zoho, tmp_path: Path) -> None:
    """Somebody vouches for it; one row out of place, and nothing is written."""
    twice = f"{HEAD}Kennedy,Inc,b@x,2\nRowe,Ltd,a@x,1\nKennedy,Inc,b@x,4\n".encode()
    added: Row = (*B[:3], DONE)

    out = await taken(zoho(added, A, B), twice, tmp_path, by_row=True)
    order = _order(tmp_path, twice, by_row=True)
    moved = await refused(zoho(A, added, B), order, tmp_path)
    short = await refused(zoho(B, A), order, tmp_path)

    assert out == f"{HEAD}Kennedy,Inc,b@x,4\n".encode()
    assert "row 1 of leads.csv is 'Kennedy'" in moved
    assert "has more rows than the result" in short


async def test_columns_are_found_by_name_else_as_zoho_mapped_them(
    zoho: Zoho, tmp_path: Path
) -> None:
    """A customer's headings are seldom the API's names."""
    named = FILE.replace(HEAD.encode(), b"last name,COMPANY,e-mail,Phone\n")
    own = FILE.replace(HEAD.encode(), b"Surname,Firm,Mail,Phone\n")
    mappings = [
        {"api_name": name, "index": at} for at, name in enumerate(("Last_Name", "Company", "Email"))
    ]
    resource = {"module": {"api_name": "Leads"}, "field_mappings": mappings}
    answer = json.dumps({"resource": [resource]}).encode()
    rest = b"Kennedy,Inc,b@x,2\nOkafor,,c@x,3\n"

    assert (await taken(zoho(A, B, C), named, tmp_path)).endswith(b"Phone\n" + rest)
    assert (await taken(zoho(A, B, C, answer=answer), own, tmp_path)).endswith(b"Phone\n" + rest)
    said = await refused(zoho(A, B, C), _order(tmp_path, own), tmp_path)
    assert "(Last_Name, Company, Email) are not among those of leads.csv: Surname" in said


async def test_of_several_files_the_one_named_so_is_meant(zoho: Zoho, tmp_path: Path) -> None:
    """A parent's and its children's rows are in one result, and each in a file of its own."""
    resources = [
        {"module": {"api_name": module}, "file": {"name": name}}
        for module, name in (("Leads", "leads.csv"), ("Other", "sub.csv"))
    ]
    answer = json.dumps({"resource": resources}).encode()

    out = await taken(zoho(A, B, prefix="Leads ", more=(C,), answer=answer), FILE, tmp_path)
    said = await refused(zoho(A, B, prefix="Leads ", more=(C,)), _order(tmp_path, FILE), tmp_path)

    assert out == f"{HEAD}Kennedy,Inc,b@x,2\n".encode()
    assert "of 2 files (Leads, Other)" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b'Last_Name,Company,Email\n"a,b,c\n', "is no CSV from line"),
        (b"\n\n", "is empty"),
    ],
)
async def test_a_file_that_is_no_csv_is_said(
    zoho: Zoho, tmp_path: Path, content: bytes, said: str
) -> None:
    """An unclosed quote swallows all that follows, rows that failed among it."""
    assert said in await refused(zoho(A, B), _order(tmp_path, content), tmp_path)


async def test_without_the_file_it_is_asked_for(zoho: Zoho, tmp_path: Path) -> None:
    """Three columns of two hundred would be taken for all there are."""
    said = await refused(zoho(A, B), Order(Form.RESUBMIT), tmp_path)
    missing = Order(Form.RESUBMIT, source=tmp_path / "no.csv")
    assert "--source ORIGINAL.csv" in said
    assert "can't be read: No such file" in await refused(zoho(A, B), missing, tmp_path)
