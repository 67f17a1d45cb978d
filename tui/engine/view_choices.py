"""Where the user was on the desk, so that the next start comes back to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from tui.engine.pulse import Work
from tui.engine.store import Store

_NAME: Final = "place"
_DECODER: Final = msgspec.json.Decoder(dict[str, str])


class ViewChoices:
    """Keeps what screens want to be remembered of themselves."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chosen: Mapping[str, str] = {}
        self._written: Mapping[str, str] = {}

    def recall(self) -> Mapping[str, str]:
        """What was remembered last, by this session or an earlier one."""
        kept = self._store.choice(_NAME)
        if not self._chosen and kept is not None:
            try:
                self._chosen = self._written = _DECODER.decode(kept)
            except (msgspec.DecodeError, ValueError):
                # A form that another version wrote is as good as none.
                self._chosen = {}
        return self._chosen

    def remember(self, chosen: Mapping[str, str]) -> None:
        """Remember this, within a second."""
        self._chosen = chosen

    def keeping(self) -> Work:
        """What writes it down."""
        chosen = self._chosen
        if chosen == self._written:
            return lambda: None
        self._written = chosen
        return lambda: self._store.choose(_NAME, msgspec.json.encode(chosen).decode())
