"""The file of an export: whole or not at all, for its owner only, and never over another."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui.engine.export_file import ExportError, TerminalSink, check_target, new_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "out"
    path.mkdir()
    return path


def begin(path: Path, error: BaseException, *, is_forced: bool = False) -> None:
    """Write something, and be stopped by `error`."""
    with new_file(path, is_forced=is_forced) as file:
        file.write(b"x")
        raise error


def test_only_its_owner_reads_it_and_nothing_else_is_left(folder: Path) -> None:
    """It holds customers' data, on a machine that many share."""
    path = folder / "a.csv"
    with new_file(path, is_forced=False) as file:
        file.write(b"x")
        assert not path.exists()

    assert path.read_bytes() == b"x"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), RuntimeError("a bug"), OSError(errno.ENOSPC, "No space left")]
)
def test_what_ends_early_leaves_no_file(folder: Path, error: BaseException) -> None:
    """Half a file under the final name is taken for all there is."""
    expected = ExportError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        begin(folder / "a", error)
    assert list(folder.iterdir()) == []


def test_an_earlier_file_is_left_as_it_is(folder: Path) -> None:
    """It may be the one that somebody has been mending all morning."""
    path = folder / "a"
    path.write_text("old")

    with pytest.raises(ExportError, match="exists and is left as it is; --force replaces it"):
        check_target(path, is_forced=False)
    with pytest.raises(KeyboardInterrupt):
        begin(path, KeyboardInterrupt(), is_forced=True)
    assert path.read_text() == "old"

    with new_file(path, is_forced=True) as file:
        file.write(b"new")
    assert path.read_text() == "new"


@pytest.mark.parametrize("has_links", [True, False])
def test_one_that_comes_meanwhile_is_left_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    """Two colleagues export the same job at the same time."""

    def link(source: str, target: Path) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    if not has_links:
        monkeypatch.setattr(os, "link", link)
    path = folder / "a"
    with (
        pytest.raises(ExportError, match="has come to exist meanwhile"),
        new_file(path, is_forced=False),
    ):
        path.write_text("theirs")
    assert path.read_text() == "theirs"
    assert list(folder.iterdir()) == [path]

    with new_file(folder / "b", is_forced=False) as file:
        file.write(b"mine")
    assert (folder / "b").read_text() == "mine"


def test_a_link_stays_one_and_what_is_no_file_stays_at_all(folder: Path) -> None:
    """`-o /dev/null --force`, run by root, must not replace the device."""
    target, link, pipe = folder / "t", folder / "l", folder / "p"
    target.write_text("old")
    link.symlink_to(target)
    os.mkfifo(pipe)

    with new_file(link, is_forced=True) as file:
        file.write(b"new")
    with pytest.raises(ExportError, match="no ordinary file"):
        check_target(pipe, is_forced=True)

    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".", "is a folder"),
        ("no/a.csv", "is no folder"),
        ("x" * 300, "can't be written: File name too long"),
        ("a\0b", "can't be written"),
    ],
)
def test_where_nothing_can_be_written_is_said_in_one_line(
    folder: Path, name: str, said: str
) -> None:
    """Before anybody waits for a million records."""
    with (
        pytest.raises(ExportError, match=said) as raised,
        new_file(folder / name, is_forced=False),
    ):
        pass
    assert "\n" not in str(raised.value)
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_nothing_of_it(folder: Path) -> None:
    """A limit on the size of files stands for the disk."""
    code = (
        "import sys; from pathlib import Path; from tui.engine.export_file import *\n"
        "try:\n"
        " with new_file(Path(sys.argv[1]), is_forced=False) as f:\n"
        "  for _ in range(100): f.write(b'x' * 1000)\n"
        "except ExportError as error: print(error)\n"
    )

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    path = folder / "a"
    ended = subprocess.run(
        [sys.executable, "-B", "-c", code, str(path)],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == f"{path} can't be written: File too large\n"
    assert list(folder.iterdir()) == []


def test_a_terminal_is_shown_what_it_can_not_act_upon(folder: Path) -> None:
    """Rows to send again are exact in a file, and may hold whatever a customer typed."""
    shown = folder / "shown"
    with shown.open("wb") as stream:
        sink = TerminalSink(stream)
        sink.write(b"a,\x1b]0;x\x07\nb")
        sink.write("é,\u202e".encode())
        sink.finish()
    assert shown.read_text("utf-8") == "a,␛]0;x␇\nbé,<U+202E>\n"


def test_what_nobody_wants_any_more_at_the_very_end_gets_no_name(folder: Path) -> None:
    """A large file takes seconds to reach the disk; who stops it then is told that nothing is left.

    The earlier file stays as it was, too.
    """
    path = folder / "a.csv"
    path.write_bytes(b"mine")

    def stopped() -> None:
        raise KeyboardInterrupt

    for name in (path, folder / "b.csv"):
        with (
            pytest.raises(KeyboardInterrupt),
            new_file(name, is_forced=True, still_wanted=stopped) as file,
        ):
            file.write(b"x")
    assert path.read_bytes() == b"mine"
    assert list(folder.iterdir()) == [path]
