"""Every key of the program, once: screens, help and README are made from this list.

A key means one thing on every screen, no key alone changes anything at a vendor, Esc never quits,
and each binding has an id by which `[keys]` in the configuration moves it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from textual.binding import Binding, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, Keys

NO_KEY: Final = "unbound"
"""Stands in a keymap for a binding without a key: Textual takes an empty one for the default."""


def _key(key: str, action: str, words: str, tooltip: str, *, id: str = "") -> Binding:
    return Binding(key, action, words, tooltip=tooltip, show=False, id=id or action)


HELP: Final = _key("question_mark,f1", "help", "help", "The keys that work here.")
CLOSE: Final = _key("q", "close", "close, quit", "Close this screen; on the desk, leave.")
QUIT: Final = _key("ctrl+q", "quit", "quit now", "Leave the program from anywhere.")
COPY_HINT: Final = _key("ctrl+c", "help_quit", "how to quit", "Says how to leave.", id="copyhint")
BACK: Final = _key("escape,backspace", "back", "back", "One step back; never quits.")
NEXT_PANE: Final = _key("tab", "next_pane", "next pane", "The next pane.")
PREV_PANE: Final = _key("shift+tab", "prev_pane", "prev pane", "The pane before.")
PANE_1: Final = _key("1", "pane(1)", "accounts", "Go to the accounts.", id="pane1")
PANE_2: Final = _key("2", "pane(2)", "jobs", "Go to the jobs.", id="pane2")
PANE_3: Final = _key("3", "pane(3)", "detail", "Go to the detail.", id="pane3")
ALL_ACCOUNTS: Final = _key("0", "all_accounts", "all", "Jobs of all accounts.", id="allprov")
PAUSE: Final = _key("p", "pause", "pause", "Let polling rest, or go on.")
TAB_NEXT: Final = _key(
    "right_square_bracket", "tab(1)", "next tab", "The detail's next tab.", id="tabnext"
)
TAB_PREV: Final = _key(
    "left_square_bracket", "tab(-1)", "prev tab", "The detail's tab before.", id="tabprev"
)
FILTER: Final = _key("slash", "filter", "filter", "Show only what holds these words.")
FAULTS: Final = _key("f", "faults", "attention", "Only what needs a person, or all.")
SORT: Final = _key("s", "sort", "sort", "Sort by the next column.")
POLL: Final = _key("r", "poll", "poll", "Ask the vendor now, not under its floor.")
ADD: Final = _key("a", "add", "add", "Add jobs: paste ids, URLs, JSON, curl.")
WATCH: Final = _key("w", "watch", "watch", "Save the job to the watchlist, or unsave it.")
LISTS: Final = _key("W", "lists", "lists", "Switch between watchlists.")
REMOVE: Final = _key("d,delete", "remove", "remove", "Take the job off the list; u undoes.")
UNDO: Final = _key("u", "undo", "undo", "Undo the last change of the watchlist.")
ERRORS: Final = _key("e", "errors", "errors", "The job's causes of failure, counted.")
ALL_ERRORS: Final = _key(
    "E", "all_errors", "all errors", "The causes across all jobs of the list.", id="allerrors"
)
EXPORT: Final = _key(
    "x", "export", "take away", "Write records, the ticket or the result to a file."
)
ACTIONS: Final = _key(
    "exclamation_mark", "actions", "actions", "What the vendor can be asked to do to the job."
)
NEXT_BAD: Final = _key("n", "next_bad(1)", "next failed", "The next failed record.", id="nextmatch")
PREV_BAD: Final = _key(
    "N", "next_bad(-1)", "prev failed", "The failed record before.", id="prevmatch"
)

MARK: Final = _key("space", "mark", "mark", "Mark the row, or unmark it, and move down.")
MARK_RANGE: Final = _key(
    "v", "mark_range", "mark range", "Begin a range of marks, or end it.", id="markrange"
)
MARK_ALL: Final = _key(
    "asterisk", "mark_all", "mark all", "Mark all rows shown; marked ones no more.", id="markall"
)

DOWN: Final = _key("down,j", "down", "down", "The next row.")
UP: Final = _key("up,k", "up", "up", "The row before.")
LEFT: Final = _key("left,h", "left", "left", "To the left, also in long texts.")
RIGHT: Final = _key(
    "right,l", "right", "right", "To the right: the rest of long texts, more columns."
)
TOP: Final = _key("g,home", "top", "first", "The first row.")
BOTTOM: Final = _key("G,end", "bottom", "last", "The last row.")
HALF_DOWN: Final = _key("ctrl+d", "half(1)", "half down", "Down half a page.", id="halfdn")
HALF_UP: Final = _key("ctrl+u", "half(-1)", "half up", "Up half a page.", id="halfup")
PAGE_DOWN: Final = _key("pagedown", "page(1)", "page down", "Down a page.", id="pgdn")
PAGE_UP: Final = _key("pageup", "page(-1)", "page up", "Up a page.", id="pgup")
OPEN: Final = _key("enter", "open", "open", "Drill in: job, records, one record.")

MOVING: Final = (DOWN, UP, LEFT, RIGHT, TOP, BOTTOM, HALF_DOWN, HALF_UP, PAGE_DOWN, PAGE_UP)
MARKING: Final = (MARK, MARK_RANGE, MARK_ALL)
EVERYWHERE: Final = (HELP, BACK, CLOSE, QUIT)
DESK: Final = (
    NEXT_PANE,
    PREV_PANE,
    PANE_1,
    PANE_2,
    PANE_3,
    ALL_ACCOUNTS,
    TAB_NEXT,
    TAB_PREV,
    FILTER,
    FAULTS,
    SORT,
    ERRORS,
    ALL_ERRORS,
    POLL,
    PAUSE,
    ADD,
    WATCH,
    LISTS,
    REMOVE,
    UNDO,
    EXPORT,
    ACTIONS,
)
CAUSES: Final = (NEXT_PANE, PREV_PANE, FILTER, SORT, ALL_ERRORS, POLL, EXPORT)
RECORDS: Final = (FILTER, FAULTS, SORT, NEXT_BAD, PREV_BAD, POLL, EXPORT, ACTIONS)
IN_RECORDS: Final = (*MOVING, OPEN, *MARKING, *RECORDS, *EVERYWHERE)

ALL: Final = (*MOVING, OPEN, *DESK, NEXT_BAD, PREV_BAD, *MARKING, *EVERYWHERE)
"""Each binding once."""


def bindings(*groups: Binding) -> list[BindingType]:
    """Bindings in the form that a widget's `BINDINGS` has."""
    return list(groups)


def label(binding: Binding, keymap: Mapping[str, str] | None = None) -> str:
    """The keys of a binding as a person reads them: `?`, `Enter`, `Down / j`.

    Args:
        binding: One of `ALL`.
        keymap: Keys that were moved, by the binding's id, as Textual holds them.
    """
    moved = (keymap or {}).get(binding.id or "", binding.key)
    return "" if moved == NO_KEY else " / ".join(_NAMES.get(key, key) for key in moved.split(","))


def first_label(binding: Binding, keymap: Mapping[str, str] | None = None) -> str:
    """The first of a binding's keys as a person reads it; empty when it has none."""
    return label(binding, keymap).partition(" / ")[0]


def as_keymap(moved: Mapping[str, str]) -> dict[str, str]:
    """What `[keys]` says, in the form that Textual takes."""
    return {name: ",".join(_split(key)) or NO_KEY for name, key in moved.items()}


def check_keymap(moved: Mapping[str, str]) -> str | None:
    """What is wrong with `[keys]`, in one line; `None` when nothing is.

    A name must be one of ours, a key one that a terminal can send, and no key may mean two things.
    """
    known = {binding.id or "": binding for binding in ALL}
    for name, key in moved.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return f"keys.{name}: there is no such action{hint}"
        for each in _split(key):
            if not _is_key(each):
                return f"keys.{name}: {each!r} is no key; try a letter, f5, ctrl+x or comma"
    taken: dict[str, str] = {}
    for name, binding in known.items():
        for each in _split(moved.get(name, binding.key)):
            other = taken.setdefault(each, name)
            if other != name:
                first, second = (other, name) if name in moved else (name, other)
                return f"keys.{second}: {_NAMES.get(each, each)} is the key of {first} already"
    return None


def _split(said: str) -> list[str]:
    """Keys between commas, by Textual's names for them."""
    said = said.strip()
    names = ["comma"] if said == "," else [name.strip() for name in said.split(",")]
    return [_long(name) for name in names if name]


def _long(name: str) -> str:
    """Textual's name of a key: `?` is `question_mark`, and a letter is its own."""
    if len(name) != 1 or name.isalnum():
        return name
    found = unicodedata.name(name, name).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(found, found)


def _is_key(name: str) -> bool:
    """Whether a key is called so."""
    base = name
    for modifier in ("ctrl+", "alt+", "shift+"):
        base = base.removeprefix(modifier)
    return len(base) == 1 or base in _KEY_NAMES or name in _KEY_NAMES


def _character_keys() -> Iterator[str]:
    """Names of the characters on a keyboard that are no letters."""
    return (_long(chr(code)) for code in range(0x21, 0x7F))


_KEY_NAMES: Final = frozenset({*(key.value for key in Keys), *_character_keys()})


_NAMES: Final = {
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
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
    "ctrl+d": "Ctrl+D",
    "ctrl+u": "Ctrl+U",
    "ctrl+q": "Ctrl+Q",
}
"""Names that a person reads; a key that is not here is called what Textual calls it."""


def as_markdown() -> str:
    """The key table, as the README prints it."""
    rows = [f"| `{label(key)}` | `{key.id}` | {key.tooltip} |" for key in ALL]
    return "\n".join(["| Key | Name in `[keys]` | What it does |", "| --- | --- | --- |", *rows])
