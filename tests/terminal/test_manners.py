"""What the command line, the configuration and the place say of the terminal, and which counts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tui.cli import parse
from tui.engine.config import Display
from tui.manners import Manners, manners, speaks_utf8

SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}


def at(
    words: str, display: Display | None = None, environ: Mapping[str, str] | None = None
) -> Manners:
    """How the desk behaves, called so, in such a place."""
    return manners(parse(words.split()), display or Display(), environ or {}, "utf-8")


@pytest.mark.parametrize(
    ("words", "display", "environ", "has_mouse"),
    [
        ("", Display(), {}, True),
        ("", Display(), SSH, False),
        ("--mouse", Display(), SSH, True),
        ("demo --mouse", Display(), SSH, True),
        ("--no-mouse", Display(), {}, False),
        ("", Display(mouse=True), SSH, True),
        ("--no-mouse fb/bulk/1", Display(mouse=True), {}, False),
    ],
)
def test_the_mouse_is_off_over_ssh_unless_somebody_wants_it(
    words: str, display: Display, environ: Mapping[str, str], has_mouse: bool
) -> None:
    """Its codes fill the local shell when the link drops, and it takes the terminal's selection."""
    assert at(words, display, environ).has_mouse is has_mouse


@pytest.mark.parametrize(
    ("words", "environ", "is_colourless"),
    [
        ("", {}, False),
        ("--no-color", {}, True),
        ("demo --no-color", {}, True),
        ("--no-color demo", {}, True),
        ("", {"NO_COLOR": "1"}, True),
        ("", {"NO_COLOR": ""}, False),
    ],
)
def test_colours_go_when_they_are_not_wanted(
    words: str, environ: Mapping[str, str], is_colourless: bool
) -> None:
    """An empty `NO_COLOR` says nothing, by its convention."""
    assert at(words, environ=environ).is_colourless is is_colourless


@pytest.mark.parametrize(
    ("words", "display", "environ", "is_ascii"),
    [
        ("", Display(), {}, False),
        ("--ascii", Display(), {}, True),
        ("", Display(ascii=True), {}, True),
        ("", Display(), {"LC_ALL": "de_DE.ISO-8859-1"}, True),
        ("", Display(ascii=False), {"LC_ALL": "de_DE.ISO-8859-1"}, False),
        ("--ascii", Display(ascii=False), {}, True),
    ],
)
def test_ascii_where_it_is_wanted_or_the_locale_knows_no_more(
    words: str, display: Display, environ: Mapping[str, str], is_ascii: bool
) -> None:
    """What is said counts before what is guessed."""
    assert at(words, display, environ).is_ascii is is_ascii


@pytest.mark.parametrize(
    ("environ", "encoding", "is_so"),
    [
        ({}, "utf-8", True),
        ({"LANG": "en_US.UTF-8"}, "utf-8", True),
        ({"LANG": "en_US.utf8"}, "utf-8", True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "utf-8", False),
        ({"LC_ALL": "POSIX"}, "utf-8", False),
        ({"LC_CTYPE": "C.UTF-8"}, "utf-8", True),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, "utf-8", False),
        ({"LANG": "de_DE.ISO-8859-15@euro"}, "utf-8", False),
        ({"LANG": "de_DE"}, "utf-8", True),
        ({"LANG": "xx.no-such-set"}, "utf-8", False),
        ({"LANG": "en_US.UTF-8"}, "iso8859-1", False),
        ({"LANG": "en_US.UTF-8"}, "ascii", False),
    ],
)
def test_what_speaks_utf8(environ: Mapping[str, str], encoding: str, is_so: bool) -> None:
    """Python puts `C.UTF-8` in the place of a plain C, which nobody said then."""
    assert speaks_utf8(environ, encoding) is is_so
