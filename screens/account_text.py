"""What is said of an account that was written and tested."""

from __future__ import annotations

from providers.setup import Tried, Written
from screens.paint import EMPTY, Line, Span, Tone, wrap

LABEL = 10


def tried_lines(written: Written, tried: Tried | None, width: int) -> list[Line]:
    """Where it stands, what was asked, what came of it, and what is next.

    Args:
        written: Where the account stands in the file.
        tried: What came of the test; `None` while it is under way.
        width: Cells of a line.
    """
    where = f"{written.path}, line {written.line}"
    lines = [*_fact("written", where, width)]
    if tried is None:
        return [*lines, *_fact("asking", "for a job that nobody has …", width, Tone.DIM)]
    lines.extend(line for asked in tried.asked for line in _fact("asked", asked, width))
    tone = Tone.DONE if tried.works else Tone.LINK
    lines.extend(_fact("result", tried.text, width, tone))
    lines.append(EMPTY)
    lines.extend(_fact("next", tried.what_next, width, Tone.BRIGHT))
    if tried.asked:
        note = "A job that nobody has was asked for: nothing was changed."
        lines.extend(_fact("", note, width, Tone.DIM))
    return lines


def _fact(label: str, text: str, width: int, tone: Tone = Tone.PLAIN) -> list[Line]:
    lines = wrap(text, max(10, width - LABEL), tone)
    heads = [label, *[""] * len(lines)]
    return [
        (Span(f"{head:<{LABEL}}", Tone.DIM), *line)
        for head, line in zip(heads, lines, strict=False)
    ]
