"""What can't be written on this machine and is asked for only when something goes wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tui.engine.places import Places


def unwritable(places: Places) -> Iterator[str]:
    """What will not be kept, in a line each: to be told before somebody relies on it."""
    if trouble := _trouble(places.records, is_folder=True):
        yield f"records are not kept: {places.records.name} {trouble}"
    if trouble := _trouble(places.log, is_folder=False):
        yield f"no log is kept: {places.log.name} {trouble}"


def _trouble(path: Path, *, is_folder: bool) -> str:
    """Why there can be no such file or folder; empty when there can be, or nobody knows."""
    try:
        if not path.exists():
            return "leads to what is not there" if path.is_symlink() else ""
        if path.is_dir() is not is_folder:
            return "is no folder" if is_folder else "is a folder"
        return "" if os.access(path, os.W_OK) else "can't be written"
    except OSError as error:
        return f"can't be looked at ({error.strerror})"
