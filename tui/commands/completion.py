"""`bulkjobs-tui completion`: what a shell reads to complete commands, options and jobs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from tui.exits import Exit

SHELLS: Final = ("bash", "zsh", "fish")
_FOLDER: Final = Path(__file__).resolve().parent.parent / "completions"


def run(options: argparse.Namespace) -> int:
    """Print the completion for one shell."""
    sys.stdout.write(file_for(options.shell).read_text(encoding="utf-8"))
    return Exit.FINE


def file_for(shell: str) -> Path:
    """Where the completion for a shell is kept."""
    return _FOLDER / f"bulkjobs-tui.{shell}"
