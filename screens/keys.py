"""Every key of the program, once: screens, help and README are made from this list.

A key means one thing on every screen, no key alone changes anything at a vendor, Esc never quits,
and each binding has an id by which `[keys]` in the configuration moves it.
"""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType


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
ALL_ACCOUNTS: Final = _key(
    "0", "all_accounts", "all accounts", "Jobs of all accounts.", id="allprov"
)
PAUSE: Final = _key("p", "pause", "pause", "Let polling rest, or go on.")
TAB_NEXT: Final = _key(
    "right_square_bracket", "tab(1)", "next tab", "The detail's next tab.", id="tabnext"
)
TAB_PREV: Final = _key(
    "left_square_bracket", "tab(-1)", "prev tab", "The detail's tab before.", id="tabprev"
)
FILTER: Final = _key("slash", "filter", "filter", "Show only what holds these words.")
FAULTS: Final = _key("f", "faults", "narrow", "In turn: active, needing you, failed, all.")
SORT: Final = _key("s", "sort", "sort", "Sort by the next column.")
POLL: Final = _key("r", "poll", "poll", "Ask the vendor now, not under its floor.")
ADD: Final = _key("a", "add", "add", "Paste ids, URLs, JSON or curl; on W, a list.")
WATCH: Final = _key("w", "watch", "watch", "Save the job to the watchlist, or unsave it.")
LISTS: Final = _key("W", "lists", "lists", "Watchlists: switch, begin, name, move jobs.")
MOVE_JOBS: Final = _key(
    "M", "move_jobs", "move jobs", "On W: move the desk's jobs to the list.", id="move"
)
RENAME: Final = _key("C", "rename", "rename", "On W: give the list another name.")
REMOVE: Final = _key("d,delete", "remove", "remove", "Take the job off the list; u undoes.")
UNDO: Final = _key("u", "undo", "undo", "Undo the last change of the watchlist.")
ERRORS: Final = _key("e", "errors", "errors", "The job's causes of failure, counted.")
ALL_ERRORS: Final = _key(
    "E", "all_errors", "all errors", "The causes across all jobs of the list.", id="allerrors"
)
EXPORT: Final = _key("x", "export", "take away", "Write records, ticket or result to a file.")
ACTIONS: Final = _key(
    "exclamation_mark", "actions", "actions", "What can be done to the job at its vendor."
)
NEXT_BAD: Final = _key("n", "next_bad(1)", "next failed", "The next failed record.", id="nextmatch")
PREV_BAD: Final = _key(
    "N", "next_bad(-1)", "prev failed", "The failed record before.", id="prevmatch"
)

PALETTE: Final = _key("colon,ctrl+p", "palette", "commands", "Find an action or a job by its name.")
REDRAW: Final = _key("ctrl+l", "redraw", "redraw", "Draw the whole screen anew.")
SUSPEND: Final = _key("ctrl+z", "suspend", "to shell", "Go to the shell; fg comes back.")
PANE_LEFT: Final = _key("h", "pane_left", "pane left", "The pane to the left.", id="paneleft")
PANE_RIGHT: Final = _key("l", "pane_right", "pane right", "The pane to the right.", id="paneright")
ZOOM: Final = _key("z", "zoom", "zoom", "The pane on all the screen, or no longer.")
DETAIL_DOWN: Final = _key(
    "J", "scroll_detail(1)", "detail down", "Scroll the detail from the list.", id="detaildn"
)
DETAIL_UP: Final = _key(
    "K", "scroll_detail(-1)", "detail up", "Scroll the detail back from the list.", id="detailup"
)
POLL_ALL: Final = _key(
    "R", "poll_all", "poll all", "Ask about all jobs shown, not under a floor.", id="pollall"
)
TIMES: Final = _key("t", "times", "times", "Times in UTC, in yours, in the vendor's zone.")
HTTP_LOG: Final = _key(
    "at", "http_log", "calls", "Each call that was made, a line each.", id="httplog"
)
SETTINGS: Final = _key("comma", "settings", "settings", "Each setting, and where it comes from.")
THEME: Final = _key("T", "theme", "theme", "Another theme.")
REVERSE: Final = _key("S", "reverse_sort", "reverse", "Turn the order round.", id="rsort")
RANGE_DOWN: Final = _key(
    "shift+down", "mark_further(1)", "mark down", "Mark this row and the next.", id="rangedn"
)
RANGE_UP: Final = _key(
    "shift+up", "mark_further(-1)", "mark up", "Mark this row and the one before.", id="rangeup"
)
INTERVAL: Final = _key("i", "interval", "interval", "How often the job is asked about.")
BELL: Final = _key("b", "bell", "alert", "Ring when the job ends, or changes at all.")
MEMO: Final = _key("m", "memo", "memo", "A note on the job: a ticket, a name.", id="memo")
SINCE: Final = _key("D", "since", "since", "What changed since you last looked.", id="diff")
COPY: Final = _key("y", "copy", "copy", "Copy the id, or those marked.", id="yank")
COPY_MENU: Final = _key(
    "Y", "copy_menu", "copy …", "Copy more: URL, error, row, curl, ticket.", id="yankmenu"
)
BROWSE: Final = _key("o", "browse", "vendor page", "The job's page at the vendor.")

MARK: Final = _key("space", "mark", "mark", "Mark the row, or unmark it, and move down.")
MARK_RANGE: Final = _key(
    "v", "mark_range", "mark range", "Begin a range of marks, or end it.", id="markrange"
)
MARK_ALL: Final = _key(
    "asterisk", "mark_all", "mark all", "Mark all rows shown; marked ones no more.", id="markall"
)

DOWN: Final = _key("down,j", "down", "down", "The next row.")
UP: Final = _key("up,k", "up", "up", "The row before.")
LEFT: Final = _key("left", "left", "left", "To the left, also in long texts.")
RIGHT: Final = _key("right", "right", "right", "To the right: long texts, then more columns.")
TOP: Final = _key("g,home", "top", "first", "The first row.")
BOTTOM: Final = _key("G,end", "bottom", "last", "The last row.")
HALF_DOWN: Final = _key("ctrl+d", "half(1)", "half down", "Down half a page.", id="halfdn")
HALF_UP: Final = _key("ctrl+u", "half(-1)", "half up", "Up half a page.", id="halfup")
PAGE_DOWN: Final = _key("pagedown", "page(1)", "page down", "Down a page.", id="pgdn")
PAGE_UP: Final = _key("pageup", "page(-1)", "page up", "Up a page.", id="pgup")
OPEN: Final = _key("enter", "open", "open", "Drill in: job, records, one record.")

MOVING: Final = (DOWN, UP, LEFT, RIGHT, TOP, BOTTOM, HALF_DOWN, HALF_UP, PAGE_DOWN, PAGE_UP)
NOTES: Final = (MEMO, BELL, INTERVAL)
MARKING: Final = (MARK, MARK_RANGE, MARK_ALL, RANGE_DOWN, RANGE_UP)
COPYING: Final = (COPY, COPY_MENU, BROWSE)
EVERYWHERE: Final = (BACK, CLOSE)
"""Each screen has its own way to do these."""
APP: Final = (HELP, PALETTE, QUIT, COPY_HINT)
"""Those that the app does, whatever screen is on top."""
PROGRAM: Final = (HTTP_LOG, SETTINGS, TIMES, THEME, REDRAW, SUSPEND)
"""What is about the program and not about a job: the app does these too."""
DESK: Final = (
    NEXT_PANE,
    PREV_PANE,
    PANE_1,
    PANE_2,
    PANE_3,
    PANE_LEFT,
    PANE_RIGHT,
    ZOOM,
    ALL_ACCOUNTS,
    TAB_NEXT,
    TAB_PREV,
    DETAIL_DOWN,
    DETAIL_UP,
    FILTER,
    FAULTS,
    SORT,
    REVERSE,
    ERRORS,
    ALL_ERRORS,
    POLL,
    POLL_ALL,
    PAUSE,
    ADD,
    WATCH,
    LISTS,
    REMOVE,
    *NOTES,
    SINCE,
    UNDO,
    *COPYING,
    EXPORT,
    ACTIONS,
)
WATCHLISTS: Final = (ADD, MOVE_JOBS, RENAME, UNDO)
CALLS: Final = (FILTER, FAULTS)
PAIRED: Final = (NEXT_PANE, PREV_PANE, PANE_LEFT, PANE_RIGHT, ZOOM)
"""A table, and its row in full below it."""
CAUSES: Final = (
    *PAIRED,
    FILTER,
    FAULTS,
    SORT,
    REVERSE,
    ALL_ERRORS,
    POLL,
    *COPYING,
    EXPORT,
)
RECORDS: Final = (
    OPEN,
    *PAIRED,
    FILTER,
    FAULTS,
    SORT,
    REVERSE,
    NEXT_BAD,
    PREV_BAD,
    ERRORS,
    ALL_ERRORS,
    POLL,
    *NOTES,
    SINCE,
    *COPYING,
    EXPORT,
    ACTIONS,
)

ALL: Final = (
    *MOVING,
    OPEN,
    *DESK,
    MOVE_JOBS,
    RENAME,
    NEXT_BAD,
    PREV_BAD,
    *MARKING,
    *PROGRAM,
    *EVERYWHERE,
    *APP,
)
"""Each binding once."""


def bindings(*groups: Binding) -> list[BindingType]:
    """Bindings in the form that a widget's `BINDINGS` has."""
    return list(groups)
