"""Texts and files, read by the parsers that take text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from providers.base import Account
from providers.causes import Causes
from providers.folding import fold_message
from providers.kinds import KINDS
from providers.model import JobRef, Problem, Record, RecordState
from providers.retry_after import LONGEST, read_reset, read_retry_after
from providers.text import CELL, safe, safe_lines
from providers.times import iso, read_seconds, read_stamp, read_time
from providers.willsuite_message import read_message, read_records
from providers.zoho_rows import read_errors
from tests.fuzz.invariants import check_line, check_records, check_utc
from tui.engine.config import ConfigError, parse_config
from tui.engine.recognize import recognize
from tui.engine.watchlist import LONGEST as LONGEST_INTERVAL
from tui.engine.watchlist import SHORTEST, Add, Watch, Watchlist, WatchlistError

NOW: Final = datetime(2024, 3, 5, 9, 0, 0, tzinfo=UTC)
CONFIG: Final = """# mine
[accounts.acme]
provider = "fusebill"
label = "PROD"
api_key = { env = "KEY" }
[accounts.crm]
provider = "zoho"
data_center = "eu"
client_id = "1000.X"
client_secret = { command = ["pass", "show", "zoho"] }
refresh_token = { file = "~/zoho" }
download_hosts = ["download.example"]
[display]
theme = "dark"
[keys]
refresh = "f5"
"""
WATCHLIST: Final = """version = 1
note = "kept"
[[watch]]
account = "acme"
kind = "bulk"
id = "373334"
list = "main"
memo = "ask Bo"
interval = 30.0
added = 2024-03-05T09:00:00Z
colour = { r = 1, g = [1, 2.5, "x"] }
[[watch]]
account = "crm"
kind = "write"
id = "4150868000005350003"
"""
_ACCOUNTS: Final = {
    "acme": Account("acme", "fusebill"),
    "wills": Account("wills", "willsuite", base_url="https://[::1]:9/engine"),
    "crm": Account("crm", "zoho"),
}
_UNSEEN: Final = frozenset({"Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"})


def text_of(data: bytes) -> str:
    """Text, with surrogates where the bytes are none."""
    return data.decode("utf-8", "surrogateescape")


def message_of(body: bytes) -> str:
    """The message in a WillSuite answer; empty when there is none."""
    try:
        found = json.loads(body).get("message")
    except (ValueError, AttributeError):
        return ""
    return found if isinstance(found, str) else ""


def message(data: bytes) -> None:
    """A WillSuite message: nothing that it says is lost but its frame."""
    said = data.decode("utf-8", "replace")
    chunks = read_message(said)
    check_records(read_records(chunks), are_ours=True)
    kept = "".join(chunk.raw for chunk in chunks)
    assert all(chunk.text for chunk in chunks)
    assert set(said) - set(kept) <= set("- \t\r\n")


def errors(data: bytes) -> None:
    """What stands in a Zoho row's `ERRORS`."""
    for problem in read_errors(text_of(data)):
        assert problem.message.strip()
        assert problem.field != ""


def dates(data: bytes) -> None:
    """Moments and times that pass."""
    text = text_of(data)
    stamp = read_stamp(text)
    if stamp is not None:
        check_utc(stamp.at)
        assert stamp.at.year > 1 or stamp.at.month == 12
        assert read_time(iso(stamp.at)) == stamp.at
    seconds = read_seconds(text)
    assert seconds is None or 0 < seconds < float("inf")


def waits(data: bytes) -> None:
    """How long a vendor asks us to wait, in any of its headers."""
    text, _, date = text_of(data).partition(";")
    for wait in (
        read_retry_after({"retry-after": text, "date": date}, NOW),
        read_reset(text, {"date": date}, NOW),
    ):
        assert wait is None or 0 <= wait <= LONGEST


def pasted(data: bytes) -> None:
    """Whatever somebody pastes."""
    guesses = recognize(text_of(data), _ACCOUNTS)
    for guess in guesses:
        assert bool(guess.refs) != bool(guess.trouble)
        for ref in guess.refs:
            assert KINDS[_ACCOUNTS[ref.account].provider][ref.kind].id_pattern.fullmatch(ref.id)
        if guess.trouble:
            check_line(guess.trouble)
    named = [ref for guess in guesses for ref in guess.refs[:1]]
    assert len(set(named)) == len(named), "one job is named twice"


def causes(data: bytes) -> None:
    """Why records failed, folded and counted."""
    said = text_of(data)
    folded = fold_message(said)
    assert fold_message(folded) is not None
    counted = Causes()
    problems = (Problem(said, said[:5] or None), Problem(said, said[:5] or None), Problem(folded))
    counted.add([Record("1", RecordState.FAILED, problems=problems)])
    groups = counted.groups()
    assert 1 <= len(groups) <= 2
    assert all(group.count == 1 and group.examples == ("1",) for group in groups)


def shown(data: bytes) -> None:
    """What reaches a terminal."""
    said = text_of(data)
    for line in (safe(said), *safe_lines(said)):
        assert not any(unicodedata.category(ch) in _UNSEEN for ch in line), repr(line)
    assert len(safe(said)) <= CELL * len("<U+10FFFF>") + 40


def config(data: bytes) -> None:
    """A configuration file."""
    try:
        read = parse_config(text_of(data), Path("config.toml"), {})
    except ConfigError as error:
        check_line(str(error))
        raise
    assert all(account.name == name for name, account in read.accounts.items())


def watchlist(scratch: Path) -> Callable[[bytes], None]:
    """A watchlist in a file of that folder, read, and changed if it can be read."""
    kept = Watchlist(scratch / "watchlist.toml")
    new = Watch(JobRef("acme", "bulk", "new"))

    def run(data: bytes) -> None:
        kept.path.write_bytes(data)
        try:
            before = kept.read()
        except WatchlistError as error:
            check_line(str(error).replace(str(kept.path), "PATH"))
            _check_untouched(kept, new, data)
            raise
        for watch in before:
            assert watch.interval is None or SHORTEST <= watch.interval <= LONGEST_INTERVAL
            assert watch.added is None or watch.added.tzinfo is UTC
        try:
            after = kept.apply([Add(new)])
        except WatchlistError:
            assert kept.path.read_bytes() == data, "what can't be changed was written over"
            raise
        added = () if any(watch.ref == new.ref for watch in before) else (new,)
        assert _said(after) == _said((*before, *added))
        assert _said(kept.read()) == _said(after), "something was lost in writing"

    return run


def _said(watches: Iterable[Watch]) -> list[str]:
    """What the watches say, whatever order a file has it in: tables are written behind texts."""
    return [
        f"{replace(watch, others=())} {json.dumps(dict(watch.others), sort_keys=True, default=str)}"
        for watch in watches
    ]


def _check_untouched(kept: Watchlist, new: Watch, data: bytes) -> None:
    try:
        kept.apply([Add(new)])
    except WatchlistError:
        assert kept.path.read_bytes() == data, "what can't be read was written over"
    else:
        raise AssertionError("what can't be read was changed")
