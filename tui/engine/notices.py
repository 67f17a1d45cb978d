"""What a person should know at the start, a line each, the gravest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.engine.config_in_use import ConfigInUse
from tui.engine.lists import Lists
from tui.engine.store import Store


@dataclass(slots=True)
class Notices:
    """Files that are broken, can't be written, or are other ones than those in use."""

    lists: Lists
    store: Store
    config: ConfigInUse
    unclear: Sequence[str] = ()
    """Of actions: money may have moved, and nobody has been told."""
    told: Sequence[str] = ()
    """What else was found at the start."""

    def all(self) -> tuple[str, ...]:
        """As things stand now."""
        late = self.lists.trouble, self.store.trouble, *self.told, self.config.notice
        return tuple(filter(None, (*self.unclear, *late)))
