"""Keys as the configuration moves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from screens import keys
from screens.key_names import NO_KEY, is_key, named, split
from screens.reserved_keys import why_reserved

_WAYS_OUT: Final = (keys.CLOSE, keys.QUIT, keys.PALETTE)


@dataclass(frozen=True, slots=True)
class KeyTrouble:
    """Why `[keys]` can't be followed."""

    name: str
    """The entry that is to blame."""
    text: str
    """One line."""


def as_keymap(moved: Mapping[str, str]) -> dict[str, str]:
    """What `[keys]` says, in the form that Textual takes."""
    return {name: ",".join(split(key)) or NO_KEY for name, key in moved.items()}


def check_keymap(moved: Mapping[str, str]) -> KeyTrouble | None:
    """What is wrong with `[keys]`; `None` when nothing is.

    A name must be one of ours, a key one that a terminal can send and that is nobody else's, and
    no key may mean two things. An empty key takes all from the action.
    """
    known = {binding.id or "": binding for binding in keys.ALL}
    for name, key in moved.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return KeyTrouble(name, f"keys.{name}: there is no such action{hint}")
        for each in split(key):
            if trouble := _why_not(each, name):
                return KeyTrouble(name, f"keys.{name}: {trouble}")
    return _twice(moved) or _no_way_out(moved)


def _why_not(key: str, name: str) -> str | None:
    if not is_key(key):
        lower = key.lower()
        hint = f"did you mean {lower}?" if is_key(lower) else "try a letter, f5, ctrl+x or comma"
        return f"{key!r} is no key; {hint}"
    why = why_reserved(key, name)
    return None if why is None else f"{named(key)} can't be had: it {why}"


def _twice(moved: Mapping[str, str]) -> KeyTrouble | None:
    """The first key that would mean two things, blamed on one that was moved."""
    taken: dict[str, str] = {}
    for binding in keys.ALL:
        name = binding.id or ""
        for each in split(moved.get(name, binding.key)):
            other = taken.setdefault(each, name)
            if other != name:
                first, second = (other, name) if name in moved else (name, other)
                said = f"{named(each)} is the key of {first} already ({_words(first)})"
                return KeyTrouble(second, f"keys.{second}: {said}")
    return None


def _words(name: str) -> str:
    return next(binding.description for binding in keys.ALL if binding.id == name)


def _no_way_out(moved: Mapping[str, str]) -> KeyTrouble | None:
    names = [binding.id or "" for binding in _WAYS_OUT]
    if all(name in moved and not split(moved[name]) for name in names):
        return KeyTrouble(names[0], f"keys.{names[0]}: no key would be left to leave by")
    return None
