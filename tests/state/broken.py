"""Ways in which the files of this machine may be broken, each made on good ones."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tui.engine.database import Database

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


ANEW: Final = "anew"
"""Of a file in which there was nothing to be kept."""


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
    keys: bytes = b""
    """What is pressed before the line is said; it is said at the start where nothing is."""
    world: str = ""
    """Python that makes the machine as bad as the case wants it, before the desk begins."""
    holds: Callable[[Path], AbstractContextManager[object]] = lambda path: nullcontext()
    """What somebody else does with the file meanwhile."""

    @property
    def name(self) -> str:
        """As it is told."""
        return f"{self.file}: {self.form}"


MODES_COUNT: Final = """
import ctypes
_lib = ctypes.CDLL(None)
_head, _data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
_lib.capget(_head, _data)
# Not to override modes, which root may: DAC_OVERRIDE and DAC_READ_SEARCH.
_data[0] &= ~0b110
_data[1] &= ~0b110
_lib.capset(_head, _data)
"""
FULL: Final = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
"""
"""No byte more fits on the disk."""


def lay_out(home: Path) -> Path:
    """Good files of one person, all of them there; gives the folder of the configuration."""
    config, state = home / "config" / "bulkjobs-tui", home / "state" / "bulkjobs-tui"
    for folder in (config, state, state / "records"):
        folder.mkdir(parents=True, mode=0o700)
    for name, text in GOOD.items():
        (config / name).write_text(text)
        (config / name).chmod(0o600)
    Database(state / "state.sqlite3").close()
    (state / "actions.jsonl").touch(mode=0o600)
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
    try:
        return path.read_bytes() if path.exists() else None
    except PermissionError:
        return "closed", path.stat().st_size


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


def _mode(mode: int) -> Callable[[Path], object]:
    return lambda path: path.chmod(mode)


def _folder_of(mode: int) -> Callable[[Path], object]:
    """The file as it is, in a folder of that mode."""
    return lambda path: path.parent.chmod(mode)


@contextmanager
def _flocked(path: Path) -> Iterator[None]:
    """Another session changes the list, and does not come to its end."""
    with path.with_name(f".{path.name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _seized(path: Path) -> Iterator[None]:
    """Another program has the database for itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma locking_mode = exclusive")
        db.execute("begin exclusive")
        yield


def _nothing(path: Path) -> None:
    """The file is good; the machine is not."""


def _sqlite(*statements: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        path.unlink()
        with closing(sqlite3.connect(path)) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    return make


_BOM: Final = _bytes(lambda good: b"\xef\xbb\xbf" + good)
_ZEROED: Final = _bytes(lambda good: b"\0" * max(len(good), 5_000))
_DEEP: Final = _bytes(lambda good: good + b"\na = " + b"[" * 5_000)
_LATIN: Final = _bytes(lambda good: good + b"\n# caf\xe9\n")
_TORN: Final = _bytes(lambda good: good[: good.rindex(b'"') - 3])

_READS: Final = "can't be read"
_NOTHING: Final = "answers are not kept"

CASES: Final = (
    Case("config.toml", "zeroed", _ZEROED, "config.toml", starts=False),
    Case("config.toml", "torn", _TORN, "Unterminated string", starts=False),
    Case("config.toml", "nested too deeply", _DEEP, "config.toml", starts=False),
    Case("config.toml", "not UTF-8", _LATIN, "config.toml", starts=False),
    Case("config.toml", "a folder", _folder, "config.toml", starts=False),
    Case("config.toml", "with a byte order mark", _BOM, ""),
    Case(
        "config.toml",
        "not to be read",
        _mode(0),
        "Permission denied",
        starts=False,
        world=MODES_COUNT,
    ),
    Case("watchlist.toml", "with a byte order mark", _BOM, ""),
    Case("watchlist.toml", "not to be read", _mode(0), "Permission denied", world=MODES_COUNT),
    Case(
        "watchlist.toml",
        "in a folder that is read-only",
        _folder_of(0o500),
        "can't be written: Permission denied",
        keys=b"d",
        world=MODES_COUNT,
    ),
    Case(
        "watchlist.toml",
        "on a full disk",
        _nothing,
        "can't be written: File too large",
        keys=b"d",
        world=FULL,
    ),
    Case(
        "watchlist.toml",
        "locked",
        _nothing,
        "the lock is held by another session; try again",
        keys=b"d",
        holds=_flocked,
    ),
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
    Case("errors.toml", "zeroed", _ZEROED, "errors.toml", keys=b"E"),
    Case("errors.toml", "torn", _TORN, "errors.toml", keys=b"E"),
    Case("errors.toml", "nested too deeply", _DEEP, "errors.toml", keys=b"E"),
    Case("errors.toml", "not UTF-8", _LATIN, "errors.toml", keys=b"E"),
    Case("errors.toml", "a folder", _folder, "errors.toml", keys=b"E"),
    Case("errors.toml", "with a byte order mark", _BOM, "", keys=b"E"),
    Case("errors.toml", "not to be read", _mode(0), "errors.toml", keys=b"E", world=MODES_COUNT),
    Case("state.sqlite3", "on a full disk", _nothing, _NOTHING, world=FULL),
    Case("state.sqlite3", "read-only", _mode(0o400), _NOTHING, world=MODES_COUNT),
    Case("state.sqlite3", "not to be read", _mode(0), _NOTHING, world=MODES_COUNT),
    Case(
        "state.sqlite3",
        "in a folder that is read-only",
        _folder_of(0o500),
        _NOTHING,
        world=MODES_COUNT,
    ),
    Case("state.sqlite3", "locked", _nothing, _NOTHING, holds=_seized),
    Case("state.sqlite3", "empty", _bytes(lambda good: b""), "", kept_as=ANEW),
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
    Case("actions.jsonl", "not to be read", _mode(0), "actions.jsonl", world=MODES_COUNT),
    Case("records", "a file", _file, "records are not kept"),
    Case("log", "a folder", _folder, "no log is kept"),
    Case("log", "a link to nowhere", _dangling, "no log is kept"),
)
