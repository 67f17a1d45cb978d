"""Whether the folders and files that the program itself writes are sound. Changes nothing."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui.engine.finding import Finding, Mark
from tui.engine.mounts import is_remote
from tui.engine.naming import at_home
from tui.engine.places import Places
from tui.engine.state_forms import VERSION
from tui.engine.watchlist import Watchlist

LITTLE: Final = 100_000_000
"""Bytes of free space below which a large job's records may not fit."""
_OTHERS: Final = 0o077


def check_folders(places: Places) -> Iterator[Finding]:
    """What there is of each folder and file, and what it is good for."""
    yield _folder("configuration folder", places.config.parent)
    yield _folder("state folder", places.state)
    for path in (places.config, places.watchlist, places.errors):
        yield from _private(path)
    yield _locks(Watchlist(places.watchlist).lock)
    yield _state_file(places.store)
    yield _journal(places.actions)
    yield _records(places.records)


def _folder(topic: str, path: Path) -> Finding:
    there = nearest_there(path)
    name = at_home(path)
    if there is None or not os.access(there, os.W_OK | os.X_OK):
        way_out = "give yourself write access, or use --config FILE elsewhere"
        return Finding(Mark.WRONG, topic, f"{name} can't be written", way_out)
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Finding(Mark.NOTE, topic, f"{name}: its space can't be told ({error.strerror})")
    space = f"{free / 1e9:.1f} GB free"
    if is_remote(there):
        said = f"{name}, on a network file system, {space}; locks may not reach other machines"
        return Finding(Mark.NOTE, topic, said)
    if free < LITTLE:
        said = f"{name}: only {free / 1e6:.0f} MB free"
        return Finding(Mark.NOTE, topic, said, "`bulkjobs-tui forget --all` drops what is kept")
    is_new = "" if path.exists() else ", made when first needed"
    return Finding(Mark.OK, topic, f"{name}{is_new}, {space}")


def _locks(path: Path) -> Finding:
    """Whether sessions can keep out of each other's way; tried without making a file."""
    try:
        there = path if path.exists() else nearest_there(path.parent)
        handle = os.open(there or path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        finally:
            os.close(handle)
    except BlockingIOError:
        way_out = "if that stays so, a session hangs while it writes"
        return Finding(Mark.NOTE, "locks", "a session holds the watchlist's just now", way_out)
    except OSError as error:
        said = f"none can be had in {at_home(path.parent)} ({error.strerror})"
        return Finding(Mark.NOTE, "locks", said, "change the watchlist from one session at a time")
    return Finding(Mark.OK, "locks", "they work, and nobody holds the watchlist's")


def nearest_there(path: Path) -> Path | None:
    """`path`, or the nearest folder above it that exists; `None` when none can be looked at."""
    for each in (path, *path.parents):
        try:
            if each.exists():
                return each
        except OSError:
            return None
    return None


def _private(path: Path) -> Iterator[Finding]:
    try:
        mode = path.stat().st_mode
    except OSError:
        # That it is not there, or can't be read, is told where its content is.
        return
    if mode & _OTHERS:
        said = f"{at_home(path)} can be read by others ({mode & 0o777:o})"
        yield Finding(Mark.NOTE, path.name, said, f"chmod 600 {at_home(path)}")


def _state_file(path: Path) -> Finding:
    topic, name = "state file", at_home(path)
    try:
        if not path.exists():
            return Finding(Mark.OK, topic, f"{name}: made when first needed")
        with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=2.0) as db:
            [version] = db.execute("pragma user_version").fetchone()
            [sound] = db.execute("pragma quick_check(1)").fetchone()
    except (sqlite3.Error, OSError, ValueError) as error:
        way_out = "the desk moves a broken one aside and begins anew; no watch is lost"
        return Finding(Mark.WRONG, topic, f"{name} can't be read: {error}", way_out)
    if sound != "ok":
        return Finding(
            Mark.WRONG, topic, f"{name} is damaged: {sound}", "remove it; no watch is lost"
        )
    size = path.stat().st_size / 1e6
    if version > VERSION:
        said = f"{name} is of a newer version ({version}; this one writes {VERSION})"
        return Finding(Mark.NOTE, topic, said, "update the program")
    return Finding(Mark.OK, topic, f"{name}: version {version}, {size:.1f} MB, sound")


def _journal(path: Path) -> Finding:
    topic, name = "journal of actions", at_home(path)
    try:
        lines = sum(1 for line in path.read_bytes().splitlines() if line.strip())
    except FileNotFoundError:
        return Finding(Mark.OK, topic, "no action was ever sent from here")
    except OSError as error:
        said = f"{name} can't be read: {error.strerror}"
        return Finding(Mark.WRONG, topic, said, "until then every action is refused")
    return Finding(Mark.OK, topic, f"{name}: {lines:,} lines")


def _records(folder: Path) -> Finding:
    topic, name = "records", at_home(folder)
    try:
        sizes = [each.stat().st_size for each in folder.glob("*.sqlite3")]
    except OSError as error:
        return Finding(Mark.NOTE, topic, f"{name} can't be read: {error.strerror}")
    if not sizes:
        return Finding(Mark.OK, topic, "none are kept")
    jobs = "1 job" if len(sizes) == 1 else f"{len(sizes):,} jobs"
    return Finding(Mark.OK, topic, f"{name}: of {jobs}, {sum(sizes) / 1e6:.1f} MB")
