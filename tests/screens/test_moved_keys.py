"""Keys as the configuration moves them."""

from __future__ import annotations

import re

import pytest

from screens import keys
from screens.keymap import check_keymap
from tests.screens.fake_jobs import app_on, foot, press, settled, shown, text_of
from tests.screens.sample_jobs import sample_jobs

SIZE = (100, 30)


async def test_a_moved_key_works_and_the_old_one_no_longer_does() -> None:
    """Somebody's multiplexer takes the key that we chose."""
    jobs = sample_jobs()
    async with app_on(jobs, keymap={"poll": "P", "pause": "ctrl+p"}).run_test(size=SIZE) as pilot:
        await press(pilot, "r", "p")
        assert jobs.asked == []
        assert not jobs.is_paused
        await press(pilot, "P", "ctrl+p")
        assert [what for what, _ in jobs.asked] == ["poll_now"]
        assert jobs.is_paused


async def test_help_and_the_key_line_name_the_moved_key() -> None:
    """A hint that names a dead key is worse than none."""
    keymap = {"filter": "F,ctrl+f", "faults": "", "help": "h,f1", "paneleft": ""}
    assert check_keymap(keymap) is None
    async with app_on(sample_jobs(), keymap=keymap).run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "F filter" in shown(pilot)[-1]
        assert "narrow" not in shown(pilot)[-1]
        assert shown(pilot)[-1].endswith("h help")
        await press(pilot, "h")
        said = re.sub(" +", " ", text_of(pilot, "text"))
        assert "F Ctrl+F *filter" in said
        assert "(none) *narrow" in said


async def test_an_unbound_key_does_nothing() -> None:
    """Textual takes an empty key for the default one."""
    jobs = sample_jobs()
    async with app_on(jobs, keymap={"remove": ""}).run_test(size=SIZE) as pilot:
        await press(pilot, "d", "delete")
        assert jobs.asked == []


async def test_the_hint_of_ctrl_c_names_the_moved_key() -> None:
    """It is read by those who have just tried everything else."""
    app = app_on(sample_jobs(), keymap={"close": "Q"})
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "q", "ctrl+c")
        assert "Q leaves the program" in "\n".join(shown(pilot))
        assert "Q quit" in shown(pilot)[-1] or foot(pilot)


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"filtr": "F"}, "keys.filtr: there is no such action; did you mean filter?"),
        ({"xyzzy": "F"}, "keys.xyzzy: there is no such action"),
        ({"pause": "Ctrl+Y"}, "keys.pause: 'Ctrl+Y' is no key; did you mean ctrl+y?"),
        ({"pause": "space bar"}, "keys.pause: 'space bar' is no key; try a letter, f5"),
        ({"pause": "f"}, "keys.pause: f is the key of faults already (narrow)"),
        ({"filter": "question_mark"}, "keys.filter: ? is the key of help already (help)"),
        ({"pause": "?"}, "keys.pause: ? is the key of help already"),
        ({"pause": "P", "poll": "P"}, "keys.pause: P is the key of poll already"),
        ({"pause": "ctrl+b"}, "keys.pause: Ctrl+B can't be had: it is tmux's own prefix"),
        ({"pause": "x,ctrl+s"}, "keys.pause: Ctrl+S can't be had: it stops the terminal's output"),
        ({"pause": "~"}, "keys.pause: tilde can't be had: it is SSH's escape after Enter"),
        ({"pause": "alt+p"}, "keys.pause: alt+p can't be had: it is sent by most terminals as Esc"),
        ({"pause": "f12"}, "keys.pause: f12 can't be had: it drops a terminal down"),
        ({"pause": "ctrl+q"}, "keys.pause: Ctrl+Q can't be had: it is quit and nothing else"),
        ({"pause": "ctrl+z"}, "keys.pause: Ctrl+Z can't be had: it is suspend and nothing else"),
        ({"pause": "shift+p"}, "keys.pause: shift+p can't be had: it is sent as P; write that"),
        ({"pause": "ctrl+1"}, "keys.pause: Ctrl+1 can't be had: it is sent by no terminal"),
        ({"pause": "ctrl+\\"}, "keys.pause: Ctrl+\\ can't be had: it is sent by no terminal"),
        ({"close": "", "quit": "", "palette": ""}, "keys.close: no key would be left to leave by"),
    ],
)
def test_what_is_wrong_with_the_keys_is_said_in_one_line(moved: dict[str, str], said: str) -> None:
    """A key that silently does nothing, or two things, is found out in the worst moment."""
    answer = check_keymap(moved)
    assert answer is not None
    assert answer.text.startswith(said)
    assert answer.name in moved


@pytest.mark.parametrize(
    "moved",
    [
        {},
        {"pause": "P"},
        {"pause": "f", "faults": "p"},
        {"filter": "comma,f5", "settings": ""},
        {"filter": ",", "settings": ""},
        {
            "filter": "&",
            "remove": "",
            "poll": "space",
            "mark": "",
            "undo": "ctrl+y",
            "quit": "ctrl+q",
            "close": "",
        },
    ],
)
def test_keys_that_can_be_pressed_and_mean_one_thing_are_taken(moved: dict[str, str]) -> None:
    """Two keys may change places."""
    assert check_keymap(moved) is None


def test_each_binding_stands_once_and_no_key_means_two_things() -> None:
    """The table in README is made from it."""
    assert len({binding.id for binding in keys.ALL}) == len(keys.ALL)
    assert check_keymap({}) is None
