"""News from the program to the screens."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from providers.copying import Copied, Placed
from providers.facts import Said
from providers.model import JobRef


@dataclass
class JobsChanged(Message, bubble=False):
    """Something about the watched jobs is new. Sent by the app to every screen on the stack."""

    def can_replace(self, message: Message) -> bool:
        """A newer picture makes an unread older one worthless."""
        return isinstance(message, JobsChanged)


@dataclass
class TimesTurned(Message, bubble=False):
    """Times go by another clock. Told to every screen on the stack."""


@dataclass
class ActionAnswered(Message, bubble=False):
    """What came of an action that was sent. Told to every screen on the stack."""

    ref: JobRef
    said: Said


@dataclass
class CopyAsked(Message):
    """A text is to be copied. Goes up to the app, which knows the roads to a clipboard."""

    copied: Copied


@dataclass
class BrowseAsked(Message):
    """A page is to be opened in a browser. Goes up to the app."""

    url: str


@dataclass
class CopyPlaced(Message, bubble=False):
    """By which road a text went. Told to the screen that is seen."""

    what: str
    placed: Placed
