"""What a watchlist may be called."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

NAME_MOST: Final = 60
"""Characters of a list's name."""

_QUOTES: Final = "\"'`“”„‘’«»"
_SLASHES: Final = "/\\"
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2400-\u2426]|<U\+")
"""Also as the pictures and codes that a field makes of them."""


def one_name(text: str) -> str:
    """What was typed, without blanks around it and with single ones in it."""
    return " ".join(text.split())


def name_trouble(name: str, taken: Collection[str]) -> str:
    """Why a list can't be called so; empty when it can.

    Args:
        name: As `one_name` leaves it.
        taken: The names of the other lists.
    """
    if not name:
        return "a list needs a name; Esc leaves things as they are"
    if len(name) > NAME_MOST:
        return f"that has {len(name)} characters; a list's name has {NAME_MOST} at most"
    if _CONTROLS.search(name):
        return "there is a control character in it; a name is plain text"
    # People type names in a shell, behind --list.
    for signs, words in ((_QUOTES, "quotes"), (_SLASHES, "slashes")):
        if any(sign in name for sign in signs):
            return f"a list's name has no {words}: it is typed in the shell too"
    if name in taken:
        return f"there is a list {name} already; M moves jobs there"
    return ""
