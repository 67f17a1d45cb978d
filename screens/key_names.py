"""What keys are called: by Textual, and by a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from screens import keys

NO_KEY: Final = "unbound"
"""Stands in a keymap for a binding without a key: Textual takes an empty one for the default."""


def named(key: str) -> str:
    """One key as a person reads it; without a name of ours, by that of Textual."""
    if key.startswith("ctrl+") and len(key) == len("ctrl+x"):
        return f"Ctrl+{key[-1].upper()}"
    return _NAMES.get(key, key)


def label(binding: Binding, keymap: Mapping[str, str] | None = None) -> str:
    """The keys of a binding as a person reads them: `?`, `Enter`, `Down / j`.

    Args:
        binding: One of `keys.ALL`.
        keymap: Keys that were moved, by the binding's id, as Textual holds them.
    """
    moved = (keymap or {}).get(binding.id or "", binding.key)
    return "" if moved == NO_KEY else " / ".join(named(key) for key in moved.split(","))


def first_label(binding: Binding, keymap: Mapping[str, str] | None = None) -> str:
    """The first of a binding's keys as a person reads it; empty when it has none."""
    return label(binding, keymap).partition(" / ")[0]


def split(said: str) -> list[str]:
    """Keys between commas, by Textual's names for them."""
    said = said.strip()
    names = ["comma"] if said == "," else [name.strip() for name in said.split(",")]
    return [long_name(name) for name in names if name]


def long_name(name: str) -> str:
    """Textual's name of a key: `?` is `question_mark`, and a letter is its own."""
    if len(name) != 1 or name.isalnum():
        return name
    found = unicodedata.name(name, name).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(found, found)


def is_key(name: str) -> bool:
    """Whether a key is called so."""
    base = name
    for modifier in ("ctrl+", "alt+", "shift+"):
        base = base.removeprefix(modifier)
    return len(base) == 1 or base in _KEY_NAMES or name in _KEY_NAMES


def _character_keys() -> Iterator[str]:
    """Names of the characters on a keyboard that are no letters."""
    return (long_name(chr(code)) for code in range(0x21, 0x7F))


_KEY_NAMES: Final = frozenset({*(key.value for key in Keys), *_character_keys()})


_NAMES: Final = {
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "colon": ":",
    "comma": ",",
    "at": "@",
    "space": "Space",
    "asterisk": "*",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "down": "Down",
    "up": "Up",
    "left": "Left",
    "right": "Right",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "f1": "F1",
    "shift+down": "Shift+Down",
    "shift+up": "Shift+Up",
}
"""Names that a person reads; a key that is not here is called what Textual calls it."""


def as_markdown() -> str:
    """The key table, as the README prints it."""
    rows = [f"| `{label(key)}` | `{key.id}` | {key.tooltip} |" for key in keys.ALL]
    return "\n".join(["| Key | Name in `[keys]` | What it does |", "| --- | --- | --- |", *rows])
