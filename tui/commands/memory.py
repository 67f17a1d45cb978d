"""The memory of one command: what is known of jobs already, and is shared with other sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tui.commands.setting import Setting
from tui.complaints import complain
from tui.engine.store import Store


@contextmanager
def memory(setting: Setting) -> Iterator[Store]:
    """Open it; at the end say, on one line, what could not be kept. The command goes on without."""
    store = Store(setting.places.store)
    try:
        yield store
    finally:
        trouble = store.trouble
        store.close()
        if trouble is not None:
            complain(f"{trouble}; `bulkjobs-tui doctor` looks closer")
