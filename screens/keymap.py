"""Keys as the configuration moves them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from screens import keys
from screens.key_names import NO_KEY, is_key, named, split


def as_keymap(moved: Mapping[str, str]) -> dict[str, str]:
    """What `[keys]` says, in the form that Textual takes."""
    return {name: ",".join(split(key)) or NO_KEY for name, key in moved.items()}


def check_keymap(moved: Mapping[str, str]) -> str | None:
    """What is wrong with `[keys]`, in one line; `None` when nothing is.

    A name must be one of ours, a key one that a terminal can send, and no key may mean two things.
    """
    known = {binding.id or "": binding for binding in keys.ALL}
    for name, key in moved.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return f"keys.{name}: there is no such action{hint}"
        for each in split(key):
            if not is_key(each):
                return f"keys.{name}: {each!r} is no key; try a letter, f5, ctrl+x or comma"
    taken: dict[str, str] = {}
    for name, binding in known.items():
        for each in split(moved.get(name, binding.key)):
            other = taken.setdefault(each, name)
            if other != name:
                first, second = (other, name) if name in moved else (name, other)
                return f"keys.{second}: {named(each)} is the key of {first} already"
    return None
