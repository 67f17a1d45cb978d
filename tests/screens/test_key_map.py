"""The whole key map, held against Textual, multiplexers, SSH and itself."""

from __future__ import annotations

from typing import Final

import pytest
from textual.app import App
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import DataTable, Input, ListView, OptionList, SelectionList, Tabs, Tree

from screens import keys
from screens.reserved_keys import why_reserved
from tests.screens.fake_jobs import app_on, press
from tests.screens.sample_jobs import sample_jobs

DECLARED: Final = [each for each in vars(keys).values() if isinstance(each, Binding)]

TEXTUAL: Final[tuple[type[App[object] | Widget], ...]] = (
    App,
    Screen,
    DataTable,
    OptionList,
    ListView,
    Tree,
    Tabs,
    SelectionList,
    VerticalScroll,
    Input,
)

SAME: Final = {
    "down": {"cursor_down", "scroll_down"},
    "up": {"cursor_up", "scroll_up"},
    "left": {"cursor_left", "scroll_left", "previous_tab", "cursor_parent"},
    "right": {"cursor_right", "scroll_right", "next_tab"},
    "top": {"first", "scroll_home", "scroll_top"},
    "bottom": {"last", "scroll_end", "scroll_bottom"},
    "page": {"page_up", "page_down"},
    "open": {"select", "select_cursor", "submit", "toggle_node"},
    "mark": {"select", "toggle_node"},
    "mark_further": {"cursor_parent", "cursor_next_sibling", "cursor_previous_sibling"},
    "next_pane": {"app.focus_next", "screen.focus_next"},
    "prev_pane": {"app.focus_previous", "screen.focus_previous"},
    "help_quit": {"help_quit", "screen.copy_text"},
    "quit": {"quit"},
    "palette": {"command_palette"},
    "back": {"screen.minimize"},
}
"""Actions of Textual's that mean the same as one of ours, by the name of ours."""

DELIBERATE: Final = {"home", "end"}
"""In tables they go to the first and last row, where Textual's go to a column."""

BY_NAME: Final = {
    "quit": "q, :quit",
    "redraw": ":redraw",
    "suspend": ":to shell",
    "halfdn": "PgDn",
    "halfup": "PgUp",
    "copyhint": "?",
    "prev_pane": "1, 2, 3",
    "rangedn": "v",
    "rangeup": "v",
}
"""Actions of chords alone, and the plain way to each."""


def is_plain(key: str) -> bool:
    """Whether it is pressed without a chord."""
    return "+" not in key and not (key[0] == "f" and key[1:].isdigit())


@pytest.mark.parametrize("binding", DECLARED, ids=lambda each: each.id)
def test_no_key_is_anothers(binding: Binding) -> None:
    """tmux, screen, SSH and the terminal take theirs before we see them."""
    for key in binding.key.split(","):
        assert why_reserved(key, str(binding.id)) is None


def test_each_key_means_one_thing() -> None:
    """Also of the actions that one screen alone has."""
    taken: dict[str, str | None] = {}
    for binding in DECLARED:
        for key in binding.key.split(","):
            assert taken.setdefault(key, binding.id) == binding.id, key


@pytest.mark.parametrize("binding", DECLARED, ids=lambda each: each.id)
def test_each_action_has_a_plain_key(binding: Binding) -> None:
    """Chords are lost in some terminals, and in some hands."""
    assert any(map(is_plain, binding.key.split(","))) or binding.id in BY_NAME


@pytest.mark.parametrize("kind", TEXTUAL, ids=lambda each: each.__name__)
def test_no_key_of_textuals_means_something_else(kind: type[App[object] | Widget]) -> None:
    """What people know from other programs on it works here too."""
    ours = {key: each for each in DECLARED for key in each.key.split(",")}
    for known in kind.BINDINGS:
        assert isinstance(known, Binding)
        for key in known.key.split(","):
            if key not in ours or (kind is Input) or key in DELIBERATE:
                continue
            name = ours[key].action.partition("(")[0]
            assert known.action.partition("(")[0] in SAME.get(name, set()), (key, known.action)


@pytest.mark.parametrize(
    "way", [(), ("1",), ("3",), ("enter",), ("enter", "enter"), ("e",), ("E",), ("at",)]
)
async def test_every_key_that_is_bound_does_something_there(way: tuple[str, ...]) -> None:
    """A binding without its action is told in the help and does nothing."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, *way)
        taken: dict[str, str | None] = {}
        for node, bindings in pilot.app.screen._modal_binding_chain:
            for key, binding in bindings:
                name = binding.action.partition("(")[0]
                assert hasattr(node, f"action_{name}"), (key, binding.action, node)
                assert taken.setdefault(key, binding.id) == binding.id, key


@pytest.mark.parametrize("key", ["escape", "backspace"])
@pytest.mark.parametrize(
    "way", ["enter", "enter enter", "e", "E", "W", "question_mark", "colon", "at", "a"]
)
async def test_back_goes_back_and_never_leaves_the_program(way: str, key: str) -> None:
    """On every screen, however often it is pressed."""
    app = app_on(sample_jobs())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *way.split())
        assert len(app.screen_stack) > 1
        if key == "backspace" and way == "a":
            return  # it rubs out what was pasted
        await press(pilot, *[key] * 5)
        assert len(app.screen_stack) == 1
        assert app.is_running
        assert app.return_code is None
