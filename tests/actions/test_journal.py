"""The journal of actions: on disk before anything is sent, and never trusted when it is broken."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers.acting import SendState, Sent
from providers.model import JobRef
from tui.engine.journal import ABANDONED, Journal, JournalError

REF = JobRef("acme", "bulk", "373334")
OTHER = JobRef("acme", "bulk", "25227")
NOON = datetime(2026, 3, 2, 12, 4, tzinfo=UTC)


def write(
    journal: Journal, entry: str, state: SendState, ref: JobRef = REF, said: str = ""
) -> None:
    """Append one step of an action."""
    journal.append(entry, Sent(ref, "process", NOON, state, said), NOON)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal that nobody has written yet."""
    return Journal(tmp_path / "state" / "actions.jsonl")


def test_an_action_is_open_from_its_first_line_to_its_last(journal: Journal) -> None:
    """What is open blocks a second send, in every session."""
    assert journal.open_entries() == []
    write(journal, "a", SendState.SENDING)
    write(journal, "b", SendState.SENDING, OTHER)
    write(journal, "b", SendState.DONE, OTHER, "the vendor says Processed")
    [entry] = journal.open_entries()
    assert entry.sent == Sent(REF, "process", NOON, SendState.SENDING)

    write(journal, "a", SendState.UNKNOWN, said="cut off")
    assert [each.sent.said for each in journal.open_entries()] == ["cut off"]
    write(journal, "a", SendState.SETTLED)
    assert journal.open_entries() == []


def test_what_is_written_stays_as_it_is_and_is_the_owners_only(journal: Journal) -> None:
    """It is evidence: who sent what, and when."""
    write(journal, "a", SendState.SENDING)
    before = journal.path.read_bytes()
    write(journal, "a", SendState.REFUSED)
    assert journal.path.read_bytes().startswith(before)
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    again = journal.path.read_bytes()
    journal.open_entries()
    assert journal.path.read_bytes() == again


def test_the_line_the_file_and_the_folder_are_synced(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut the vendor has processed, and nobody else would know."""
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        name = os.readlink(f"/proc/self/fd/{handle}")
        synced.append(f"{Path(name).name} {os.fstat(handle).st_size if 'jsonl' in name else ''}")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write(journal, "a", SendState.SENDING)
    assert synced == [f"actions.jsonl {journal.path.stat().st_size}", "state "]


def test_every_cut_of_the_last_line_leaves_it_unwritten_and_the_next_one_whole(
    journal: Journal,
) -> None:
    """A crash in the middle of an append: that append had not returned, so nothing was sent."""
    write(journal, "a", SendState.SENDING)
    first = journal.path.read_bytes()
    write(journal, "b", SendState.SENDING, OTHER)
    whole = journal.path.read_bytes()
    for at in range(len(first) + 1, len(whole)):
        journal.path.write_bytes(whole[:at])
        assert [entry.id for entry in journal.open_entries()] == ["a"]
        assert journal.path.read_bytes() == whole[:at]

        write(journal, "a", SendState.DONE)
        write(journal, "c", SendState.SENDING, OTHER)
        assert [entry.id for entry in journal.open_entries()] == ["c"]
        assert journal.path.read_bytes().startswith(whole[:at] + ABANDONED)


def test_an_append_that_was_cut_off_while_closing_another_is_closed_as_well(
    journal: Journal,
) -> None:
    """The disk was full, and was full again."""
    write(journal, "a", SendState.SENDING)
    begun = journal.path.read_bytes()
    closing = b'{"version":1,"id":"b"' + ABANDONED
    for at in range(len(b'{"version":1,"id":"b"'), len(closing) + 1):
        journal.path.write_bytes(begun + closing[:at])
        write(journal, "a", SendState.DONE)
        assert journal.open_entries() == []


BROKEN: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "no json": lambda lines: [lines[0], b"{\n", *lines[1:]],
    "a flipped byte": lambda lines: [lines[0].replace(b'"id"', b'"iD"', 1), *lines[1:]],
    "an empty line": lambda lines: [lines[0], b"\n", *lines[1:]],
    "the last whole line": lambda lines: [*lines[:-1], lines[-1][:40] + b"\n"],
    "zeros": lambda lines: [lines[0], b"\0" * 80 + b"\n", *lines[1:]],
    "an end without a beginning": lambda lines: lines[1:],
    "a beginning twice": lambda lines: [lines[0], *lines],
    "another version": lambda lines: [lines[0].replace(b":1,", b":2,", 1), *lines[1:]],
    "an unheard-of state": lambda lines: [lines[0].replace(b"sending", b"thought"), *lines[1:]],
    "no ref": lambda lines: [lines[0].replace(b"acme/bulk/373334", b"acme"), *lines[1:]],
    "an end of another job": lambda lines: [lines[0], lines[1].replace(b"373334", b"1")],
    "no zone": lambda lines: [lines[0].replace(b"Z", b""), *lines[1:]],
    "deep": lambda lines: [b"[" * 5_000 + b"\n", *lines],
    "endless": lambda lines: [*lines, b"x" * 200_000],
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_cant_be_read_is_named_by_its_line_and_never_passed_over(
    journal: Journal, how: str
) -> None:
    """What stands in that line may be that it was sent."""
    write(journal, "a", SendState.SENDING)
    write(journal, "a", SendState.DONE)
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(BROKEN[how](lines)))
    before = journal.path.read_bytes()

    with pytest.raises(
        JournalError, match=r"actions\.jsonl line [1-3] (can't be read|contradicts)"
    ):
        journal.open_entries()
    assert journal.path.read_bytes() == before


@pytest.mark.parametrize("tail", [b"\0", b"\0" * 900, b"x"])
def test_zeros_in_the_place_of_lines_are_not_passed_over(journal: Journal, tail: bytes) -> None:
    """A disk that lost them must not make an action that is open look like none."""
    write(journal, "a", SendState.SENDING)
    for content in (tail, journal.path.read_bytes() + tail):
        journal.path.write_bytes(content)
        with pytest.raises(JournalError):
            journal.open_entries()


def test_a_newer_programs_line_says_so(journal: Journal) -> None:
    """The way out is to use that program."""
    write(journal, "a", SendState.SENDING)
    journal.path.write_bytes(journal.path.read_bytes().replace(b":1,", b":2,", 1))
    with pytest.raises(JournalError, match="of version 2, and this program knows 1"):
        journal.open_entries()


def test_a_folder_in_its_place_is_no_empty_journal(journal: Journal) -> None:
    """An empty one would say that nothing was ever sent."""
    journal.path.mkdir(parents=True)
    with pytest.raises(JournalError, match="can't be read"):
        journal.open_entries()
    with pytest.raises(JournalError, match="can't be written"):
        write(journal, "a", SendState.SENDING)


@pytest.mark.parametrize("error", [errno.EACCES, errno.EIO])
def test_a_file_that_cant_be_opened_is_no_empty_journal(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """The tests may run as root, who may open anything."""

    def refuse(path: Path, mode: str) -> None:
        raise OSError(error, os.strerror(error), str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(JournalError, match=r"actions\.jsonl can't be read"):
        journal.open_entries()


@pytest.mark.parametrize("room", [0, 1, 60])
def test_a_full_disk_is_said_and_what_fits_does_no_harm(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """Part of a line may be on the disk; it counts as none."""
    write(journal, "a", SendState.SENDING)
    real = os.write
    left = room

    def full(handle: int, text: bytes) -> int:
        nonlocal left
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        count = real(handle, text[:left])
        left -= count
        return count

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(JournalError, match="No space left"):
            write(journal, "b", SendState.SENDING, OTHER)

    assert [entry.id for entry in journal.open_entries()] == ["a"]
    write(journal, "a", SendState.DONE)
    assert journal.open_entries() == []


def test_a_line_that_may_not_be_on_the_disk_is_not_called_written(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync that fails may have lost the line."""

    def fails(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(JournalError, match="can't be written"):
        write(journal, "a", SendState.SENDING)


def test_where_there_are_no_locks_nothing_is_written(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sessions could write into each other's lines."""
    monkeypatch.setattr("tui.engine.files._take", lambda handle, patience: False)
    with pytest.raises(JournalError, match="without locks"):
        write(journal, "a", SendState.SENDING)


def test_a_long_journal_is_read_in_little_memory(journal: Journal) -> None:
    """It only grows, and is read before every action."""
    for n in range(3):
        write(journal, str(n), SendState.SENDING)
        write(journal, str(n), SendState.DONE)
    block = journal.path.read_bytes()
    with journal.path.open("ab") as file:
        for n in range(3, 4_000):
            file.write(block.replace(b'"id":"', b'"id":"%d-' % n))
    write(journal, "last", SendState.SENDING)
    assert [entry.id for entry in journal.open_entries()] == ["last"]
