"""Which keys stand together in the help, and which of them share a line there."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

from screens import keys

Row = tuple[str, tuple[Binding, ...]]
"""What a line of the help says of one key, or of several that belong together."""


def _alone(*bindings: Binding) -> tuple[Row, ...]:
    return tuple((binding.description, (binding,)) for binding in bindings)


GROUPS: Final[tuple[tuple[str, tuple[Row, ...]], ...]] = (
    (
        "Here",
        (
            *_alone(keys.OPEN),
            ("errors, all", (keys.ERRORS, keys.ALL_ERRORS)),
            *_alone(keys.ACTIONS),
        ),
    ),
    (
        "Find",
        (
            *_alone(keys.FILTER, keys.FAULTS),
            ("next failed", (keys.NEXT_BAD, keys.PREV_BAD)),
            ("sort, turn", (keys.SORT, keys.REVERSE)),
            ("any account", (keys.ALL_ACCOUNTS,)),
        ),
    ),
    (
        "Mark",
        (
            *_alone(keys.MARK, keys.MARK_RANGE, keys.MARK_ALL),
            ("mark on", (keys.RANGE_DOWN, keys.RANGE_UP)),
        ),
    ),
    (
        "Take out",
        (("copy, more", (keys.COPY, keys.COPY_MENU)), *_alone(keys.EXPORT, keys.BROWSE)),
    ),
    (
        "Jobs",
        (
            ("poll, all", (keys.POLL, keys.POLL_ALL)),
            *_alone(keys.PAUSE, keys.ADD, keys.WATCH, keys.LISTS, keys.MOVE_JOBS, keys.RENAME),
            *_alone(keys.REMOVE, keys.UNDO),
            *_alone(keys.MEMO, keys.BELL, keys.INTERVAL, keys.SINCE),
        ),
    ),
    (
        "Move",
        (
            ("row", (keys.DOWN, keys.UP)),
            ("sideways", (keys.LEFT, keys.RIGHT)),
            ("first, last", (keys.TOP, keys.BOTTOM)),
            ("half a page", (keys.HALF_DOWN, keys.HALF_UP)),
            ("page", (keys.PAGE_DOWN, keys.PAGE_UP)),
        ),
    ),
    (
        "Panes",
        (
            ("pane by no.", (keys.PANE_1, keys.PANE_2, keys.PANE_3)),
            ("next pane", (keys.NEXT_PANE, keys.PREV_PANE)),
            ("pane beside", (keys.PANE_LEFT, keys.PANE_RIGHT)),
            ("other tab", (keys.TAB_PREV, keys.TAB_NEXT)),
            ("detail", (keys.DETAIL_DOWN, keys.DETAIL_UP)),
            *_alone(keys.ZOOM),
        ),
    ),
    (
        "Everywhere",
        (
            *_alone(keys.HELP, keys.PALETTE, keys.BACK),
            ("close, quit", (keys.CLOSE, keys.QUIT)),
            *_alone(keys.TIMES, keys.HTTP_LOG, keys.SETTINGS, keys.THEME),
            *_alone(keys.REDRAW, keys.SUSPEND, keys.COPY_HINT),
        ),
    ),
)
"""All keys, each once, in the order of the help."""
