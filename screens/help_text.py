"""What the help says: the live keys in groups, what a search leaves of them, and the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from providers.watched import Verdict
from screens import keys
from screens.fuzzy import fit_of, folded
from screens.key_groups import GROUPS, Row
from screens.key_names import label
from screens.live_keys import LiveKey
from screens.paint import EMPTY, Line, Span, Tone, fit, width_of, wrap
from screens.widgets.bars import Hint
from screens.words import verdict_span

KEY_WIDTH: Final = 13
COLUMN: Final = 26
"""Cells of a column at least."""
WIDEST: Final = 36
"""Cells of a column at most."""
MEANING: Final = 38
"""Cells of a verdict with its meaning."""

_MEANINGS: Final = {
    Verdict.FAIL: "ended, nothing went through",
    Verdict.PART: "ended, some did not",
    Verdict.READY: "waits for a person there",
    Verdict.AUTH: "credentials refused",
    Verdict.NOACC: "account not configured",
    Verdict.GONE: "the vendor knows it not",
    Verdict.STALE: "runs, figures stand still",
    Verdict.LATE: "our polls fail",
    Verdict.UNKN: "a state we do not know",
    Verdict.RUN: "under way",
    Verdict.WAIT: "not begun yet",
    Verdict.DONE: "ended well",
    Verdict.CANC: "cancelled",
    Verdict.EXPD: "expired",
}


@dataclass(frozen=True, slots=True)
class _Cell:
    """Keys with what they do; a group's title, or a blank line, has no keys."""

    pressed: str
    words: Span
    is_moved: bool = False


_GAP: Final = _Cell("", Span(""))


def help_lines(live: Sequence[LiveKey], width: int, height: int) -> list[Line]:
    """The keys in their groups, read downwards, then what was moved, then the verdicts.

    Where the keys fit and the rest does not, the rest is left out rather than scrolled to: it is
    a key away, or found by typing.

    Args:
        live: The keys.
        width: Cells of a line.
        height: Lines that are seen at once, which all keys should fit.
    """
    count = max(1, width // COLUMN)
    groups = _grouped({each.binding.id or "": each for each in live})
    room = min(width // count, WIDEST)
    lines = _beside([_column(each, room) for each in _dealt(groups, count, height)], room)
    for more in (moved_lines(live, width), verdict_lines(width)):
        if more and not len(lines) <= height < len(lines) + 1 + len(more):
            lines.extend((EMPTY, *more))
    return lines


def moved_lines(live: Sequence[LiveKey], width: int) -> list[Line]:
    """Which keys the user has changed; none of them, no lines."""
    told = ", ".join(_moved_text(each) for each in live if each.is_moved)
    said = f"* changed by [keys] in config.toml: {told}"
    return wrap(said, width, Tone.DOUBT) if told else []


def verdict_lines(width: int) -> list[Line]:
    """The verdicts and what they mean."""
    title = (Span("Verdicts, in order of attention", Tone.DIM, True),)
    cells = [_meaning(verdict) for verdict in Verdict]
    count = max(1, width // MEANING)
    height = -(-len(cells) // count)
    columns = [cells[at : at + height] for at in range(0, len(cells), height)]
    return [title, *_beside(columns, min(width // count, MEANING))]


def found_lines(live: Sequence[LiveKey], typed: str) -> list[Line]:
    """The keys and verdicts that fit what was typed, a line each, the best first."""
    words = folded(typed).split()
    fitting: list[tuple[int, Line]] = []
    for each in live:
        binding = each.binding
        more = folded(f"{binding.id} {binding.tooltip}")
        fit_ = -1 if typed in each.pressed else fit_of(words, folded(binding.description), more)
        if fit_ is not None:
            fitting.append((fit_, _found_line(each)))
    for verdict in Verdict:
        fit_ = fit_of(words, folded(verdict), folded(_MEANINGS[verdict]))
        if fit_ is not None:
            fitting.append((fit_, _meaning(verdict)))
    fitting.sort(key=lambda each: each[0])
    nothing = (Span("No key here does that; Esc shows all keys.", Tone.DIM),)
    return [line for _, line in fitting] or [nothing]


def _found_line(each: LiveKey) -> Line:
    pressed = " ".join(each.pressed).replace("Backspace", "Bksp") or "(none)"
    moved = (Span(f"  (was {label(each.binding)})", Tone.DOUBT),) if each.is_moved else ()
    return (
        Span(f"{pressed:<{KEY_WIDTH}} ", Tone.YOURS, True),
        Span(f"{each.binding.description:<14} ", Tone.BRIGHT),
        Span(each.binding.tooltip, Tone.DIM),
        *moved,
    )


def _moved_text(each: LiveKey) -> str:
    now = " ".join(each.pressed) or "no key"
    return f"{each.binding.id} = {now} (was {label(each.binding)})"


def _meaning(verdict: Verdict) -> Line:
    span = verdict_span(verdict)
    return (span, Span(" " * (8 - len(span.text))), Span(_MEANINGS[verdict], Tone.DIM))


def _grouped(live: Mapping[str, LiveKey]) -> list[list[_Cell]]:
    """The groups of which something works here, each under its title."""
    groups: list[list[_Cell]] = []
    for title, rows in GROUPS:
        cells = [cell for row in rows for cell in _cells(row, live)]
        if cells:
            groups.append([_Cell("", Span(title, Tone.ACCENT)), *cells])
    return groups


def _cells(row: Row, live: Mapping[str, LiveKey]) -> list[_Cell]:
    """A line of the help; none when nothing of it works here, apart where only a part does."""
    words, bindings = row
    here = [live[name] for name in (each.id or "" for each in bindings) if name in live]
    if len(here) == 1 and len(bindings) > 1:
        words = here[0].binding.description
    if not here:
        return []
    is_moved = any(each.is_moved for each in here)
    said = Span(words, Tone.DOUBT if is_moved else Tone.PLAIN)
    return [_Cell(_together([each.pressed for each in here]), said, is_moved)]


def _together(pressed: Sequence[Sequence[str]]) -> str:
    """Keys of one line: the first of each, then the second of each; `Ctrl+D U` for two chords."""
    most = max(map(len, pressed))
    names = [each[at] for at in range(most) for each in pressed if at < len(each)]
    shown: list[str] = []
    before = ""
    for name in names:
        head, plus, key = name.rpartition("+")
        shown.append(key if plus and head == before else name)
        before = head if plus else ""
    text = " ".join(shown).replace("Backspace", "Bksp") or "(none)"
    return text if len(text) <= KEY_WIDTH else " ".join(shown[: len(pressed)])[:KEY_WIDTH]


def _dealt(groups: Sequence[Sequence[_Cell]], count: int, room: int) -> list[list[_Cell]]:
    """The groups in so many columns, read downwards, as low as they can be.

    A group stays whole unless the columns are higher than `room` lines then.
    """
    total = sum(len(group) + 1 for group in groups)
    for is_whole, highest in ((True, room), (False, total)):
        for height in range(total // count, highest + 1):
            columns = _packed(groups, height, is_whole=is_whole)
            if len(columns) <= count and max(map(len, columns)) <= height:
                return columns
    return [[cell for group in groups for cell in group]]


def _packed(groups: Sequence[Sequence[_Cell]], height: int, *, is_whole: bool) -> list[list[_Cell]]:
    """The groups in columns of a height, as many as they need."""
    columns: list[list[_Cell]] = [[]]
    for group in groups:
        if columns[-1] and len(columns[-1]) + 1 + (len(group) if is_whole else 2) > height:
            columns.append([])
        elif columns[-1]:
            columns[-1].append(_GAP)
        for cell in group:
            if len(columns[-1]) >= height and not is_whole:
                columns.append([])
            columns[-1].append(cell)
    return columns


def _column(cells: Sequence[_Cell], room: int) -> list[Line]:
    """A column's lines: its keys under each other, and what they do as near as they let it."""
    keyed = [cell for cell in cells if cell.pressed]
    longest = max((len(cell.pressed) for cell in keyed), default=0)
    words = max((len(cell.words.text) for cell in keyed), default=0)
    between = 2 if longest + 2 + words < room - 1 else 1
    lines: list[Line] = []
    for cell in cells:
        # The star stands in the gap, where it takes no room from the words.
        gap = f"{'*' if cell.is_moved else '':>{between}}"
        keys_ = (Span(f"{cell.pressed:<{longest}}", Tone.YOURS, True), Span(gap, cell.words.tone))
        lines.append((*keys_, cell.words) if cell.pressed else (cell.words,))
    return lines


def _beside(columns: Sequence[Sequence[Line]], room: int) -> list[Line]:
    """The columns beside each other, `room` cells each."""
    lines: list[Line] = []
    for at in range(max(map(len, columns), default=0)):
        line: list[Span] = []
        for column in columns:
            cell = fit(column[at], room - 1) if at < len(column) else EMPTY
            line.extend((*cell, Span(" " * (room - width_of(cell)))))
        lines.append(tuple(line))
    return lines


def hints(*, is_longer: bool) -> Sequence[Hint]:
    """The line of keys.

    Args:
        is_longer: Whether there is more than is seen at once.
    """
    scrolling = (("Up/Down", "scroll"),) if is_longer else ()
    return (("type", "to search"), ("Tab", "verdicts"), *scrolling, (keys.BACK, "back"))
