"""Rows of a form that is filled in by keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Region, Size
from textual.message import Message

from screens.paint import Line, Span, Tone
from screens.widgets.line_view import LineView
from screens.widgets.safe_field import SafeField

LABEL: Final = 15
"""Cells of a row's label."""
MORE: Final = " …"
"""Behind the chosen word where the others have no room."""
LEAST_FIELD: Final = 20
"""Cells of a field beside which words to choose from are shown in full."""
LONGEST: Final = 400
"""Characters of one field."""


class Choice(LineView, can_focus=True, inherit_bindings=False):
    """A few words side by side, of which one is chosen; it alone where there is no room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "choose(-1)", "before", show=False),
        Binding("right,l,space", "choose(1)", "next", show=False),
    ]
    DEFAULT_CSS = "Choice { width: auto; height: 1; overflow: hidden; }"

    @dataclass
    class Chosen(Message):
        """Another one was chosen."""

        key: str

    def __init__(
        self, key: str, words: Sequence[str], chosen: int = 0, labels: Sequence[str] = ()
    ) -> None:
        super().__init__(((),), can_focus=True)
        self._key = key
        self._words = tuple(words)
        self._labels = tuple(labels or words)
        self._at = chosen
        self._is_alone = False

    @property
    def chosen(self) -> str:
        """The word that is chosen."""
        return self._words[self._at]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Cells of what is shown, whichever is chosen."""
        if self._is_alone:
            return max(map(len, self._labels)) + len(MORE) + 2
        return self._whole

    @property
    def _whole(self) -> int:
        """Cells that all words take, and one of air."""
        return sum(len(label) + 2 for label in self._labels) + 1

    def fit(self, room: int) -> None:
        """Show all words, or the chosen one alone where `room` cells are too few for them."""
        is_alone = self._whole > room
        if is_alone is not self._is_alone:
            self._is_alone = is_alone
            self._renew()
            self.refresh(layout=True)

    def on_mount(self) -> None:
        """Show the words."""
        self._renew()

    def repaint_focus(self) -> None:
        """The chosen one is brighter where the focus is."""
        self._renew()
        self.refresh(Region(0, 0, *self.size))

    def action_choose(self, by: int) -> None:
        """The next one, or the one before, around the end."""
        self._at = (self._at + by) % len(self._words)
        self._renew()
        self.post_message(self.Chosen(self._key))

    def _renew(self) -> None:
        spans: list[Span] = []
        for at, label in enumerate(self._labels):
            if at != self._at:
                if not self._is_alone:
                    spans.append(Span(f" {label} ", Tone.DIM))
            elif self.has_focus:
                spans.append(Span(f"‹{label}›", Tone.ACCENT, True))
            else:
                spans.append(Span(f"‹{label}›", Tone.BRIGHT))
        if self._is_alone:
            spans.append(Span(MORE, Tone.DIM))
        self.show((tuple(spans),))


class Button(LineView, can_focus=True, inherit_bindings=False):
    """A line on which Enter does what it says; its screen sees to that."""

    DEFAULT_CSS = "Button { height: 1; overflow: hidden; padding: 0 1; }"

    def __init__(self, text: str, *, id: str | None = None) -> None:
        super().__init__(((),), id=id, can_focus=True)
        self._text = text

    def on_mount(self) -> None:
        """Show what it does."""
        self.say(self._text)

    def say(self, text: str) -> None:
        """Change what it does."""
        self._text = text
        mark = Span("▌ ", Tone.ACCENT) if self.has_focus else Span("  ")
        tone = Tone.YOURS if self.has_focus else Tone.DIM
        self.show(((mark, Span("Enter", tone, self.has_focus), Span(f"  {text}", tone)),))

    def repaint_focus(self) -> None:
        """It is brighter where the focus is."""
        self.say(self._text)


class FormRow(Horizontal):
    """A label, words to choose from, a field: whichever it is given."""

    DEFAULT_CSS = """
    FormRow { height: 1; padding: 0 1; }
    FormRow > .form--label { height: 1; }
    """

    def __init__(
        self,
        key: str,
        label: str,
        *,
        choice: Choice | None = None,
        text: str | None = None,
        hint: str = "",
    ) -> None:
        """Make a row.

        Args:
            key: What it is called, in its widgets' ids and messages.
            label: What stands left of it.
            choice: Words to choose from; `None` for none.
            text: What stands in its field; `None` for no field.
            hint: What to type, shown while the field is empty.
        """
        super().__init__(id=f"row-{key}")
        self.key = key
        self._label = LineView(((Span(label, Tone.DIM),),), classes="form--label")
        self._label.styles.width = LABEL
        self.choice = choice
        self.field = (
            None
            if text is None
            else SafeField(text, placeholder=hint, max_length=LONGEST, select_on_focus=False)
        )

    def compose(self) -> ComposeResult:
        """From left to right."""
        yield self._label
        if self.choice is not None:
            yield self.choice
        if self.field is not None:
            yield self.field

    def on_resize(self) -> None:
        """Leave the field its room."""
        if self.choice is not None:
            self.choice.fit(self.size.width - LABEL - (LEAST_FIELD if self.field else 0))

    @property
    def text(self) -> str:
        """What stands in its field; empty without one."""
        return self.field.value if self.field else ""

    def hint(self, text: str) -> None:
        """Change what to type."""
        if self.field is not None:
            self.field.placeholder = text


def as_line(text: str) -> Line:
    """A line of TOML, its comment dim and its key apart from its value."""
    code, hash_sign, comment = text.partition("#")
    if not code.strip():
        return (Span(text, Tone.DIM),)
    key, equals, value = code.partition(" = ")
    spans = [Span(key, Tone.YOURS if equals else Tone.BRIGHT)]
    if equals:
        spans.append(Span(f" = {value}"))
    if hash_sign:
        spans.append(Span(f"#{comment}", Tone.DIM))
    return tuple(spans)
