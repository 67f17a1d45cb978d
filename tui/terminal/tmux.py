"""What tmux says of itself, where it stands between us and the terminal."""

from __future__ import annotations

import subprocess
from typing import Final

_PATIENCE: Final = 2.0
"""Seconds for tmux to answer: it may hang with its server."""


def asked_of_tmux(*words: str) -> str | None:
    """What tmux says; `None` when it does not."""
    try:
        said = subprocess.run(
            ["tmux", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return said.decode("utf-8", "replace").strip()


def lets_through() -> bool:
    """Whether tmux lets sequences through that it does not know itself."""
    return asked_of_tmux("show-options", "-gv", "allow-passthrough") in ("on", "all")
