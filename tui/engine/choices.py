"""What a person chose last by a key, against what the configuration says."""

from __future__ import annotations

from typing import Protocol

_OVER = " over "


class Choices(Protocol):
    """Keeps what was chosen."""

    def choice(self, name: str) -> str | None:
        """What was last chosen for `name`; `None` when nothing was."""
        ...

    def choose(self, name: str, value: str) -> None:
        """Remember a choice."""
        ...


class Chosen:
    """One setting that a key changes too: the later word counts.

    With a choice goes what the configuration said then. A configuration that says something
    else by now is the later word.
    """

    def __init__(self, choices: Choices, name: str, configured: str) -> None:
        self._choices = choices
        self._name = name
        self._configured = configured

    @property
    def value(self) -> str:
        """What counts."""
        value, over, configured = (self._choices.choice(self._name) or "").partition(_OVER)
        return value if over and configured == self._configured else self._configured

    def choose(self, value: str) -> None:
        """Let this count from now on."""
        self._choices.choose(self._name, f"{value}{_OVER}{self._configured}")
