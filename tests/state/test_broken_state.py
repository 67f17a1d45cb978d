"""Whatever is broken on this machine: it starts, says one clear line, and leaves the file alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.state.broken import CASES, Case, content, lay_out, place
from tests.state.broken_state import faults
from tui.commands.setting import read_setting
from tui.engine.clock import SystemClock
from tui.engine.lists import Lists
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.unwritable import unwritable
from tui.engine.watchlist import Watchlist

ROOM: Final = 77
"""Characters of what stands over the keys of a narrow terminal."""
SMALL: Final = (
    "config.toml: torn",
    "watchlist.toml: torn",
    "watchlist.toml: in a folder that is read-only",
    "errors.toml: torn",
    "state.sqlite3: on a full disk",
    "state.sqlite3: zeroed",
    "actions.jsonl: torn",
)
AT_THE_START: Final = [
    each
    for each in CASES
    if each.starts and each.said and not each.keys and not each.world and "lock" not in each.form
]


@pytest.mark.parametrize("name", SMALL)
def test_a_real_desk_opens_over_it(name: str) -> None:
    """In full by hand: `python -m tests.state.broken_state`."""
    [case] = [each for each in CASES if each.name == name]
    assert list(faults(case)) == []


@pytest.mark.parametrize("case", AT_THE_START, ids=lambda case: case.name)
def test_what_is_said_stands_whole_on_a_narrow_terminal(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What, which file and what next: a line that is cut says none of it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    lay_out(tmp_path)
    path = place(tmp_path, case.file)
    case.spoil(path)
    before = content(path)

    setting = read_setting(None)
    places, store = setting.places, Store(setting.places.store)
    rest = SystemClock(), RecordShelf(places.records), places.actions, places.errors
    session = Session(setting.config, setting.watchlist, store, *rest)
    session.open((), unwritable(places))
    first, *_ = session.notices
    store.close()

    assert case.said in first
    assert len(first) <= ROOM
    kept = path.parent.glob(f"{case.kept_as}*") if case.kept_as else [path]
    assert [content(each) for each in kept] == [before]


def test_the_backup_is_offered_on_the_same_line(tmp_path: Path) -> None:
    """The place of the fault and the way back are what somebody needs."""
    config = lay_out(tmp_path)
    watchlist = Watchlist(config / "watchlist.toml")
    good = watchlist.path.read_bytes()
    watchlist.save(good)
    said = []
    for bad in (
        b"",
        b"version = 1\n[[watch]\n",
        b"version = 1\nname 3\n",
        b"\xe9" + good,
        good[: good.rindex(b'"') - 3],
    ):
        watchlist.path.write_bytes(bad)
        lists = Lists(watchlist)
        lists.open(None)
        said.append(lists.trouble)
        assert len(lists.all()) == 1
    assert [line[:ROOM] for line in said] == [
        "watchlist.toml is empty; restore or remove it; its .bak has 1 job",
        "watchlist.toml at line 2, column 8, its .bak has 1 job: Expected ']]' at the ",
        "watchlist.toml at line 2, column 6, its .bak has 1 job: Expected '=' after a ",
        "watchlist.toml at line 1, column 1: it is not UTF-8 text; its .bak has 1 job",
        "watchlist.toml at line 7, column 10: Unterminated string; its .bak has 1 job",
    ]
