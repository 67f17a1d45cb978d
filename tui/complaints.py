"""What goes wrong, told on one line."""

from __future__ import annotations

import os
import sys

from providers.text import safe


def complain(text: str) -> None:
    """One line on stderr, which no terminal acts upon; where that is lost, the exit code tells."""
    try:
        print(f"bulkjobs-tui: {safe(text, 2_000)}", file=sys.stderr, flush=True)
    except OSError:
        # Else what is still buffered would fail at the end, and the exit code be Python's own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
