"""A terminal that keeps what it is given, and says what of it a terminal would act upon."""

from __future__ import annotations

import re
import unicodedata
from typing import ClassVar, Final

from textual.drivers.headless_driver import HeadlessDriver

OURS: Final = re.compile(
    r"\x1b\[[0-9;]*m"  # colours
    r"|\x1b\[[0-9;]*[AB]\x08{0,3}|\x1b\[[0-9;]*[CDGHJK]"  # where to write
    r"|\x1b\[\?(?:7|25|1049|2026|2004|2048|1004|1000|1003|1006|1015|1016)[hl]"  # modes
    r"|\x1b\[(?:<u|>\d+u|=\d+;\d+u|\?u)"  # the keyboard protocol
    r"|\x1b\]22;[a-z-]*\x07"  # the shape of the mouse pointer
    r"|\x1b\]0;(?:\(\d+!\) )?bulkjobs\x07|\x1b\[2[23];0t"  # the title, kept and given back
    r"|\x1b\(B\x0f|\x1b\[r"  # what noise on the line may have switched
    r"|\x1b\[(?:c|>0q|14t|16t|18t|\?\d+\$p)"  # what the terminal can do
)
"""What is written for a plain screen."""

_ACTED_UPON: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def left_over(written: str) -> list[str]:
    """What no terminal should be given beyond Textual's own sequences: each with what follows."""
    rest = OURS.sub("", written)
    bad = {ch for ch in set(rest) if unicodedata.category(ch) in _ACTED_UPON} - {"\n", "\r"}
    return [rest[at : at + 20] for ch in sorted(bad) if (at := rest.find(ch)) >= 0]


class RecordingDriver(HeadlessDriver):
    """Keeps every write. Line ends are Textual's own, and no widget of ours has any."""

    written: ClassVar[list[str]] = []

    @property
    def is_headless(self) -> bool:
        """No: or nothing is written."""
        return False

    def write(self, data: str) -> None:
        type(self).written.append(data)
