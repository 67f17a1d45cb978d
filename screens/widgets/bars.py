"""The one-line widgets around the panes: rules, keys and what needs a person."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from textual.binding import Binding

from screens.key_names import first_label
from screens.paint import Line, Span, Tone, fit, justify, width_of
from screens.widgets.line_view import LineView


class OneLine(LineView):
    """A line that is made for the width it has."""

    DEFAULT_CSS = """
    OneLine {
        height: 1;
        overflow: hidden;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(((),), id=id, classes=classes)

    def on_resize(self) -> None:
        """Make the line for the new width."""
        self.show((self.compose_line(self.size.width),))

    def renew(self) -> None:
        """Make the line anew."""
        if self.size.width:
            self.show((self.compose_line(self.size.width),))

    @abstractmethod
    def compose_line(self, width: int) -> Line:
        """The line in `width` cells."""


class PaneRule(OneLine):
    """The rule over a pane: its number and name, and its summary at the right end."""

    def __init__(self, number: str, title: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._number = number
        self._title = title
        self._summary: Line = ()
        self._is_focused = False

    def say(
        self, summary: Line, *, title: str | None = None, is_focused: bool | None = None
    ) -> None:
        """Change what the rule says; what is `None` stays."""
        self._summary = tuple(summary)
        self._title = self._title if title is None else title
        self._is_focused = self._is_focused if is_focused is None else is_focused
        self.renew()

    def compose_line(self, width: int) -> Line:
        """`─ 2  Jobs ───────── sort attention · 14 of 14 ─`."""
        rule = Tone.ACCENT if self._is_focused else Tone.RULE
        name = Span(f"{self._title} ", Tone.BRIGHT if self._is_focused else Tone.DIM, True)
        number = Span(f"{self._number}  ", Tone.DIM) if self._number else Span("")
        end = Span("─", rule)
        left = (Span("─ ", rule), number, name)
        # What the pane is comes before what it holds.
        summary = fit(self._summary, max(0, width - width_of(left) - 3))
        right = (Span(" "), *summary, Span(" "), end) if summary else (end,)
        return justify(left, right, width, end)


Hint = tuple[Binding | str, str]
"""A binding, or a key that the configuration can't move, and what it does, in a word."""


class KeyLine(OneLine):
    """The keys that work here and now, as the configuration has moved them."""

    def __init__(self, hints: Sequence[Hint] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints = tuple(hints)
        self._held: tuple[Hint, ...] = ()
        self._trouble = ""

    def hold(self, hints: Sequence[Hint]) -> None:
        """Show these and no others, whatever is said, until held anew; with none, what was said."""
        self._held = tuple(hints)
        self.renew()

    def say(self, hints: Sequence[Hint]) -> None:
        """Show these keys with their words, the more useful first."""
        if self._trouble or self._hints != tuple(hints):
            self._hints, self._trouble = tuple(hints), ""
            self.renew()

    def complain(self, text: str) -> None:
        """Say in their place what is wrong with what is typed above."""
        if text != self._trouble:
            self._trouble = text
            self.renew()

    def compose_line(self, width: int) -> Line:
        """As many keys as fit whole; the last of them, help, always does."""
        if self._trouble:
            return fit((Span(" "), Span(self._trouble, Tone.FAILED)), width)
        keymap = self.app._keymap
        named = [
            (key if isinstance(key, str) else first_label(key, keymap), words)
            for key, words in self._held or self._hints
        ]
        if not named:
            return ()
        *others, last = [each for each in named if each[0]] or [("", "")]
        room = width - 1 - _cells(last)
        spans: list[Span] = [Span(" ")]
        for key in others:
            if room < _cells(key):
                break
            room -= _cells(key)
            spans.extend(_spans(key))
        return (*spans, *_spans(last))


def _cells(key: tuple[str, str]) -> int:
    return len(key[0]) + len(key[1]) + 3


def _spans(key: tuple[str, str]) -> Line:
    return Span(key[0], Tone.YOURS, True), Span(f" {key[1]}  ", Tone.DIM)


class NoticeLine(OneLine):
    """What came of the last key, else the one thing that needs a person."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: Line = ()
        self._standing: Line = ()
        self._hint: Line = ()

    def say(self, text: str, *, is_trouble: bool = False) -> None:
        """Show what came of a key, until the next."""
        self._hint = ()
        tone = Tone.LINK if is_trouble else Tone.YOURS
        self._said = (Span(" "), Span(text, tone)) if text else ()
        self.renew()

    def stand(self, text: str) -> None:
        """Show what needs a person for as long as it does; empty for nothing."""
        self._standing = (Span(" ! ", Tone.LINK, True), Span(text, Tone.LINK)) if text else ()
        self.renew()

    def hint(self, text: str) -> None:
        """Show what is good to know until the next key, where there is nothing else."""
        self._hint = (Span(" "), Span(text, Tone.DIM))
        self.renew()

    def compose_line(self, width: int) -> Line:
        """What was said, else what stands."""
        return self._said or self._standing or self._hint


class SaidLine(OneLine):
    """One line in one tone."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text: Line = ()

    def say(self, text: str, tone: Tone) -> None:
        """Show it; empty for nothing."""
        self._text = (Span(" "), Span(text, tone)) if text else ()
        self.renew()

    def compose_line(self, width: int) -> Line:
        """The text."""
        return fit(self._text, width)
