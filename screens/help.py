"""The keys, made from the bindings themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from providers.watched import Verdict
from screens import keys
from screens.key_names import label
from screens.paint import EMPTY, Line, Span, Tone
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.detail import TextPane
from screens.widgets.table_updates import LightScreen
from screens.words import verdict_span

KEYS: Final = (("j/k", "scroll"), (keys.BACK, "back"))

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


class HelpScreen(LightScreen[None], inherit_bindings=False):
    """What can be pressed here, and what the verdicts mean."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(keys.BACK, keys.CLOSE, keys.QUIT)

    def __init__(self, shown: Sequence[Binding]) -> None:
        super().__init__()
        self._shown = tuple(shown)

    def compose(self) -> ComposeResult:
        """One page of text."""
        yield PaneRule("", "Keys", id="rule")
        yield TextPane(id="text")
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Mark the one pane as the focused one."""
        self.query_one(PaneRule).say((Span("Esc back", Tone.DIM),), is_focused=True)

    def on_resize(self) -> None:
        """Lay the page out for the width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        pane = self.query_one(TextPane)
        pane.show(help_lines(self._shown, self._moved_keys(), pane.room))

    def _moved_keys(self) -> dict[str, str]:
        """Keys that the configuration has moved, by the binding's id."""
        return {str(name): key for name, key in self.app._keymap.items()}

    def action_back(self) -> None:
        """Back to where it was asked for."""
        self.app.pop_screen()

    def action_close(self) -> None:
        """Back to where it was asked for."""
        self.app.pop_screen()


def help_lines(shown: Sequence[Binding], moved: dict[str, str], width: int) -> list[Line]:
    """The keys in as many columns as fit, then the verdicts."""
    cells = [_key_cell(key, moved.get(key.id or "")) for key in shown]
    lines = _columns(cells, width, 26)
    lines.extend((EMPTY, (Span("Verdicts, in order of attention", Tone.DIM),)))
    meanings: list[Line] = [
        (
            verdict_span(verdict),
            Span(" " * (8 - len(verdict_span(verdict).text))),
            Span(_MEANINGS[verdict], Tone.DIM),
        )
        for verdict in Verdict
    ]
    lines.extend(_columns(meanings, width, 38))
    return lines


def _key_cell(key: Binding, moved: str | None) -> Line:
    names = label(key, {} if moved is None else {key.id or "": moved}) or "(none)"
    names = names.replace("Backspace", "Bksp")
    return (
        Span(f"{names:<12} ", Tone.YOURS, True),
        Span(key.description, Tone.PLAIN if moved is None else Tone.DOUBT),
    )


def _columns(cells: Sequence[Line], width: int, least: int) -> list[Line]:
    """The cells in columns, read downwards."""
    count = max(1, width // least)
    height = -(-len(cells) // count)
    lines: list[Line] = []
    for at in range(height):
        line: list[Span] = []
        for column in range(count):
            place = column * height + at
            if place < len(cells):
                taken = sum(len(span.text) for span in cells[place])
                line.extend((*cells[place], Span(" " * max(1, width // count - taken))))
        lines.append(tuple(line))
    return lines
