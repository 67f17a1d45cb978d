"""The watchlist keeps what is in it, whoever else writes and whatever breaks."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.model import JobRef
from tui.engine.files import locked
from tui.engine.watchlist import Add, Change, Remove, Watch, Watchlist, WatchlistError

ONE = JobRef("acme", "bulk", "1")
TWO = JobRef("acme", "bulk", "2")
ENTRY = '[[watch]]\naccount = "acme"\nkind = "bulk"\nid = "1"\n'


@pytest.fixture
def watchlist(tmp_path: Path) -> Watchlist:
    """A watchlist that is not there yet, in a folder that is not there yet."""
    return Watchlist(tmp_path / "config" / "watchlist.toml")


def written(watchlist: Watchlist, text: str) -> Watchlist:
    """The same with this in it."""
    watchlist.path.parent.mkdir(exist_ok=True)
    watchlist.path.write_text(text, encoding="utf-8")
    return watchlist


def test_a_watch_comes_back_as_it_was_saved(watchlist: Watchlist) -> None:
    """A memo that is lost is worse than none: somebody relied on it."""
    added = datetime(2026, 3, 2, 12, tzinfo=UTC)
    watch = Watch(ONE, "night", "ticket \N{SNOWMAN} 42", "end", 30.0, added)
    watchlist.apply([Add(watch), Add(Watch(TWO))])

    assert watchlist.read() == (watch, Watch(TWO))


def test_the_operations_do_what_they_say(watchlist: Watchlist) -> None:
    """Twice added is once there, and what is not there is removed without complaint."""
    watchlist.apply([Add(Watch(ONE, memo="first")), Add(Watch(ONE, memo="second"))])
    assert [watch.memo for watch in watchlist.read()] == ["first"]

    watchlist.apply([Change(ONE, "memo", "third"), Change(ONE, "interval", 60.0), Remove(TWO)])
    assert [(watch.memo, watch.interval) for watch in watchlist.read()] == [("third", 60.0)]

    watchlist.apply([Change(ONE, "interval", None), Change(TWO, "memo", "nobody")])
    assert watchlist.read()[0].interval is None
    watchlist.apply([Remove(ONE)])
    assert watchlist.read() == ()


def test_an_emptied_memo_leaves_nothing_in_the_file(watchlist: Watchlist) -> None:
    """As a value that is not understood it would be kept, and come back with an undo."""
    watchlist.apply([Add(Watch(ONE, memo="first")), Change(ONE, "memo", "")])

    assert watchlist.read() == (Watch(ONE),)
    assert "memo" not in watchlist.path.read_text()


def test_no_file_is_an_empty_list_and_reading_makes_none(watchlist: Watchlist) -> None:
    """Looking must not leave traces."""
    assert watchlist.read() == ()
    assert not watchlist.path.parent.exists()


def test_files_and_folders_are_the_owners_alone(watchlist: Watchlist) -> None:
    """Memos name customers, and jump hosts have many users."""
    watchlist.apply([Add(Watch(ONE))])
    assert stat.S_IMODE(watchlist.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(watchlist.lock.stat().st_mode) == 0o600
    assert stat.S_IMODE(watchlist.path.parent.stat().st_mode) == 0o700
    assert watchlist.lock != watchlist.path


def test_what_we_do_not_know_is_kept(watchlist: Watchlist) -> None:
    """A newer version, or a script, may have written it."""
    text = f'version = 1\nowner = "me"\n{ENTRY}colour = "red"\n[watch.more]\ndeep = [1, 2]\n'
    written(watchlist, text).apply([Add(Watch(TWO)), Change(ONE, "memo", "x")])

    document = tomllib.loads(watchlist.path.read_text(encoding="utf-8"))
    assert document["owner"] == "me"
    assert document["watch"][0]["colour"] == "red"
    assert document["watch"][0]["more"] == {"deep": [1, 2]}
    assert len(document["watch"]) == 2


def test_taking_back_a_removal_brings_the_whole_entry_back(watchlist: Watchlist) -> None:
    """Keys that we do not know, and values that we do not understand, included."""
    text = (
        f'version = 1\n{ENTRY}memo = 7\ninterval = -5\nadded = 0001-01-01T00:00:00\nlist = "n"\n'
        'colour = "red"\nwhen = 2026-03-02\n'
    )
    [watch] = written(watchlist, text).read()
    before = tomllib.loads(watchlist.path.read_text(encoding="utf-8"))["watch"]

    watchlist.apply([Remove(ONE)])
    watchlist.apply([Add(watch)])

    assert tomllib.loads(watchlist.path.read_text(encoding="utf-8"))["watch"] == before


@pytest.mark.parametrize(
    ("interval", "read"),
    [("30", 30.0), ("0.001", 1.0), ("inf", 86_400.0), ("nan", None), ("true", None), ("0", None)],
)
def test_an_interval_is_read_within_reason(
    watchlist: Watchlist, interval: str, read: float | None
) -> None:
    """A slip of the pen must neither hammer the vendor nor stop the polling of all others."""
    written(watchlist, f"version = 1\n{ENTRY}interval = {interval}\n")
    assert watchlist.read()[0].interval == read


BROKEN = {
    "empty": b"",
    "only spaces": b" \n\n",
    "zeros": b"\0" * 64,
    "no TOML": b"version = 1\n[[watch",
    "no text": b"version = 1\nx = '\xff'\n",
    "another version": b"version = 2\n",
    "no version": b"[[watch]]\n",
    "no list": b"version = 1\nwatch = 3\n",
    "no tables": b"version = 1\nwatch = [1]\n",
    "no id": b'version = 1\n[[watch]]\naccount = "a"\nkind = "bulk"\n',
    "a number as id": b'version = 1\n[[watch]]\naccount = "a"\nkind = "bulk"\nid = 1\n',
    "a long number": b"version = 1\nx = " + b"1" * 5_000 + b"\n",
    "too deep": b"version = 1\nx = " + b"[" * 5_000,
    "long names": b"version = 1\n" + b"a" * 5_000 + b" = 1\n" + b"a" * 5_000 + b" = 2\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_reported_and_never_written_over(
    watchlist: Watchlist, content: bytes
) -> None:
    """What looks broken to us may be all that is left of somebody's list."""
    watchlist.path.parent.mkdir()
    watchlist.path.write_bytes(content)

    for attempt in (watchlist.read, lambda: watchlist.apply([Add(Watch(TWO))])):
        with pytest.raises(WatchlistError) as caught:
            attempt()
        assert str(watchlist.path) in str(caught.value)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < len(str(watchlist.path)) + 300

    assert watchlist.path.read_bytes() == content


@pytest.mark.parametrize("depth", range(20, 340, 20))
def test_what_can_be_read_but_not_written_again_is_left_as_it_is(
    watchlist: Watchlist, depth: int
) -> None:
    """A key of somebody's own may be too deep for the writer, and is not ours to lose."""
    content = f"version = 1\nx = {'[' * depth}{']' * depth}\n".encode()
    watchlist.path.parent.mkdir(exist_ok=True)
    watchlist.path.write_bytes(content)
    try:
        watchlist.apply([Add(Watch(TWO))])
    except WatchlistError:
        assert watchlist.path.read_bytes() == content
    else:
        assert b"[" * depth in watchlist.path.read_bytes().replace(b" ", b"").replace(b"\n", b"")


def test_a_link_stays_a_link(watchlist: Watchlist, tmp_path: Path) -> None:
    """Dotfiles are kept in repositories and linked into place."""
    target = tmp_path / "dotfiles" / "watchlist.toml"
    target.parent.mkdir()
    target.write_text("version = 1\n")
    watchlist.path.parent.mkdir()
    watchlist.path.symlink_to(target)

    watchlist.apply([Add(Watch(ONE))])

    assert watchlist.path.is_symlink()
    assert Watchlist(target).read() == (Watch(ONE),)


ADD_FIFTY = """
import sys
from pathlib import Path
from providers.model import JobRef
from tui.engine.watchlist import Add, Watch, Watchlist
watchlist = Watchlist(Path(sys.argv[1]))
for number in range(50):
    watchlist.apply([Add(Watch(JobRef(sys.argv[2], "bulk", str(number))))])
"""


def test_two_sessions_at_once_lose_nothing(watchlist: Watchlist) -> None:
    """Two terminals on one list are the rule on a jump host."""
    writers = [
        subprocess.Popen([sys.executable, "-c", ADD_FIFTY, str(watchlist.path), name])
        for name in ("first", "second")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]

    assert len({watch.ref for watch in watchlist.read()}) == 100
    assert sorted(path.name for path in watchlist.path.parent.iterdir()) == [
        ".watchlist.toml.lock",
        "watchlist.toml",
        "watchlist.toml.bak",
    ]


def test_a_lock_that_somebody_holds_on_to_is_said(watchlist: Watchlist) -> None:
    """Waiting for ever would look like a frozen desk."""
    with locked(watchlist.lock), pytest.raises(TimeoutError), locked(watchlist.lock, 0.0):
        pytest.fail("held twice")


def test_a_disk_that_is_full_leaves_the_old_list(
    watchlist: Watchlist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one moment when a list is lost is the one in which it can't be saved."""
    watchlist.apply([Add(Watch(ONE))])
    before = watchlist.path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WatchlistError, match="can't be written: No space left on device"):
        watchlist.apply([Add(Watch(TWO))])

    assert watchlist.path.read_bytes() == before
    assert len(list(watchlist.path.parent.iterdir())) == 2


def test_a_folder_that_cant_be_made_is_said(tmp_path: Path) -> None:
    """A file stands where the folder should be, or the disk is read-only."""
    (tmp_path / "file").write_text("")
    watchlist = Watchlist(tmp_path / "file" / "watchlist.toml")
    with pytest.raises(WatchlistError):
        watchlist.apply([Add(Watch(ONE))])


def test_text_that_no_file_can_hold_is_refused(watchlist: Watchlist) -> None:
    """A terminal of another character set hands over half characters."""
    watchlist.apply([Add(Watch(ONE))])
    before = watchlist.path.read_bytes()
    with pytest.raises(WatchlistError, match="no UTF-8 text"):
        watchlist.apply([Add(Watch(TWO, memo="\udcff"))])
    assert watchlist.path.read_bytes() == before


@given(
    memo=st.text(st.characters(codec="utf-8"), max_size=50),
    job_id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
    others=st.dictionaries(
        st.text("abcxyz -.\"'", min_size=1, max_size=8),
        st.one_of(st.booleans(), st.integers(-9, 9), st.text(max_size=9), st.lists(st.integers())),
        max_size=3,
    ),
)
def test_any_text_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, memo: str, job_id: str, others: dict[str, object]
) -> None:
    """Memos come from the clipboard, with whatever it holds."""
    known = {"list", "memo", "alert", "interval", "added", "account", "kind", "id"}
    kept = {key: value for key, value in others.items() if key not in known}
    if any("\ud800" <= ch <= "\udfff" for ch in f"{kept}"):
        return
    watchlist = Watchlist(tmp_path_factory.mktemp("list") / "watchlist.toml")
    watch = Watch(JobRef("acme", "bulk", job_id), memo=memo, others=tuple(kept.items()))

    watchlist.apply([Add(watch)])

    [read] = watchlist.read()
    assert (read.ref, read.memo, dict(read.others)) == (watch.ref, memo, kept)


def test_an_emptied_file_is_called_so(watchlist: Watchlist) -> None:
    """A full disk empties files; `version is not 1` would not tell anybody to restore it."""
    with pytest.raises(WatchlistError, match="is empty; restore or remove it"):
        written(watchlist, "").read()


def test_a_link_to_nowhere_is_no_empty_list(tmp_path: Path) -> None:
    """The disk that it leads to is away: its jobs are not, and nothing is begun in its place."""
    watchlist = Watchlist(tmp_path / "watchlist.toml")
    watchlist.path.symlink_to(tmp_path / "away" / "watchlist.toml")
    for use in (watchlist.read, lambda: watchlist.apply([Add(Watch(ONE))])):
        with pytest.raises(WatchlistError, match="leads to what is not there"):
            use()
    assert not (tmp_path / "away").exists()
