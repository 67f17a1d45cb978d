"""How a terminal calls a person who looks elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BELL: Final = "\x07"
LONGEST: Final = 120
_SILENT: Final = ("linux", "vt")
_NAMED_NOTICES: Final = ("rxvt", "foot")
"""Terminals that take a notice with a title (OSC 777); others take one line (OSC 9), or nothing."""


def ringing(text: str, environ: Mapping[str, str], *, passes: bool = False) -> str:
    """The bell, and `text` as a notice where one can arrive.

    Args:
        text: One line.
        environ: Tells of the terminal, and of what stands between it and us.
        passes: Whether tmux lets sequences through that it does not know itself.
    """
    said = "".join(ch if " " <= ch <= "~" else "?" for ch in text[:LONGEST])
    name = environ.get("TERM", "")
    if not said or name.startswith(_SILENT):
        return BELL
    if environ.get("TMUX"):
        # By default tmux takes them in silence: only the bell is sure.
        return BELL + (f"\x1bPtmux;{_notice(said).replace(chr(27), chr(27) * 2)}\x1b\\" * passes)
    if environ.get("STY") or name.startswith("screen"):
        return f"{BELL}\x1bP{_notice(said)}\x1b\\"
    if name.startswith(_NAMED_NOTICES) or environ.get("VTE_VERSION"):
        return f"{BELL}\x1b]777;notify;bulkjobs;{said.replace(';', ',')}\x07"
    return BELL + _notice(said)


def _notice(said: str) -> str:
    # With its name before it, it begins with no figure: those are commands to some terminals.
    return f"\x1b]9;bulkjobs: {said}\x07"
