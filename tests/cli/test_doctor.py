"""`doctor`: plain words about everything it stands on, no secret among them, nothing changed."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.model import Exchange
from tui.commands.doctor_terminal import check_terminal
from tui.engine.checkup_accounts import skew_of
from tui.engine.checkup_config import check_errors_file
from tui.engine.checkup_folders import check_folders
from tui.engine.files import locked
from tui.engine.finding import Finding, Mark
from tui.engine.places import Places
from tui.engine.watchlist import Watchlist
from tui.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.cli.conftest import Terminal

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def found(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by their topic."""
    return {finding.topic: finding for finding in findings}


def everything_under(folder: Path) -> dict[str, bytes | None]:
    """Each file's content, and each folder."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


async def test_all_is_told_in_sections_with_a_call_to_each_vendor(terminal: Terminal) -> None:
    """A colleague answers by it why nothing works."""
    ended = await terminal.run("doctor", "--json")
    sections = {each["name"]: each["findings"] for each in json.loads(ended.out)["sections"]}
    assert list(sections) == [
        "program",
        "terminal",
        "configuration",
        "files",
        "account fusebill",
        "account willsuite",
        "account zoho",
    ]
    for findings in sections.values():
        for finding in findings:
            assert list(finding) == ["mark", "topic", "said", "advice"]
            assert finding["mark"] in list(Mark)
    for name in ("fusebill", "willsuite", "zoho"):
        said = {each["topic"]: each for each in sections[f"account {name}"]}
        assert said[name]["mark"] == "ok"
        assert "takes the credentials" in said[name]["said"]
        assert said[f"{name} clock"]["mark"] == "ok"
    assert ended.code == Exit.FINE
    # A vendor that gives tokens is asked for one as well.
    assert len(terminal.sandbox.log) == 5
    assert {entry.method for entry in terminal.sandbox.log if "token" not in entry.path} == {"GET"}


async def test_it_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    """It is run where something is wrong already."""
    before = everything_under(tmp_path)
    await terminal.run("doctor")
    assert everything_under(tmp_path) == before


async def test_refused_credentials_and_a_missing_secret_are_told_apart(terminal: Terminal) -> None:
    """One is the vendor's word, the other this machine's; and only the first costs a try."""
    text = terminal.config.read_text()
    terminal.config.write_text(text.replace('"MDpTQU5EQk9Y"', '"MDpXUk9ORw=="'))
    refused = await terminal.run("doctor")
    assert refused.code == Exit.REFUSED
    assert "WRONG  fusebill: Fusebill refuses the credentials" in refused.out

    terminal.sandbox.log.clear()
    command = '{ command = ["echo", "MDpTQU5EQk9Y"] }'
    terminal.config.write_text(text.replace(command, '{ env = "NONE_SUCH" }'))
    missing = await terminal.run("doctor")
    assert missing.code == Exit.USAGE
    assert "NONE_SUCH is not set" in missing.out
    assert not any("BulkApi" in entry.path for entry in terminal.sandbox.log)


async def test_a_vendor_that_is_away_is_told_and_the_others_are_asked(terminal: Terminal) -> None:
    """One that is down is no reason to say nothing of the rest."""
    text = terminal.config.read_text()
    base = next(line for line in text.splitlines() if "/fusebill/" in line)
    terminal.config.write_text(text.replace(base, 'base_url = "http://127.0.0.1:9"'))
    ended = await terminal.run("doctor")
    assert ended.code == Exit.UNREACHABLE
    assert "WRONG  fusebill: Fusebill is not reached" in ended.out
    assert "ok     zoho: Zoho CRM answers" in ended.out


async def test_a_configuration_that_is_broken_hides_nothing_else(terminal: Terminal) -> None:
    """It is the first thing that may be wrong."""
    terminal.config.write_text("[accounts.x\n")
    ended = await terminal.run("doctor")
    assert ended.code == Exit.USAGE
    assert "WRONG  config:" in ended.out
    assert "ok     state file:" in ended.out


def test_the_clock_is_held_against_the_vendors() -> None:
    """A clock that is off makes ages wrong and tokens old."""
    asked = Exchange(NOON, "GET", "/", 200, 200, server_time=NOON - timedelta(seconds=95))
    silent = Exchange(NOON, "GET", "/", 200, 200)
    near = Exchange(NOON, "GET", "/", 200, 200, server_time=NOON - timedelta(seconds=1))
    assert skew_of([asked, silent]) == timedelta(seconds=95, milliseconds=100)
    assert skew_of([near]) == timedelta(0)
    assert skew_of([silent]) is None
    assert skew_of([]) is None


@pytest.mark.parametrize(
    ("environ", "topic", "mark", "said"),
    [
        ({"TERM": "dumb"}, "terminal", Mark.NOTE, "can't draw"),
        ({}, "terminal", Mark.NOTE, "TERM=not set"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "colours", Mark.OK, "NO_COLOR"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "colours", Mark.OK, "dark"),
        ({"TERM": "xterm-256color"}, "copy", Mark.OK, "OSC 52"),
        ({"TERM": "screen", "STY": "1.pts"}, "copy", Mark.OK, "wrapped for GNU screen"),
        ({"TERM": "xterm", "TMUX": "/nowhere,1,0", "PATH": ""}, "copy", Mark.NOTE, ""),
        ({"TERM": "xterm", "SSH_CONNECTION": "1 2 3 4"}, "link", Mark.OK, "over SSH"),
    ],
)
def test_what_the_terminal_can_do_is_read_from_what_it_says(
    environ: Mapping[str, str], topic: str, mark: Mark, said: str
) -> None:
    """Copied text that is lost without a word is the most common complaint of all."""
    finding = found(check_terminal(environ))[topic]
    assert finding.mark is mark
    assert said in finding.said


def test_files_that_others_read_or_that_are_broken_are_told(tmp_path: Path) -> None:
    """Each with what to do about it."""
    places = Places(tmp_path / "own" / "config.toml", tmp_path / "state")
    places.config.parent.mkdir()
    places.state.mkdir()
    places.config.write_text("")
    places.config.chmod(0o644)
    places.store.write_bytes(b"no database" * 200)
    findings = found(check_folders(places))
    assert findings["config.toml"].mark is Mark.NOTE
    assert findings["config.toml"].advice.startswith("chmod 600")
    assert findings["state file"].mark is Mark.WRONG
    with sqlite3.connect(tmp_path / "new.sqlite3") as db:
        db.execute("pragma user_version = 99")
    os.replace(tmp_path / "new.sqlite3", places.store)
    assert "newer version" in found(check_folders(places))["state file"].said


def test_a_folder_that_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    """A first run has none."""
    places = Places(tmp_path / "a" / "b" / "config.toml", tmp_path / "c" / "d")
    findings = found(check_folders(places))
    assert {f.mark for f in findings.values()} == {Mark.OK}
    assert "made when first needed" in findings["state folder"].said
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "c").exists()


def test_a_place_that_cant_be_looked_at_hides_nothing_else(tmp_path: Path) -> None:
    """Another user's home, or a name that the file system refuses: it is told as it is."""
    places = Places(tmp_path / ("x" * 300) / "config.toml", tmp_path / ("y" * 300))
    findings = found([*check_folders(places), *check_errors_file(places)])
    assert findings["configuration folder"].mark is Mark.WRONG
    assert findings["state folder"].mark is Mark.WRONG
    assert "can't be read" in findings["state file"].said
    assert "File name too long" in findings["errors"].said


def test_the_watchlists_lock_is_tried_and_whoever_holds_it_is_told(tmp_path: Path) -> None:
    """A session that hangs while it writes stops all the others' changes."""
    places = Places(tmp_path / "config.toml", tmp_path)
    assert found(check_folders(places))["locks"].mark is Mark.OK
    assert not list(tmp_path.glob(".*"))
    with locked(Watchlist(places.watchlist).lock):
        held = found(check_folders(places))["locks"]
    assert (held.mark, held.said) == (Mark.NOTE, "a session holds the watchlist's just now")
    assert found(check_folders(places))["locks"].mark is Mark.OK
