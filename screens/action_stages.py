"""How far the card of actions has come, and what stands around its text then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Final

from providers.model import JobRef
from providers.patience import ACTION_WITHIN
from screens import keys
from screens.paint import Line, Span, Tone
from screens.questions import Question
from screens.widgets.bars import Hint
from screens.words import clock_time


class Stage(Enum):
    """How far it has come."""

    MENU = auto()
    ASKING = auto()
    CONFIRM = auto()
    TROUBLE = auto()
    SENDING = auto()


_HINTS: Final[Mapping[Stage, Sequence[Hint]]] = {
    Stage.MENU: ((keys.OPEN, "choose"), ("j/k", "move"), (keys.BACK, "leave"), (keys.HELP, "help")),
    Stage.ASKING: ((keys.BACK, "don't ask"),),
    Stage.TROUBLE: ((keys.BACK, "back"),),
    Stage.SENDING: ((keys.BACK, "close this; it goes on"),),
}


def hints(stage: Stage, question: Question | None) -> Sequence[Hint]:
    """The keys that work."""
    if stage is Stage.CONFIRM and question is not None:
        return (("Enter", question.deed), ("Up/Down", "scroll"), ("Esc", "cancel"))
    return _HINTS.get(stage, ())


def titled(stage: Stage, question: Question | None, ref: JobRef, now: datetime) -> tuple[str, Line]:
    """What the rule says: what it is about, and at its end how things stand."""
    if question is None:
        is_over = stage is Stage.TROUBLE
        calm = "nothing was sent" if is_over else "nothing is sent before you confirm it"
        return "Actions", (Span(calm, Tone.DIM),)
    if question.asked_at is None:
        return question.title, ()
    when = f"asked {ref.account} at {clock_time(question.asked_at, now)}"
    return question.title, (Span(when, Tone.DIM),)


def prompt(
    stage: Stage, question: Question | None, ref: JobRef, since: datetime | None, width: int
) -> tuple[str, Tone]:
    """The line under the text.

    Args:
        stage: How far it has come.
        question: What is to be confirmed; `None` before there is anything.
        ref: The job.
        since: When it was confirmed; `None` before.
        width: Cells of the line.
    """
    if stage is Stage.ASKING:
        return f"asking {ref.account} …", Tone.MOVING
    if question is not None and stage is Stage.CONFIRM:
        asked = f"To {question.verb} it, type {question.wanted} and press Enter."
        return asked if len(asked) <= width else f"type {question.wanted}, then Enter", Tone.YOURS
    if question is not None and stage is Stage.SENDING:
        if question.asked_at is None:
            return f"{question.title} …", Tone.MOVING
        at = clock_time(since, since) if since else ""
        waiting = f"sent {at}, waiting for the answer"
        most = f" (up to {ACTION_WITHIN:.0f} s)"
        return waiting + most * (len(waiting + most) <= width), Tone.MOVING
    return "", Tone.PLAIN
