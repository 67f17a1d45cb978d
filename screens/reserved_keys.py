"""Keys that belong to others: multiplexers, SSH, the terminal; and keys that no terminal sends."""

from __future__ import annotations

from typing import Final

from screens import keys

RESERVED: Final = {
    "ctrl+a": "is screen's own prefix",
    "ctrl+b": "is tmux's own prefix",
    "ctrl+h": "is the same byte as Backspace",
    "ctrl+i": "is the same byte as Tab",
    "ctrl+j": "is the same byte as a line end",
    "ctrl+m": "is the same byte as Enter",
    "ctrl+k": "goes from pane to pane in vim and tmux",
    "ctrl+s": "stops the terminal's output",
    "ctrl+at": "is the input method's, and a prefix of tmux",
    "ctrl+@": "is the input method's, and a prefix of tmux",
    "ctrl+space": "is the input method's, and a prefix of tmux",
    "ctrl+backslash": "kills the program",
    "ctrl+left_square_bracket": "is the same byte as Esc",
    "ctrl+right_square_bracket": "is telnet's escape",
    "ctrl+circumflex_accent": "is mosh's escape",
    "ctrl+underscore": "is sent as other keys by some terminals",
    "tilde": "is SSH's escape after Enter",
    "f10": "opens the terminal's menu",
    "f11": "makes the terminal full screen",
    "f12": "drops a terminal down",
}
"""Why each can't be had, in words that follow it."""

ONLY: Final = {
    "ctrl+c": keys.COPY_HINT.id,
    "ctrl+l": keys.REDRAW.id,
    "ctrl+q": keys.QUIT.id,
    "ctrl+z": keys.SUSPEND.id,
}
"""Keys that people press for one thing wherever they are, and which may stand for that alone."""


def why_reserved(key: str, action: str) -> str | None:
    """Why a key can't be an action's, in words that follow it; `None` when it can.

    Args:
        key: By Textual's name.
        action: The binding's id.
    """
    if key.startswith("alt+"):
        return "is sent by most terminals as Esc and a key, or as another character"
    if key in RESERVED:
        return RESERVED[key]
    if key in ONLY and ONLY[key] != action:
        return f"is {ONLY[key]} and nothing else"
    modifiers, _, base = key.rpartition("+")
    if len(base) == 1 and modifiers == "shift":
        return f"is sent as {base.upper()}; write that"
    if len(base) == 1 and modifiers and not (modifiers == "ctrl" and "a" <= base <= "z"):
        return "is sent by no terminal"
    return None
