"""Zips that were made to harm: each is one line, or is read for what it holds."""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from providers.errors import Malformed
from providers.exchange import Answer, Body
from providers.model import Record
from providers.zoho_result import ResultRecords
from providers.zoho_zip import in_our_words

ROW = b"a,b,c,ADDED,1,\n"
TABLE = b"Last_Name,Email,Company,STATUS,RECORD_ID,ERRORS\n" + ROW


async def read(data: bytes) -> list[Record]:
    """The rows in a zip, as the desk reads them."""

    async def chunks() -> AsyncGenerator[bytes, None]:
        yield data

    body = Body(Answer(200, {"content-type": "application/octet-stream"}, b""), chunks())
    return [r async for batch in ResultRecords(body, io.BytesIO(), None) for r in batch]


async def outcome(data: bytes) -> str:
    """How many rows were read, or the line that says why none was."""
    try:
        return str(len(await read(data)))
    except Malformed as error:
        return str(error)


def files_in(folder: Path) -> list[Path]:
    """All that is in a folder, at any depth."""
    return sorted(folder.rglob("*"))


def packed(*names: str, content: bytes = TABLE, mode: int = 0, method: int = 8) -> bytes:
    """A zip whose members all hold the same."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in dict.fromkeys(names):
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, content, method)
    return file.getvalue()


def patched(data: bytes, place: int, form: str, value: int) -> bytes:
    """A zip whose first directory entry and local header say `value` there.

    Args:
        data: A zip of one member.
        place: Of the field in the directory's entry; in the local header it is two less.
        form: The field's form, for `struct`.
        value: What it is to say.
    """
    changed = bytearray(data)
    struct.pack_into(form, changed, data.index(b"PK\x01\x02") + place, value)
    struct.pack_into(form, changed, data.index(b"PK\x03\x04") + place - 2, value)
    return bytes(changed)


def entries(*offsets: int, names: tuple[bytes, ...]) -> bytes:
    """A zip of one member that its directory lists at these places."""
    whole = packed("a.csv", method=0)
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    directory = bytearray()
    for offset, name in zip(offsets, names, strict=True):
        entry = bytearray(whole[start:end])
        struct.pack_into("<L", entry, 42, offset)
        directory += entry[:46] + name
    count = len(offsets)
    return (
        whole[:start]
        + directory
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    )


@pytest.mark.parametrize(
    "error",
    [
        zipfile.BadZipFile("x"),
        OSError(22, "Invalid argument"),
        lzma.LZMAError("x"),
        ValueError("x"),
        zlib.error("x"),
        NotImplementedError("x"),
        EOFError(),
        UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
        RuntimeError("x"),
        OverflowError("x"),
        MemoryError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_reader_of_zips_raises_is_malformed(error: Exception) -> None:
    """Damage makes it raise ten sorts of exception, none of which is documented."""
    with pytest.raises(Malformed, match=r"damaged|memory"), in_our_words():
        raise error


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (patched(packed("a.csv"), 24, "<L", 10), "damaged"),
        (patched(packed("a.csv"), 16, "<L", 0), "damaged"),
        (patched(packed("a.csv"), 10, "<H", 99), "packed in a way"),
        (patched(packed("a.csv"), 10, "<H", 93), "packed in a way"),
        (patched(packed("a.csv"), 8, "<H", 1), "encrypted"),
        (patched(packed("a.csv"), 8, "<H", 0x20), "damaged|patch"),
        (entries(0, 0, names=(b"a.csv", b"b.csv")), "overlap"),
        (entries(*([0] * 99), names=(b"a.csv",) * 99), "overlap"),
        (entries(0, 5, names=(b"a.csv", b"b.csv")), "overlap"),
        (entries(*([0] * 60_000), names=(b"a.csv",) * 60_000), "lists more files"),
        (packed("a.csv", mode=stat.S_IFLNK | 0o777), "no ordinary file"),
        (packed("a.csv", mode=stat.S_IFIFO | 0o644), "no ordinary file"),
        (packed("d/", "d.csv/"), "no CSV"),
        (packed("inner.zip", content=packed("a.csv")), "no CSV"),
        (packed("inner.csv", content=packed("a.csv")), "no STATUS|first line"),
        (b"PK\x05\x06" + bytes(18), "no CSV"),
    ],
    ids=[
        *("shorter_than_it_says", "bad_sum"),
        *("method_99", "method_93", "encrypted", "a_patch", "twice_at_one_place", "a_quine"),
        *("one_in_another", "many_entries", "a_link", "a_pipe", "folders", "a_zip_inside"),
        *("a_zip_called_a_table", "an_empty_zip"),
    ],
)
async def test_a_zip_made_to_harm_is_one_line(data: bytes, said: str) -> None:
    """What a zip says of itself is not to be believed."""
    with pytest.raises(Malformed, match=said) as caught:
        await read(data)
    assert "\n" not in str(caught.value)


def zip64(data: bytes) -> bytes:
    """A zip whose end is said once more, in the form for large ones."""
    at = data.index(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HLL", data, at + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    return data[:at] + record + struct.pack("<4sLQL", b"PK\6\7", 0, at, 1) + data[at:]


async def test_the_form_for_large_zips_is_refused_by_name() -> None:
    """Its list of members may be of any length, and Zoho has no use for it."""
    with pytest.raises(Malformed, match="larger than any of Zoho's"):
        await read(zip64(packed("a.csv")))


async def test_a_member_written_as_a_stream_is_read() -> None:
    """Its sizes stand behind it, in fields that large files use."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, archive.open("a.csv", "w", force_zip64=True) as to:
        to.write(TABLE)
    assert len(await read(file.getvalue())) == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../x.csv",
        "/etc/x.csv",
        "C:\\x.csv",
        "a\x1b[2J\u202e.csv",
        "..",
        "x/../../Leads",
        "\n.csv",
    ],
)
async def test_no_name_in_a_zip_becomes_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server chooses the names; the disk is the user's."""
    os.makedirs(tmp_path / "here" / "deep")
    monkeypatch.chdir(tmp_path / "here" / "deep")
    before = files_in(tmp_path)
    assert await outcome(packed(name, "Leads-b.csv")) in ("1", "2")
    assert files_in(tmp_path) == before


@pytest.mark.parametrize(
    "data",
    [
        patched(packed("a.csv"), 24, "<L", 4_000_000_000),
        patched(packed("a.csv", method=0), 20, "<L", 4_000_000_000),
    ],
    ids=["unpacked", "packed"],
)
async def test_a_size_that_is_a_lie_is_not_believed(data: bytes) -> None:
    """The rows are there, and as many bytes as there are have been read."""
    assert await outcome(data) == "1"


async def test_two_files_of_one_name_have_rows_of_their_own() -> None:
    """Equal keys would make one row of two, and hide what failed in the second."""
    one = packed("Leads-a.csv", "Leads-b.csv")
    twice = one.replace(b"Leads-b.csv", b"Leads-a.csv")
    assert [record.key for record in await read(twice)] == ["Leads-a.csv 1", "Leads-a.csv (2) 1"]


async def test_what_stands_around_a_zip_does_no_harm() -> None:
    """Some servers put something before a file; a comment may look like an end."""
    good = packed("a.csv")
    assert len(await read(b"PK\x03\x04 and more" + good)) == 1
    with pytest.raises(Malformed, match="no zip"):
        await read(b"\x7fELF" + good)
    for comment in (b"x" * 65_535, (b"PK\x05\x06" + bytes(18)) * 2_978, b"PK\x05\x06" * 16_000):
        ended = good[:-2] + struct.pack("<H", len(comment)) + comment
        assert await outcome(ended) in (
            "1",
            "the result file holds no CSV",
            "the result file is no zip file, or its end is missing",
            "the result file is damaged, or no zip file",
        )


async def test_a_bomb_is_stopped_before_it_is_in_memory() -> None:
    """Half a kilobyte can unpack to half a megabyte, and half a megabyte to half a gigabyte."""
    bomb = packed("a.csv", content=TABLE + (b"x" * 60_000 + b"\n") * 1_000)
    tracemalloc.start()
    try:
        with pytest.raises(Malformed, match="200 times"):
            await read(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


async def test_long_rows_come_in_small_batches() -> None:
    """Two thousand rows of a megabyte each would be two gigabytes at once."""
    wide = b"x" * 700_000 + b",b,c,ADDED,1,\n"
    whole = packed("a.csv", content=TABLE + wide * 40, method=0)

    async def chunks() -> AsyncGenerator[bytes, None]:
        yield whole

    stream = ResultRecords(Body(Answer(200, {}, b""), chunks()), io.BytesIO(), None)
    sizes = [sum(len(record.raw) for record in batch) async for batch in stream]
    assert len(sizes) > 5
    assert max(sizes) < 6_000_000
