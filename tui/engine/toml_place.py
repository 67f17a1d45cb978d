"""Where a TOML document is wrong."""

from __future__ import annotations

from typing import Final

_END: Final = "(at end of document)"


def placed(error: ValueError, text: str) -> str:
    """What the TOML reader says, with the line and the column also where it speaks of the end.

    Args:
        error: What it raised.
        text: What it read.
    """
    said = str(error)
    return f"{said.removesuffix(_END)}({place(text.rstrip())})" if said.endswith(_END) else said


def place(before: str) -> str:
    """Where a text ends, in the words of the TOML reader."""
    line = before.count("\n") + 1
    return f"at line {line}, column {len(before) - before.rfind(chr(10))}"
