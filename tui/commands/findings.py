"""What a check found, as lines that fit a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from providers.text import safe
from tui.commands.fitting import width_of_output, wrapped
from tui.engine.finding import Finding, Mark

_SIGNS: Final = {Mark.OK: "ok", Mark.NOTE: "note", Mark.WRONG: "WRONG"}
_SAID: Final = 2_000


def print_findings(findings: Iterable[Finding]) -> None:
    """Each in a line, its advice below it."""
    width = width_of_output()
    for finding in findings:
        head = f"{_SIGNS[finding.mark]:<5}  {safe(finding.topic, 60)}: {safe(finding.said, _SAID)}"
        for line in wrapped(head, width, 7):
            print(line)
        if finding.advice and finding.mark is not Mark.OK:
            for line in wrapped(f"       -> {safe(finding.advice, _SAID)}", width, 10):
                print(line)
