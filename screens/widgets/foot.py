"""The line above the keys: what was said, what needs a person, or words to look for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget

from screens.question import Question
from screens.widgets.bars import Hint, KeyLine, NoticeLine

TYPING: Final[tuple[Hint, ...]] = (("Enter", "keep"), ("Esc", "drop"), ("F1", "help"))
"""The keys that work while words to look for are typed."""


class Foot(Container):
    """One line with two uses."""

    DEFAULT_CSS = """
    Foot {
        height: 1;
    }
    """

    @dataclass
    class Typed(Message):
        """The words to look for are other ones."""

        words: str

    @dataclass
    class Left(Message):
        """The field is left, and its words kept or dropped."""

        words: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._notice = NoticeLine()
        self._field: Widget | None = None
        self._is_asking = False
        self._focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        """What is said; the field for words comes when it is asked for."""
        yield self._notice

    def say(self, text: str, *, is_trouble: bool = False) -> None:
        """Show what came of a key, until the next; empty for nothing."""
        self._notice.say(text, is_trouble=is_trouble)

    def stand(self, text: str) -> None:
        """Show what needs a person for as long as it does; empty for nothing."""
        self._notice.stand(text)

    def hint(self, text: str) -> None:
        """Show what is good to know until the next key, where there is nothing else."""
        self._notice.hint(text)

    async def ask_for_words(self, words: str) -> None:
        """Let words be typed, beginning with these.

        What is typed ahead is the field's as soon as this returns, and no command.
        """
        if self._field is not None:
            return
        # Textual's input takes 10 ms to load, which the first picture is spared.
        from screens.widgets.filter_line import FilterLine

        self._field = FilterLine(words, self._typed, self._leave)
        self._notice.display = False
        await self.mount(self._field)
        self.screen.set_focus(self._field)
        self._keys().hold(TYPING)

    @property
    def is_asking(self) -> bool:
        """Whether something else than words to look for is being typed."""
        return self._is_asking

    async def ask(self, question: Question, on_answer: Callable[[str | None], None]) -> None:
        """Let something else be typed here, until `end_asking`.

        Args:
            question: What is asked.
            on_answer: Called with each answer; `None` for none.
        """
        if self._field is not None:
            return
        # As above: it has an input.
        from screens.widgets.ask_line import AskLine

        line = AskLine(question, on_answer)
        self._field = line
        self._focused_before = self.screen.focused
        self._is_asking = True
        self._notice.display = False
        await self.mount(line)
        line.take_focus()

    def end_asking(self) -> None:
        """Take the field away; whatever had the keys before it was asked has them again."""
        if self._field is not None:
            if self._is_asking:
                self.screen.set_focus(self._focused_before)
            self._field.remove()
            self._field = None
            self._keys().hold(())
        self._is_asking = False
        self._notice.display = True

    def _keys(self) -> KeyLine:
        return self.screen.query_one("#keys", KeyLine)

    def _typed(self, words: str) -> None:
        # What was typed behind Enter is no word.
        if self._field is not None:
            self.post_message(self.Typed(words))

    def _leave(self, words: str) -> None:
        self.end_asking()
        self.post_message(self.Left(words))
