"""Commands that have a name and no key: what is typed behind `:`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual.app import App

from providers.facts import Said
from providers.kinds import PROVIDER_LABELS
from screens.carded import CardedScreen


@dataclass(frozen=True, slots=True)
class Command:
    """One of them."""

    name: str
    """One word in lower case, without the colon."""
    tooltip: str
    """What it does, in a short sentence."""
    run: Callable[[App[int], str], None]
    """Does it, on the screen it was asked for on.

    Is given the app, and the words typed behind the name, trimmed: empty when there were none.
    """
    choices: tuple[str, ...] = ()
    """Words that may stand behind the name; each is offered as a line of its own."""
    wants: str = ""
    """What has to be typed behind the name where no choice is made; empty when nothing has."""


def tell(app: App[int], said: Said) -> None:
    """Say what came of a command, where the screen says what came of its keys."""
    screen = app.screen
    if isinstance(screen, CardedScreen):
        screen.say(said)
    elif said.text:
        app.notify(said.text, severity="error" if said.is_trouble else "information", markup=False)


def _play(app: App[int], words: str) -> None:
    app.call_next(app.run_action, "app.demo")


def _set_up(app: App[int], words: str) -> None:
    vendor, _, name = words.partition(" ")
    app.call_next(app.run_action, f"app.account({vendor!r}, {name.strip()!r})")


BUILT_IN: Final = (
    Command(
        "account",
        "Add an account to config.toml, and test it.",
        _set_up,
        choices=("", *PROVIDER_LABELS),
    ),
    Command("demo", "Look around on played vendors; q comes back.", _play),
)
"""Those that need nothing but the screens."""
