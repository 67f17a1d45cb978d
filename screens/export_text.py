"""What the card of exports says: what can be written, how many records that is, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from providers.causes import told_apart
from providers.kinds import PROVIDER_LABELS, find_kind
from providers.reading import Reading
from providers.taking import EVERYTHING, Amount, Form, Progress, Selection
from providers.watched import Watched
from screens import keys
from screens.menu_text import LABEL, MenuItem
from screens.paint import EMPTY, Line, Span, Tone, bar, wrap
from screens.widgets.bars import Hint
from screens.words import clip, size

WIDEST: Final = 96
"""Cells of a line beyond which the eye loses the next one."""
LONGEST: Final = 2_000
"""Characters of one sentence that are shown."""
LONGEST_PATH: Final = 1_000
"""Characters of a path that can be typed."""
MARGIN: Final = 3
"""Cells of the card's width that are not its text's."""


class Stage(Enum):
    """How far it has come."""

    MENU = auto()
    SOURCE = auto()
    PATH = auto()
    REPLACE = auto()
    WRITING = auto()
    WRITTEN = auto()


TYPING: Final = frozenset({Stage.SOURCE, Stage.PATH})
"""Those with a field."""


class Counted(Enum):
    """Which figure tells what an item would write."""

    NONE = auto()
    RECORDS = auto()
    AGAIN = auto()
    AGAIN_BUT = auto()
    """Those that are sent again of all causes but the ones meant."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu."""

    letter: str
    label: str
    form: Form | None
    """`None` for what only reads the records."""
    gloss: str
    counted: Counted = Counted.NONE
    selection: Selection = EVERYTHING
    why_not: str = ""
    """Why it can't be had now; empty when it can."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many records are meant; `None` until they are counted, or where they can't be."""

    meant: Amount | None = None
    others: Amount | None = None
    """Those of all causes but the ones meant."""
    total: int = 0

    def of(self, item: Item) -> int | None:
        """How many an item would write."""
        match item.counted:
            case Counted.RECORDS:
                return self.meant.records if self.meant else None
            case Counted.AGAIN:
                return self.meant.again if self.meant else None
            case Counted.AGAIN_BUT:
                return self.others.again if self.others else None
            case Counted.NONE:
                return None


def all_but(selection: Selection) -> Selection:
    """All causes but the ones meant."""
    return replace(selection, causes=(), not_causes=selection.causes)


def items_for(
    row: Watched, reading: Reading | None, selection: Selection, words: str, *, are_there: bool
) -> Sequence[Item]:
    """What can be taken away, the reason beside what can't.

    Args:
        row: The job, which has been seen.
        reading: How its records were read; `None` when they were not.
        selection: Which of them are meant.
        words: What those are; empty for all.
        are_there: Whether there are records to be seen.
    """
    why_not = _why_none(row, reading, are_there=are_there)
    trouble = reading.trouble if reading is not None else None
    why_not_again = why_not or ("not all of its records are read" if trouble else "")
    whose = words or "all of the job"
    ticket = Selection(causes=selection.causes, not_causes=selection.not_causes)
    found = [
        Item("c", "CSV", Form.CSV, whose, Counted.RECORDS, selection, why_not),
        Item("j", "JSONL", Form.JSONL, whose, Counted.RECORDS, selection, why_not),
        Item("m", "Markdown", Form.TICKET, _ticket_gloss(reading, ticket), selection=ticket),
        Item(
            "r", "Resubmit", Form.RESUBMIT, _again(words), Counted.AGAIN, selection, why_not_again
        ),
    ]
    if selection.causes:
        others, gloss = all_but(selection), "to be sent again, of all causes but these"
        found.append(
            Item(
                *("b", "All but", Form.RESUBMIT, gloss, Counted.AGAIN_BUT, others, why_not_again),
            )
        )
    found.append(Item("e", "Evidence", Form.EVIDENCE, _evidence_gloss(reading, why_not)))
    kind = find_kind(row.provider, row.ref.kind)
    if kind is not None and kind.has_result:
        vendor = PROVIDER_LABELS.get(row.provider, row.provider)
        is_over = row.job is not None and row.job.state.is_final
        not_yet = "" if is_over else "the job has not ended"
        gloss = f"{vendor}'s own result file, as it is"
        found.append(Item("z", "Result", Form.RESULT, gloss, why_not=not_yet))
    if why_not_again and row.job is not None and row.job.records_note is None:
        is_reading = reading is not None and not reading.is_over
        if not is_reading:
            found.append(Item("a", "Read first", None, f"ask {row.ref.account} for its records"))
    return found


def _why_none(row: Watched, reading: Reading | None, *, are_there: bool) -> str:
    if row.job is not None and row.job.records_note is not None:
        return row.job.records_note
    if reading is None:
        return "its records have not been read yet"
    if not reading.is_over:
        return f"its records are being read, {reading.count:,} so far"
    return "" if are_there else "what was read of its records can't be opened"


def _again(words: str) -> str:
    return f"to be sent again, of {words}" if words else "to be sent again: failed, skipped, unrun"


def _evidence_gloss(reading: Reading | None, why_not: str) -> str:
    """What the vendor wrote, in one line of a narrow terminal."""
    if reading is None or why_not:
        return "the last answer to the letter, when and how it was read"
    return f"answer and {reading.count:,} records to the letter, when and how read"


def _ticket_gloss(reading: Reading | None, selection: Selection) -> str:
    if reading is None:
        return "for the ticket: the job, without its causes"
    count = sum(1 for group in told_apart(reading.groups) if selection.takes(group))
    return f"for the ticket: the job and {count:,} cause{'' if count == 1 else 's'}"


def menu_items(items: Sequence[Item], figures: Figures) -> list[MenuItem]:
    """What can be taken away, as lines of a menu."""
    return [
        MenuItem(each.letter, each.label, described(each, figures), bool(each.why_not))
        for each in items
    ]


def described(item: Item, figures: Figures) -> Line:
    """What an item would write, and how many records that is."""
    if item.why_not:
        return (Span(item.why_not, Tone.DOUBT),)
    if item.counted is Counted.NONE:
        return (Span(item.gloss, Tone.DIM),)
    count = figures.of(item)
    if count is None:
        return (Span("counting… ", Tone.MOVING), Span(item.gloss, Tone.DIM))
    of = f" of {figures.total:,}" if count != figures.total else ""
    noun = "record" if count == 1 and not of else "records"
    return (Span(f"{count:,}{of} {noun}, ", Tone.PLAIN), Span(item.gloss, Tone.DIM))


def item_lines(
    item: Item, figures: Figures, source: str, path: str, trouble: str, width: int
) -> list[Line]:
    """What is about to be written, from what, where to, and what was wrong with it."""
    width = min(width, WIDEST)
    lines: list[Line] = [
        EMPTY,
        (Span(f"{item.label:<{LABEL}}", Tone.BRIGHT, True), *described(item, figures)),
    ]
    for label, text in (("from", source), ("to", path)):
        if text:
            first, *rest = wrap(clip(text, LONGEST), max(20, width - LABEL))
            lines.append((Span(f"{label:<{LABEL}}", Tone.DIM), *first))
            lines.extend((Span(" " * LABEL), *line) for line in rest)
    lines.append(EMPTY)
    if trouble:
        lines.extend(wrap(clip(trouble, LONGEST), width, Tone.FAILED))
        lines.append(EMPTY)
    return lines


def written_lines(text: str, width: int) -> list[Line]:
    """What was written, and all that is to be said about it."""
    return [EMPTY, *wrap(clip(text, 2 * LONGEST), min(width, WIDEST)), EMPTY]


def progress_line(progress: Progress, width: int) -> Line:
    """How far it is, to the eye; as wide from its beginning to its end."""
    return bar(progress.share, 0.0, min(width, WIDEST))


def progress_text(progress: Progress) -> str:
    """How far it is, in figures."""
    return (
        f"writing {progress.records:,} of {progress.total:,} records · "
        f"{size(progress.size)} · {progress.share:.0%}"
    )


STILL: Final = "Still being written; Esc stops it and leaves nothing."


def prompt(stage: Stage, item: Item | None, existing: str, progress: Progress) -> tuple[str, Tone]:
    """The line under the text."""
    match stage:
        case Stage.SOURCE:
            return "Which CSV was uploaded? Zoho gives back three columns only.", Tone.YOURS
        case Stage.PATH:
            return "Where to? Enter writes it.", Tone.YOURS
        case Stage.REPLACE:
            return f"{existing} exists. Enter replaces it, Esc leaves it.", Tone.FAILED
        case Stage.WRITING:
            if item is not None and item.form is Form.RESULT:
                return "fetching the file …", Tone.MOVING
            return (progress_text(progress) if progress.total else "writing …"), Tone.MOVING
        case _:
            return "", Tone.PLAIN


_HINTS: Final = {
    Stage.MENU: (
        (keys.OPEN, "choose"),
        ("Up/Down", "move"),
        (keys.BACK, "leave"),
        (keys.HELP, "help"),
    ),
    Stage.SOURCE: (("Enter", "go on"), ("Esc", "back")),
    Stage.PATH: (("Enter", "write"), ("Esc", "back")),
    Stage.REPLACE: (("Enter", "replace it"), ("Esc", "back")),
    Stage.WRITING: (("Esc", "stop, and leave nothing"),),
    Stage.WRITTEN: (("Enter", "close"), ("Esc", "close")),
}


def hints(stage: Stage) -> Sequence[Hint]:
    """The keys that work."""
    return _HINTS[stage]
