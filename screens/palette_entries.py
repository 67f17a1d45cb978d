"""What the palette offers: what works on the screen below, named commands, and places to go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from providers.facts import AccountFacts, ListFacts
from providers.model import JobRef
from providers.watched import Watched
from screens import keys
from screens.commands import Command
from screens.fuzzy import fit_of, folded
from screens.live_keys import LiveKey
from screens.paint import EMPTY, Line, Span, Tone
from screens.words import short_id, verdict_span

ID_WIDTH = 19
"""Cells of a name: all of a job's nineteen digits."""


@dataclass(frozen=True, slots=True)
class Named:
    """A named command with the words behind it."""

    command: Command
    words: str = ""

    @property
    def lacks_words(self) -> bool:
        """Whether something has to be typed behind it yet."""
        return bool(self.command.wants) and not self.words


@dataclass(frozen=True, slots=True)
class ToJob:
    """A job to go to."""

    ref: JobRef
    list_name: str | None = None
    """The list it stands in; `None` for the one that is shown."""


@dataclass(frozen=True, slots=True)
class ToAccount:
    """An account whose jobs are to be shown."""

    name: str


@dataclass(frozen=True, slots=True)
class ToList:
    """A watchlist to switch to."""

    name: str


Choice: TypeAlias = LiveKey | Named | ToJob | ToAccount | ToList


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette."""

    key: str
    """What tells it from the others."""
    choice: Choice
    cells: tuple[Line, Line, Line]
    """Name, key or place, and what it does or is."""
    name: str
    """Folded, to be compared."""
    more: str = ""
    """Folded: what else is looked at."""
    pressed: tuple[str, ...] = ()
    """Keys by which it is found too."""


def action_entries(live: Iterable[LiveKey]) -> list[Entry]:
    """What can be done on the screen below; moving about comes last."""
    hidden = {keys.PALETTE.id, keys.COPY_HINT.id}
    shown = [each for each in live if each.binding.id not in hidden]
    moving = {binding.id for binding in (*keys.MOVING, keys.NEXT_PANE, keys.PREV_PANE)}
    shown.sort(key=lambda each: each.binding.id in moving)
    return [
        Entry(
            f"key {each.binding.id}",
            each,
            (
                (Span(each.binding.description, Tone.BRIGHT),),
                (Span(_keys(each.pressed), Tone.YOURS),),
                (Span(each.binding.tooltip, Tone.DIM),),
            ),
            folded(each.binding.description),
            folded(f"{each.binding.id} {each.binding.tooltip}"),
            each.pressed,
        )
        for each in shown
    ]


def _keys(pressed: Sequence[str]) -> str:
    """The keys of an action, in as few cells as that takes."""
    return " ".join(pressed).replace("Backspace", "Bksp")


def command_entries(commands: Iterable[Command]) -> list[Entry]:
    """The named commands, each choice on a line of its own."""
    found: list[Entry] = []
    for command in commands:
        wants = f" {command.wants}" if command.wants else ""
        for words in command.choices or ("",):
            found.append(_command_entry(command, words, "" if words else wants))
    return found


def _command_entry(command: Command, words: str, wants: str = "") -> Entry:
    name = f"{command.name} {words}".rstrip()
    return Entry(
        f"command {name}",
        Named(command, words),
        (
            (Span(f":{name}", Tone.BRIGHT), Span(wants, Tone.DIM)),
            EMPTY,
            (Span(command.tooltip, Tone.DIM),),
        ),
        folded(name),
        folded(command.tooltip),
    )


def job_entry(row: Watched, list_name: str | None = None) -> Entry:
    """A job to go to.

    Args:
        row: The job.
        list_name: The list it stands in; `None` for the one that is shown.
    """
    title = row.job.title if row.job else ""
    place = "" if list_name is None else f"  in {list_name}"
    memo = f"  {row.memo}" if row.memo else ""
    return Entry(
        f"job {row.ref} {list_name or ''}",
        ToJob(row.ref, list_name),
        (
            (Span(short_id(row.ref.id, ID_WIDTH)),),
            (Span(row.ref.account, Tone.DIM),),
            (
                verdict_span(row.verdict),
                Span(f"  {title}", Tone.DIM),
                Span(memo, Tone.YOURS),
                Span(place, Tone.ACCENT),
            ),
        ),
        folded(row.ref.id),
        folded(f"{title} {row.ref.account} {row.ref.kind} {row.memo} {list_name or ''}"),
    )


def account_entry(account: AccountFacts) -> Entry:
    """An account whose jobs are to be shown."""
    held = (Span("  held", Tone.LINK),) if account.is_held else ()
    label = f"  {account.label}" if account.label else ""
    return Entry(
        f"account {account.name}",
        ToAccount(account.name),
        (
            (Span(account.name), *held),
            (Span("account", Tone.DIM),),
            (Span(f"Its jobs only: {account.provider_label}{label}", Tone.DIM),),
        ),
        folded(account.name),
        folded(f"account {account.provider_label} {account.label}"),
    )


def list_entry(each: ListFacts) -> Entry:
    """A watchlist to switch to."""
    jobs = f"{each.size:,} job{'' if each.size == 1 else 's'}"
    shown = ", shown now" if each.is_current else ""
    return Entry(
        f"list {each.name}",
        ToList(each.name),
        (
            (Span(each.name),),
            (Span("watchlist", Tone.DIM),),
            (Span(f"Switch to it: {jobs}{shown}", Tone.DIM),),
        ),
        folded(each.name),
        folded("watchlist"),
    )


def found(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries that fit what was typed, the best first; all of them for nothing."""
    typed = typed.strip().removeprefix(":").strip()
    words = folded(typed).split()
    if not words:
        return list(entries)
    fitting: list[tuple[int, int, Entry]] = []
    for at, entry in enumerate(entries):
        fit = -1 if typed in entry.pressed else fit_of(words, entry.name, entry.more)
        if fit is not None:
            fitting.append((fit, at, entry))
    fitting.sort(key=lambda each: each[:2])
    named = _with_words(entries, typed)
    return [*named, *(entry for _, _, entry in fitting if entry not in named)]


def _with_words(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The command of which more was typed than its name, with the words behind it."""
    name, _, words = typed.partition(" ")
    for entry in entries:
        if words.strip() and isinstance(entry.choice, Named) and entry.choice.command.wants:
            command = entry.choice.command
            if command.name == name.lower():
                return [_command_entry(command, words.strip())]
    return []
