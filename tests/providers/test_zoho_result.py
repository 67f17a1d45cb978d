"""Result zips: their rows as records, and every way in which they can be bad."""

from __future__ import annotations

import io
import random
import threading
import zipfile
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from providers import zoho_rows, zoho_zip
from providers.errors import Malformed, NotFound, ProviderError, Rejected
from providers.exchange import Answer, Body
from providers.model import Problem, Record, RecordState
from providers.zoho_result import ResultRecords, save
from providers.zoho_rows import read_errors

CONSTRUCTED = Path(__file__).parent.parent / "constructed"
HEADER = "Last_Name,Email,Company,STATUS,RECORD_ID,ERRORS\n"
MUTATIONS = 5_000


def body_of(data: bytes, kind: str = "application/octet-stream", step: int = 65_536) -> Body:
    async def chunks() -> AsyncGenerator[bytes, None]:
        for start in range(0, len(data), step):
            yield data[start : start + step]

    return Body(Answer(200, {"content-type": kind}, b""), chunks())


async def read(data: bytes) -> list[Record]:
    stream = ResultRecords(body_of(data), io.BytesIO(), None)
    return [record async for batch in stream for record in batch]


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def table(text: str) -> bytes:
    return packed(("Leads-a.csv", text.encode()))


async def test_the_documented_result_is_read_row_by_row() -> None:
    """The reasons of skipped rows stand here and nowhere else."""
    records = await read((CONSTRUCTED / "zoho_write_result_4150868000005350003.zip").read_bytes())
    assert [record.key for record in records] == [str(n) for n in range(1, 12)]
    first, last = records[0], records[-1]
    assert (first.state, first.vendor_status) == (RecordState.SUCCEEDED, "ADDED")
    assert first.entity_id == "5000000000000910001"
    assert first.data == ('{"Last_Name":"Rowe1","Mobile":"555-0101","Owner":"5000000000000000101"}')
    assert (last.state, last.entity_id) == (RecordState.SKIPPED, None)
    assert last.problems == (
        Problem("MANDATORY_NOT_FOUND in Company", "MANDATORY_NOT_FOUND", "Company"),
        Problem("MANDATORY_NOT_FOUND in Last_Name", "MANDATORY_NOT_FOUND", "Last_Name"),
        Problem("DUPLICATE_DATA in Email", "DUPLICATE_DATA", "Email"),
    )
    assert '"ERRORS":"MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email"' in last.raw


async def test_rows_of_several_files_are_told_apart() -> None:
    """The first row of the parents is not the first row of the children."""
    row = f"{HEADER}a,b,c,ADDED,1,\n".encode()
    two = await read(packed(("Leads-x.csv", row), ("Items-y.csv", row)))
    assert [record.key for record in two] == ["Leads 1", "Items 1"]
    alike = await read(packed(("Leads-x.csv", row), ("Leads-y.csv", row)))
    assert [record.key for record in alike] == ["Leads-x.csv 1", "Leads-y.csv 1"]


async def test_a_member_without_an_ending_is_a_table_and_others_are_not() -> None:
    """The documents name `Deals-bulkwrite`, and never say that `.csv` follows."""
    row = f"{HEADER}a,b,c,ADDED,1,\n".encode()
    assert len(await read(packed(("Deals-bulkwrite", row), ("d/", b""), ("x.txt", b"x")))) == 1
    with pytest.raises(Malformed, match="no CSV"):
        await read(packed(("x.txt", b"x")))


async def test_twenty_five_thousand_rows_are_read_beside_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The largest job that Zoho takes must not freeze the desk while it is read."""
    threads: set[int] = set()

    def noting(text: str) -> tuple[Problem, ...]:
        threads.add(threading.get_ident())
        return read_errors(text)

    monkeypatch.setattr(zoho_rows, "read_errors", noting)
    rows = "".join(f"Rowe{n},r{n}@x.example,C,SKIPPED,,INVALID_DATA-Email\n" for n in range(25_000))
    stream = ResultRecords(body_of(table(HEADER + rows)), io.BytesIO(), 25_000)
    sizes = [len(batch) async for batch in stream]
    assert sum(sizes) == 25_000
    assert max(sizes) == 2_000
    assert threading.get_ident() not in threads


async def test_a_damaged_zip_gives_what_it_held_before_the_damage() -> None:
    """Half of the reasons are better than none, and the end is told."""
    rows = "".join(f"Rowe{random.Random(n).random()},,,ADDED,1,\n" for n in range(60_000))
    whole = bytearray(table(HEADER + rows))
    middle = len(whole) * 3 // 4
    whole[middle : middle + 64] = bytes(64)
    seen: list[int] = []

    async def read_on() -> None:
        async for batch in ResultRecords(body_of(bytes(whole)), io.BytesIO(), None):
            seen.append(len(batch))

    with pytest.raises(Malformed, match="damaged"):
        await read_on()
    assert sum(seen) > 2_000


def encrypted() -> bytes:
    data = bytearray(table(HEADER))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def swollen() -> bytes:
    """A list of members of 20 MB, which names the same one over and over."""
    data = table(HEADER)
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    count = 20_000_000 // len(entry)
    end = b"PK\x05\x06\0\0\0\0" + b"\xfe\xff\xfe\xff"
    size = len(entry) * count
    return data[:start] + entry * count + end + size.to_bytes(4, "little") + (
        start.to_bytes(4, "little") + b"\0\0"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(
            packed(("a.csv", HEADER.encode() + b"x" * 3_000_000)), "200 times", id="a_bomb"
        ),
        pytest.param(
            packed(("a.csv", b"," * 3_000_000)), "200 times|characters", id="a_bomb_of_columns"
        ),
        pytest.param(encrypted(), "encrypted", id="encrypted"),
        pytest.param(
            packed(("a.csv", b"x"), method=zipfile.ZIP_BZIP2), "not read here", id="bzip2"
        ),
        pytest.param(packed(("a.csv", b"x"), method=zipfile.ZIP_LZMA), "not read here", id="lzma"),
        pytest.param(
            packed(*((f"{n}.csv", b"x") for n in range(101))), "more than 100", id="many_members"
        ),
        pytest.param(swollen(), "lists more files", id="a_long_list"),
        pytest.param(table(HEADER)[:-30], "no zip file", id="cut_in_its_list"),
        pytest.param(table(HEADER)[:40], "no zip file", id="cut_in_its_data"),
        pytest.param(b"PK", "no zip file", id="two_letters"),
        pytest.param(b"\x7fELF" + bytes(100), "no zip", id="another_file"),
        pytest.param(b"", "no zip", id="empty"),
        pytest.param(
            table("Last_Name,Email\nRowe,r@example.com\n"), "no STATUS", id="another_table"
        ),
        pytest.param(
            packed(("a.csv", f"{HEADER}{'x' * 1_100_000}".encode()), method=0),
            "characters",
            id="a_long_row",
        ),
    ],
)
async def test_a_bad_zip_is_malformed_and_harmless(data: bytes, said: str) -> None:
    """A bomb, a locked file or half a file is one line, never a frozen or dead program."""
    with pytest.raises(Malformed, match=said):
        await read(data)


async def test_all_files_together_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of a hundred files may be fine, and all of them too much."""
    monkeypatch.setattr(zoho_zip, "DECODED", 2_000_000)
    content = HEADER.encode() + random.Random(1).randbytes(400_000).hex().encode()
    with pytest.raises(Malformed, match="more than 2 MB"):
        await read(packed(*((f"{name}-x.csv", content) for name in "abc")))


async def test_no_mutation_of_a_zip_gets_past_our_own_errors() -> None:
    """`zipfile` alone raises ten sorts of exception at damaged files; the desk knows one."""
    chance = random.Random(20_210_511)
    good = (CONSTRUCTED / "zoho_write_result_4150868000005350003.zip").read_bytes()
    outcomes = {"read": 0, "malformed": 0}
    for _ in range(MUTATIONS):
        data = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            match chance.randrange(4):
                case 0:
                    data[chance.randrange(len(data))] = chance.randrange(256)
                case 1:
                    del data[chance.randrange(len(data)) :]
                case 2:
                    at = chance.randrange(len(data))
                    data[at:at] = chance.randbytes(chance.randint(1, 8))
                case _:
                    at = chance.randrange(len(data))
                    del data[at : at + chance.randint(1, 8)]
            if not data:
                break
        try:
            await read(bytes(data))
            outcomes["read"] += 1
        except Malformed:
            outcomes["malformed"] += 1
    assert min(outcomes.values()) > 20


@pytest.mark.parametrize(
    ("data", "kind", "error", "said"),
    [
        (b"<html>Sign in</html>", "text/html", Malformed, "web page"),
        (b'{"info":"Forbidden","x-info":"Link not valid"}', "json", Rejected, "no longer valid"),
        (b'{"code":"RESOURCE_NOT_FOUND","status":"error"}', "json", NotFound, "RESOURCE"),
        (b'{"status":"COMPLETED"}', "json", Malformed, "no zip"),
    ],
)
async def test_what_comes_in_place_of_a_zip_is_told(
    tmp_path: Path, data: bytes, kind: str, error: type[ProviderError], said: str
) -> None:
    """A refusal under a status of success must not be saved as somebody's rows."""
    path = tmp_path / "rows.zip"
    with pytest.raises(error, match=said):
        await save(body_of(data, kind), str(path))
    assert not path.exists()
    with pytest.raises(error, match=said):
        _ = [batch async for batch in ResultRecords(body_of(data, kind), io.BytesIO(), None)]


async def test_a_result_is_saved_for_its_owner_alone(tmp_path: Path) -> None:
    """The rows are customers' data on a machine that others log in to."""
    path, data = tmp_path / "rows.zip", b"PK" + random.Random(1).randbytes(700_000)
    assert await save(body_of(data, step=1_000), str(path)) == len(data)
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o600


async def test_nothing_is_written_over_and_nothing_half_is_left(tmp_path: Path) -> None:
    """A file that is there may be yesterday's export, or a link that somebody else has set."""
    path = tmp_path / "rows.zip"
    path.write_text("mine")
    with pytest.raises(Rejected, match="can't make"):
        await save(body_of(b"PK"), str(path))
    assert path.read_text() == "mine"
    link = tmp_path / "link.zip"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Rejected):
        await save(body_of(b"PK"), str(link))
    assert not (tmp_path / "elsewhere").exists()

    async def cut() -> AsyncGenerator[bytes, None]:
        yield b"PK" + bytes(600_000)
        raise Malformed("cut")

    half = tmp_path / "half.zip"
    with pytest.raises(Malformed, match="cut"):
        await save(Body(Answer(200, {}, b""), cut()), str(half))
    assert not half.exists()
