"""Starts the fault server, and ends it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]


@contextmanager
def fault_server() -> Iterator[dict[str, int]]:
    """A fault server in a process of its own: its ports, by door."""
    command = [sys.executable, "-m", "tests.faults.playing"]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        ports: dict[str, int] = json.loads(server.stdout.readline())
        try:
            yield ports
        finally:
            # Its standard input ends, and so does it.
            server.communicate()
