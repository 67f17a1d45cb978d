"""One cause in full: what to do about it, how it was said, and where it struck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from providers.known import ErrorReport, Example, Known, SharedGroup
from providers.model import JobRef
from providers.watched import Watched
from screens.causes_rows import share_text
from screens.paint import Line, Span, Tone, cut, fit, width_of, wrap
from screens.words import clip, short_id

LABEL: Final = 9
LONGEST: Final = 2_000
"""Characters of one text that are shown."""
JOBS_MOST: Final = 12
"""Jobs of a cause that are listed; all are behind Enter."""
ID_WIDTH: Final = 19
TITLE_WIDTH: Final = 24


def cause_lines(
    shared: SharedGroup, report: ErrorReport, rows: Mapping[JobRef, Watched], width: int
) -> list[Line]:
    """The lines of it.

    Args:
        shared: The cause.
        report: What it was counted in.
        rows: The jobs that were asked about.
        width: Cells of a line.
    """
    room = max(20, width - LABEL - 1)
    lines: list[Line] = []
    if shared.known is not None:
        lines.extend(_known(shared.known, room))
    elif shared.is_new:
        said = "first seen within a day, and errors.toml says nothing of it"
        lines.extend(_block("new", said, room, Tone.DOUBT))
    group = shared.group
    if group.is_rest:
        said = f"{group.count:,} failed records of {group.message}"
        lines.extend(_block("rest", said, room))
        if len(report.parts) > 1:
            lines.extend(_touched(shared, rows, width))
        return lines
    message = clip(group.sample or group.message, LONGEST)
    code = f"{group.code}: " if group.code and group.code not in message else ""
    lines.extend(_block("message", f"{code}{message}", room))
    of = f"{group.count:,} of {report.failed:,} failed records, {share_text(shared.share)}"
    if len(report.parts) == 1:
        lines.extend(_block("alike", of, room))
        examples = " · ".join(map(_example, shared.examples))
        more = group.count - len(shared.examples)
        rest = f" · and {more:,} more" if more > 0 and examples else ""
        lines.extend(_block("records", f"{examples}{rest}", room, Tone.DIM))
        return lines
    count = len(shared.jobs)
    jobs = f"{count:,} job{'' if count == 1 else 's'}"
    lines.extend(_block("alike", f"{of}, in {jobs}", room))
    lines.extend(_touched(shared, rows, width))
    return lines


def _known(known: Known, room: int) -> Iterable[Line]:
    """What people wrote down: the loudest lines of the screen."""
    head = (Span(known.reference or "written down", Tone.YOURS, True),)
    place = Span(f"   {known.stands_in}", Tone.RULE)
    stands = (*head, place) if width_of((*head, place)) <= room else head
    yield (_label("known"), *fit(stands, room))
    if known.advice:
        for at, line in enumerate(wrap(clip(known.advice, LONGEST), room)):
            strong = (Span(span.text, Tone.BRIGHT, True) for span in line)
            yield (_label("do" if at == 0 else ""), *strong)


def _touched(shared: SharedGroup, rows: Mapping[JobRef, Watched], width: int) -> Iterable[Line]:
    """The jobs that a cause touches, each with its count and the records named of it."""
    accounts = min(12, max((len(job.ref.account) for job in shared.jobs), default=0))
    ids = min(ID_WIDTH, max((len(job.ref.id) for job in shared.jobs), default=0))
    shown = shared.jobs[:JOBS_MOST]
    titles = [row.job.title if (row := rows.get(job.ref)) and row.job else "" for job in shown]
    widest = min(TITLE_WIDTH, max(map(len, titles), default=0))
    for at, (job, title) in enumerate(zip(shown, titles, strict=True)):
        named = " · ".join(_example(each) for each in shared.examples if each.ref == job.ref)
        yield fit(
            (
                _label("jobs" if at == 0 else ""),
                Span(f"{job.count:>7,}  ", Tone.FAILED),
                Span(f"{job.ref.account:<{accounts}}  ", Tone.DIM),
                Span(f"{short_id(job.ref.id, ids):<{ids}}", Tone.BRIGHT),
                Span(f"  {cut(title, widest):<{widest}}"),
                Span(f"  {named}" if named else "", Tone.DIM),
            ),
            width,
        )
    more = len(shared.jobs) - JOBS_MOST
    if more > 0:
        yield (_label(""), Span(f"and {more:,} more jobs; Enter lists them all", Tone.DIM))


def _example(example: Example) -> str:
    if example.row is None:
        return example.key
    row = f"{example.row + 1}"
    return f"row {row}" if example.key == row else f"row {row} {example.key}"


def _block(label: str, text: str, room: int, tone: Tone = Tone.PLAIN) -> Iterable[Line]:
    for at, line in enumerate(wrap(text, room, tone)):
        yield (_label(label if at == 0 else ""), *line)


def _label(text: str) -> Span:
    return Span(f"{text:<{LABEL}} ", Tone.DIM)
