"""Whether the configuration on disk still is the one that the program works by."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from tui.engine.config import Config

CHANGED: Final = "changed on disk; restart to use it"
GONE: Final = "gone from the disk; what was read at the start counts"

_Stamp: TypeAlias = "tuple[int, int, int] | None"


class ConfigInUse:
    """What counts: read at the start, and the accounts that were set up since."""

    def __init__(self, config: Config, on_change: Callable[[], None]) -> None:
        """Take what was read at the start.

        Args:
            config: Its accounts may become more, by what is set up here.
            on_change: Called on the event loop when there is something else to tell.
        """
        self._config = config
        self._on_change = on_change
        self._stamp: _Stamp = None
        self.trouble = ""
        """How the file differs from what counts; empty where it does not."""

    @property
    def config(self) -> Config:
        """As it counts."""
        return self._config

    @property
    def notice(self) -> str | None:
        """What a person should know of it; `None` for nothing."""
        if self.trouble:
            return f"{self._config.path.name} is {self.trouble}"
        return self._config.notice

    def look(self) -> Callable[[], None] | None:
        """Look at the file again. It may wait for a slow disk.

        Returns:
            What tells of it, to be called on the event loop; `None` where nothing is new.
        """
        stamp = _stamp_of(self._config.path)
        # One that differs may be what is being taken up at this moment.
        if stamp == self._stamp and not self.trouble:
            return None
        self._stamp = stamp
        trouble = self.differs()
        if trouble == self.trouble:
            return None
        return lambda: self._tell(trouble)

    def differs(self) -> str:
        """How the file differs from what counts by now; empty where it does not."""
        try:
            text = self._config.path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        except FileNotFoundError:
            return GONE if self._config.text else ""
        except OSError as error:
            return f"not to be read any more ({error.strerror}); what was read at the start counts"
        if text != self._config.text and self._has_taken_up(text):
            self._config = replace(self._config, text=text)
        return "" if text == self._config.text else CHANGED

    def _tell(self, trouble: str) -> None:
        self.trouble = trouble
        self._on_change()

    def _has_taken_up(self, text: str) -> bool:
        """Whether all that is new in the text are accounts that the session has."""
        if not text.startswith(self._config.text):
            return False
        try:
            before, after = tomllib.loads(self._config.text), tomllib.loads(text)
        except (ValueError, RecursionError):
            return False
        known, now = before.pop("accounts", {}), after.pop("accounts", {})
        if before != after or not isinstance(now, dict):
            return False
        return all(
            now[name] == known[name] if name in known else name in self._config.accounts
            for name in now
        )


def _stamp_of(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
