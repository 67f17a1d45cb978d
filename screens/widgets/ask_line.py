"""A field in the place of the last line above the keys, for one short answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from screens.paint import Span, Tone, cut
from screens.question import Question
from screens.widgets.line_view import LineView
from screens.widgets.safe_field import SafeField

LABEL_MOST = 34
"""Cells of what is asked."""


class AskField(SafeField):
    """Enter answers, Esc leaves things as they are, and no key leads out of it otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False),
        Binding("tab,shift+tab", "stay", "stay", show=False),
    ]

    def __init__(self, question: Question, on_answer: Callable[[str | None], None]) -> None:
        super().__init__(
            question.value,
            placeholder=question.placeholder,
            max_length=question.most,
            select_on_focus=False,
        )
        self._on_answer = on_answer

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer."""
        event.stop()
        self._on_answer(event.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """It is nobody's filter."""
        event.stop()

    def action_leave(self) -> None:
        """Leave things as they are."""
        self._on_answer(None)

    def action_stay(self) -> None:
        """Stay."""


class AskLine(Horizontal):
    """What is asked, and the field."""

    DEFAULT_CSS = """
    AskLine {
        height: 1;
        & > LineView { height: 1; width: auto; overflow: hidden; }
        & > AskField { width: 1fr; }
    }
    """

    def __init__(self, question: Question, on_answer: Callable[[str | None], None]) -> None:
        super().__init__()
        self._label = cut(question.label, LABEL_MOST)
        self._field = AskField(question, on_answer)

    def compose(self) -> ComposeResult:
        """Side by side."""
        label = LineView(((Span(f" {self._label} ", Tone.YOURS),),))
        label.styles.width = len(self._label) + 2
        yield label
        yield self._field

    def take_focus(self) -> None:
        """Let it be typed."""
        self.screen.set_focus(self._field)
