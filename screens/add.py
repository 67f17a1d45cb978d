"""Adding jobs: paste anything, see what was found in it, and add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from providers.facts import Guess
from providers.kinds import PROVIDER_LABELS, find_kind
from providers.model import JobRef
from providers.text import safe, safe_lines
from screens.desk_form import SHORT
from screens.paint import EMPTY, Line, Span, Tone
from screens.pastes import cut_words, taken
from screens.ports import Jobs
from screens.widgets.bars import KeyLine, NoticeLine, PaneRule
from screens.widgets.table import Column, LineTable
from screens.widgets.table_columns import lay_out
from screens.widgets.table_face import EDGE, GUTTER
from screens.widgets.table_updates import LightScreen
from screens.words import short_id

KEYS: Final = (
    ("Enter", "add them"),
    ("Tab", "another account or kind"),
    ("Up/Down", "choose"),
    ("Esc", "back"),
)
LINE_MOST: Final = 2_000
_LEAST_ID: Final = 9
"""Cells of an id at least."""

COLUMNS: Final = (
    Column("ref", "will be added", 26, grow=2),
    Column("kind", "as", 20, grow=1),
    Column("why", "by its", 15, drop=1),
    Column("others", "Tab offers", 13, grow=1, drop=2),
)
EMPTY_TABLE: Final[Sequence[Line]] = (
    EMPTY,
    (Span("Nothing that names a job yet.", Tone.DIM),),
    (
        Span(
            "Ids, URLs, refs, a vendor's JSON answer, a curl line, a whole ticket: all work.",
            Tone.DIM,
        ),
    ),
)


class PasteArea(TextArea):
    """Text as it is pasted, made fit for a terminal before it is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.add", "add", show=False, priority=True),
        Binding("tab", "screen.flip", "flip", show=False, priority=True),
        Binding("up", "screen.choose(-1)", "up", show=False, priority=True),
        Binding("down", "screen.choose(1)", "down", show=False, priority=True),
        Binding("escape", "screen.back", "back", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    PasteArea {
        height: 6;
        border: none;
        padding: 0 1;
        background: $background;
        color: $tone-bright;
        &:focus { border: none; }
        & .text-area--cursor { text-style: reverse; }
        & .text-area--cursor-line { background: $background; }
    }
    """

    @dataclass
    class Cut(Message):
        """A paste was longer than is taken."""

        words: str

    async def _on_paste(self, event: events.Paste) -> None:
        """Take the paste up to a size, each of its lines safe."""
        event.prevent_default()
        event.stop()
        if words := cut_words(event):
            self.post_message(self.Cut(words))
        lines = safe_lines(taken(event), LINE_MOST)
        self.insert("\n".join(lines))


class GuessRows:
    """What was found, as a table's rows."""

    def __init__(
        self, guesses: Sequence[Guess], chosen: dict[str, int], jobs: Jobs, width: int
    ) -> None:
        """Lay them out.

        Args:
            guesses: What was found.
            chosen: Which of a guess's refs is taken, by what it was found in.
            jobs: What is watched already.
            width: Cells of the table.
        """
        slots = lay_out(COLUMNS, width - GUTTER - EDGE)
        self._room = slots[0].width if slots else COLUMNS[0].width
        self._guesses = guesses
        self._chosen = chosen
        self._providers = {account.name: account.provider for account in jobs.accounts()}
        self._list_of = jobs.watchlist.list_of
        self._current = current_list(jobs)

    def __len__(self) -> int:
        return len(self._guesses)

    def key(self, index: int) -> str:
        """The piece of text it was found in."""
        return self._guesses[index].said

    def find(self, key: str) -> int | None:
        """Where the guess of that text stands; `None` when it is gone."""
        return next((at for at, each in enumerate(self._guesses) if each.said == key), None)

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each of `COLUMNS`."""
        guess = self._guesses[index]
        if not guess.refs:
            return (
                (Span(guess.said, Tone.DIM),),
                (Span(guess.trouble, Tone.LINK),),
                (Span(guess.why, Tone.RULE),),
                (),
            )
        at = self._chosen.get(guess.said, 0) % len(guess.refs)
        ref = guess.refs[at]
        account = f"{ref.account} "
        room = max(_LEAST_ID, self._room - len(account))
        others = [each for each in guess.refs if each != ref]
        there = self._list_of(ref)
        label = PROVIDER_LABELS.get(self._providers.get(ref.account, ""), "")
        kind = find_kind(self._providers.get(ref.account, ""), ref.kind)
        return (
            (Span(account, Tone.DIM), Span(short_id(ref.id, room), Tone.BRIGHT, True)),
            (Span(f"{label} {kind.label if kind else ref.kind}"),)
            if there is None
            else (Span(self._watched(there), Tone.DIM),),
            (Span(guess.why, Tone.RULE),),
            (Span(", ".join(f"{o.account}/{o.kind}" for o in others), Tone.DIM),),
        )

    def _watched(self, name: str) -> str:
        return "watched already" if name == self._current else f"watched on {safe(name, 40)}"


def current_list(jobs: Jobs) -> str:
    """The name of the list that is shown."""
    return next((each.name for each in jobs.lists() if each.is_current), "")


class AddScreen(LightScreen[tuple[JobRef, ...]], inherit_bindings=False):
    """Answers with the jobs to be added."""

    CSS_PATH = "add.tcss"
    AUTO_FOCUS = "#paste"

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._guesses: Sequence[Guess] = ()
        self._chosen: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """A field to paste into, and what was found."""
        yield PaneRule("", "Add jobs", id="rule")
        area = PasteArea(id="paste", soft_wrap=True, highlight_cursor_line=False)
        area.cursor_blink = False
        yield area
        yield PaneRule("", "Found", id="found-rule")
        yield LineTable(COLUMNS, empty=EMPTY_TABLE, id="found")
        yield NoticeLine(id="notice")
        yield KeyLine(KEYS, id="keys")

    def on_resize(self) -> None:
        """In few lines, most of them are for what was found."""
        self.set_class(self.size.height < SHORT, "-short")
        self.call_after_refresh(self._renew)

    def on_mount(self) -> None:
        """Say where they go."""
        self.set_focus(self.query_one(PasteArea))
        into = f"into watchlist {current_list(self._jobs)}"
        self.query_one("#rule", PaneRule).say((Span(into, Tone.DIM),), is_focused=True)
        self.query_one("#found", LineTable).can_focus = False
        if not self._jobs.accounts():
            self.query_one(NoticeLine).stand("no account yet: Esc, then Enter sets one up")

    @on(TextArea.Changed)
    def search(self, event: TextArea.Changed) -> None:
        """Look for jobs in what stands there now."""
        self._guesses = self._jobs.recognize(event.text_area.text)
        self._renew()

    @on(LineTable.Moved)
    def tell_trouble(self) -> None:
        """Say in full why the marked one can't be added: its column may be too narrow for that."""
        key = self.query_one("#found", LineTable).cursor_key
        guess = next((each for each in self._guesses if each.said == key), None)
        if self._jobs.accounts():
            self.query_one(NoticeLine).stand("" if guess is None or guess.refs else guess.trouble)

    @on(PasteArea.Cut)
    def tell_cut(self, event: PasteArea.Cut) -> None:
        """Say that not all of a paste was taken."""
        self.query_one(NoticeLine).say(event.words, is_trouble=True)

    def _renew(self) -> None:
        table = self.query_one("#found", LineTable)
        table.show(GuessRows(self._guesses, self._chosen, self._jobs, table.size.width))
        refs = self._refs()
        ready = sum(self._jobs.watchlist.list_of(ref) is None for ref in refs)
        there = f" · {len(refs) - ready:,} watched already" if ready < len(refs) else ""
        self.query_one("#found-rule", PaneRule).say(
            (Span(f"{ready:,} job{'' if ready == 1 else 's'} to add{there}", Tone.DIM),)
        )

    def _refs(self) -> tuple[JobRef, ...]:
        """What is to be added as things stand."""
        return tuple(
            dict.fromkeys(
                guess.refs[self._chosen.get(guess.said, 0) % len(guess.refs)]
                for guess in self._guesses
                if guess.refs
            )
        )

    def action_flip(self) -> None:
        """Take the marked one for another account's, or of another kind."""
        key = self.query_one("#found", LineTable).cursor_key
        if key is not None:
            self._chosen[key] = self._chosen.get(key, 0) + 1
            self._renew()

    def action_choose(self, by: int) -> None:
        """Mark another one."""
        table = self.query_one("#found", LineTable)
        if by > 0:
            table.action_down()
        else:
            table.action_up()

    def action_add(self) -> None:
        """Add what was found."""
        refs = self._refs()
        if refs:
            self.dismiss(refs)
        else:
            self.query_one(NoticeLine).say("nothing to add yet; Esc goes back")

    def action_back(self) -> None:
        """Add nothing."""
        self.dismiss(None)
