"""Ways in which the files of this machine may be broken, each made on good ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CONFIG: Final = """
[accounts.acme]
provider = "fusebill"
base_url = "http://127.0.0.1:9"
api_key = { command = ["echo", "key"] }
"""
WATCHLIST: Final = """
version = 1

[[watch]]
account = "acme"
kind = "bulk"
id = "373334"
"""
ERRORS: Final = """
[[error]]
pattern = "Invalid date"
advice = "write it as 2026-03-02"
"""
GOOD: Final = {
    "config.toml": CONFIG,
    "watchlist.toml": WATCHLIST,
    "errors.toml": ERRORS,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One file broken in one way."""

    file: str
    form: str
    spoil: Callable[[Path], object]
    said: str
    """What the line says that the person gets; empty where nothing is lost, and nothing said."""
    kept_as: str = ""
    """The beginning of the name under which the content is kept; empty for its own."""
    starts: bool = True
    """Whether the desk opens; else the line is on the standard error, and the exit is 2."""

    @property
    def name(self) -> str:
        """As it is told."""
        return f"{self.file}: {self.form}"


def lay_out(home: Path) -> Path:
    """Good files of one person, all of them there; gives the folder of the configuration."""
    config, state = home / "config" / "bulkjobs-tui", home / "state" / "bulkjobs-tui"
    for folder in (config, state, state / "records"):
        folder.mkdir(parents=True, mode=0o700)
    for name, text in GOOD.items():
        (config / name).write_text(text)
        (config / name).chmod(0o600)
    return config


def place(home: Path, file: str) -> Path:
    """Where a file stands."""
    beside = home / "config" / "bulkjobs-tui" / file
    return beside if file.endswith(".toml") else home / "state" / "bulkjobs-tui" / file


def content(path: Path) -> object:
    """What is there, whatever it is: a broken file must stay what it was."""
    if path.is_symlink():
        return "link", str(path.readlink())
    if path.is_dir():
        return "folder", sorted(each.name for each in path.iterdir())
    return path.read_bytes() if path.exists() else None


def _bytes(made: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(made(path.read_bytes() if path.exists() else b""))


def _folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def _dangling(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(path.parent / "gone" / "elsewhere")


def _file(path: Path) -> None:
    path.rmdir()
    path.write_text("no folder\n")


def _sqlite(*statements: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    return make


_ZEROED: Final = _bytes(lambda good: b"\0" * max(len(good), 5_000))
_DEEP: Final = _bytes(lambda good: good + b"\na = " + b"[" * 5_000)
_LATIN: Final = _bytes(lambda good: good + b"\n# caf\xe9\n")
_TORN: Final = _bytes(lambda good: good[: good.rindex(b'"') - 3])

_READS: Final = "can't be read"
_NOTHING: Final = "nothing is kept this time"

CASES: Final = (
    Case("config.toml", "zeroed", _ZEROED, "config.toml", starts=False),
    Case("config.toml", "torn", _TORN, "Unterminated string", starts=False),
    Case("config.toml", "nested too deeply", _DEEP, "config.toml", starts=False),
    Case("config.toml", "not UTF-8", _LATIN, "config.toml", starts=False),
    Case("config.toml", "a folder", _folder, "config.toml", starts=False),
    Case("watchlist.toml", "empty", _bytes(lambda good: b""), "watchlist.toml"),
    Case("watchlist.toml", "zeroed", _ZEROED, "watchlist.toml"),
    Case("watchlist.toml", "torn", _TORN, "line"),
    Case("watchlist.toml", "nested too deeply", _DEEP, "watchlist.toml"),
    Case("watchlist.toml", "not UTF-8", _LATIN, "watchlist.toml"),
    Case("watchlist.toml", "a folder", _folder, "watchlist.toml"),
    Case("watchlist.toml", "a link to nowhere", _dangling, "watchlist.toml"),
    Case(
        "watchlist.toml",
        "of a newer version",
        _bytes(lambda good: good.replace(b"version = 1", b"version = 99")),
        "version is not 1",
    ),
    Case("errors.toml", "zeroed", _ZEROED, ""),
    Case("errors.toml", "torn", _TORN, ""),
    Case("errors.toml", "nested too deeply", _DEEP, ""),
    Case("errors.toml", "not UTF-8", _LATIN, ""),
    Case("errors.toml", "a folder", _folder, ""),
    Case("state.sqlite3", "empty", _bytes(lambda good: b""), "", kept_as="anew"),
    Case("state.sqlite3", "zeroed", _ZEROED, "was broken", kept_as="state.sqlite3.broken-"),
    Case(
        "state.sqlite3",
        "no database",
        _bytes(lambda good: b"no database at all\n" * 99),
        "was broken",
        kept_as="state.sqlite3.broken-",
    ),
    Case("state.sqlite3", "a folder", _folder, _NOTHING),
    Case("state.sqlite3", "a link to nowhere", _dangling, _NOTHING),
    Case(
        "state.sqlite3",
        "of a newer version",
        _sqlite("create table looks (ref)", "pragma user_version = 99"),
        "newer version",
    ),
    Case("state.sqlite3", "another program's", _sqlite("create table urls (x)"), "another program"),
    Case("actions.jsonl", "zeroed", _ZEROED, "actions.jsonl"),
    Case("actions.jsonl", "torn", _bytes(lambda good: b'{"half": "a li\n{"'), "actions.jsonl"),
    Case("actions.jsonl", "a folder", _folder, "actions.jsonl"),
    Case("records", "a file", _file, ""),
    Case("log", "a folder", _folder, ""),
    Case("log", "a link to nowhere", _dangling, ""),
)
