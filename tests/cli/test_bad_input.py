"""What nobody meant to type, and places where nothing can be kept: one line, and the way out."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Program

FAILED = "fusebill/bulk/500014"
SPAN = "must be seconds, or like 90s, 15m, 2h; 30d at most"
NO_TERMINAL = "no terminal to draw on; `bulkjobs-tui status` and `bulkjobs-tui watch --plain` need"
ACCOUNTS = "the accounts are fusebill, willsuite, zoho"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("statsu", "no command 'statsu' (did you mean status?); `bulkjobs-tui --help` says more"),
        ("qqq 1", "no command 'qqq'; `bulkjobs-tui --help` says more"),
        ("status --jsno", "--jsno (did you mean --json?); `bulkjobs-tui status --help` says more"),
        ("demo --recrds 3", "--recrds 3 (did you mean --records?); `bulkjobs-tui demo --help`"),
        ("--qqq", "unrecognized arguments: --qqq; `bulkjobs-tui desk --help` says more"),
        ("export", "required: REF, --format; `bulkjobs-tui export --help` says more"),
        ("export a --format pdf", "(choose from 'csv', 'jsonl', 'md', "),
        ("completion tcsh", "(choose from 'bash', 'zsh', 'fish')"),
        *((f"wait {FAILED} --timeout={span}", SPAN) for span in ("-1", "soon", "31d", "nan")),
        ("records", "required: REF; `bulkjobs-tui records --help` says more"),
        ("add", "required: REF|URL|ID; `bulkjobs-tui add --help` says more"),
        ("sandbox --port 99999", "must be a whole number from 0 to 65535"),
        ("sandbox --speed nan", "must be a number from 0.01 to 1000"),
        *((words, NO_TERMINAL) for words in ("", "demo", "desk", "500003", "fusebill/bulk/1")),
        ("status hello", "'hello' names no job: give account/kind/id, a URL or an id"),
        ("status acme/bulk/1", f"no account 'acme' is configured; {ACCOUNTS}"),
        ("status fusbill/bulk/1", f"(did you mean fusebill?); {ACCOUNTS}"),
        ("status fusebill/read/1", "fusebill has no kind 'read': bulk, service; check the id"),
        ("status fusebill/bulk/x1", "does not look like the id of a bulk job; check the id"),
        ("status --list nihgt", "watchlist 'nihgt' has no jobs"),
        ("status", "the watchlist is empty: `bulkjobs-tui add REF`"),
        ("remove 999", "999 is not watched; `bulkjobs-tui list` says what is"),
        ("forget", "name the jobs to forget, or give --all; not both"),
        ("records 500003 --state faild", "no state 'faild' (did you mean failed?); there are"),
        ("export 500003 --format csv --source /nowhere.csv", "--source and --by-row are of"),
        ("export 500003 --format csv -o /nowhere/x.csv", "/nowhere"),
        ("export 500003 --format csv --filter state:oops", "--filter: "),
    ],
)
def test_each_slip_is_one_line_with_the_way_out(program: Program, words: str, said: str) -> None:
    """Nobody is asked anything, and stdout holds nothing that a script would take for an answer."""
    ended = program.run(*words.split())
    assert (ended.code, ended.out) == (Exit.USAGE, "")
    assert ended.err.startswith("bulkjobs-tui: ")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_the_lists_that_there_are_are_named(program: Program) -> None:
    """A cron job names one that somebody has given another name."""
    program.run("add", FAILED, "--list", "night")
    ended = program.run("status", "--list", "nihgt")
    assert ended.err.endswith("(did you mean night?); the lists are night\n")


def test_a_job_that_was_not_done_in_time_is_told_as_it_stands(program: Program) -> None:
    """Code 4 alone would leave a cron job's reader without a clue."""
    program.run("status", "fusebill/bulk/500018")
    ended = program.run("wait", "fusebill/bulk/500018", "--timeout", "0.1")
    assert ended.code == Exit.TIMEOUT
    assert "500018: has not ended after 0.1 s: Processing, 210/500 ok; wait again" in ended.err
    assert ended.err.count("\n") == 1


@pytest.fixture
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home that can't be: a file. Root could make any other."""
    home = tmp_path / "no-home"
    home.write_text("")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("status", FAILED), 1),
        (("wait", FAILED), 1),
        (("watch", FAILED), 1),
        (("records", FAILED), 0),
        (("errors", FAILED), 0),
        (("export", FAILED, "--format", "csv"), 0),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
@pytest.mark.usefixtures("no_home")
def test_where_nothing_can_be_kept_it_answers_and_says_so(
    program: Program, words: tuple[str, ...], code: int
) -> None:
    """A container's user has no home; but what was asked can be answered."""
    ended = program.run(*words)
    assert ended.code == code
    assert ended.out
    assert "answers are not kept: state.sqlite3 " in ended.err
    assert "(Not a directory); `bulkjobs-tui doctor` looks closer\n" in ended.err


@pytest.mark.usefixtures("no_home")
def test_without_a_home_each_command_that_needs_one_says_it_on_one_line(program: Program) -> None:
    """And `doctor` says what to do, whatever cannot be looked at."""
    for words in (("list",), ("add", "fusebill/bulk/1"), ("status", FAILED)):
        ended = program.run(*words, own_config=False)
        assert ended.code == Exit.USAGE
        assert "config.toml can't be read: Not a directory; --config FILE takes" in ended.err
        assert ended.err.count("\n") == 1
    told = program.run("doctor", own_config=False)
    assert (told.code, told.err) == (Exit.USAGE, "")
    assert "WRONG  state folder: ~/.local/state/bulkjobs-tui can't be written" in told.out


def test_a_home_that_nobody_knows_is_said(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user without an entry in the password file, as containers have them."""

    def unknown(config: Path | None) -> None:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("tui.commands.setting.find_places", unknown)
    ended = program.run("list", own_config=False)
    said = "your own files can't be found: could not determine the home directory"
    assert (ended.code, ended.err) == (Exit.USAGE, f"bulkjobs-tui: {said}\n")


@pytest.mark.parametrize("words", [(), ("demo",), (FAILED,)], ids=" ".join)
@pytest.mark.parametrize(
    ("environ", "said"),
    [({"TERM": "dumb"}, "this terminal can't draw (TERM=dumb)"), ({}, "this terminal can't draw")],
)
def test_a_terminal_that_cant_draw_is_refused_with_what_needs_none(
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    environ: dict[str, str],
    said: str,
) -> None:
    """An editor's shell, or a serial line."""
    leader, follower = pty.openpty()
    monkeypatch.setattr(sys, "stdin", os.fdopen(follower, "r", closefd=False))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    ended = program.run(*words)
    os.close(leader)
    os.close(follower)
    assert ended.code == Exit.USAGE
    assert said in ended.err
    assert ended.err.endswith("`bulkjobs-tui status` and `bulkjobs-tui watch --plain` need none\n")
