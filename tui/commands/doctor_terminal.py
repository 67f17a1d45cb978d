"""What this terminal, and what stands between it and us, can do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import Final

from tui.engine.finding import Finding, Mark
from tui.terminal.tmux import asked_of_tmux, lets_through

_SMALL: Final = (60, 15)


def check_terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that is seen of it without drawing."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    yield _terminal(environ, is_terminal=is_terminal)
    yield _size(is_terminal=is_terminal)
    yield _colours(environ)
    yield _characters()
    yield from _between(environ)
    yield _link(environ)


def _terminal(environ: Mapping[str, str], *, is_terminal: bool) -> Finding:
    name = environ.get("TERM", "")
    elsewhere = "`status` and `watch --plain` need none"
    if name in ("", "dumb"):
        return Finding(Mark.NOTE, "terminal", f"TERM={name or 'not set'} can't draw", elsewhere)
    if not is_terminal:
        said = f"TERM={name}, but this run has no terminal"
        return Finding(Mark.NOTE, "terminal", said, elsewhere)
    return Finding(Mark.OK, "terminal", f"TERM={name}")


def _size(*, is_terminal: bool) -> Finding:
    if not is_terminal:
        return Finding(Mark.OK, "size", "not known without a terminal")
    width, height = shutil.get_terminal_size()
    said = f"{width}x{height}"
    if width < _SMALL[0] or height < _SMALL[1]:
        return Finding(Mark.NOTE, "size", f"{said}: a line a job", "80x24 shows all of it")
    return Finding(Mark.OK, "size", said)


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding(Mark.OK, "colours", "none, as NO_COLOR asks; every state is a word too")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding(Mark.OK, "colours", "all; the theme `dark` shows as it was drawn")
    if "256" in environ.get("TERM", ""):
        return Finding(Mark.OK, "colours", "256; the theme `terminal` uses your own sixteen")
    return Finding(Mark.OK, "colours", "sixteen, your terminal's own")


def _characters() -> Finding:
    encoding = (sys.stdout.encoding or "ascii").lower()
    if encoding.replace("-", "") == "utf8":
        return Finding(Mark.OK, "characters", "UTF-8")
    said = f"{encoding}: bars and signs are drawn in ASCII"
    return Finding(Mark.NOTE, "characters", said, "a UTF-8 locale shows them, such as C.UTF-8")


def _between(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether copied text, links and notices arrive: that is up to what stands in between."""
    if environ.get("TMUX"):
        yield from _tmux()
    elif environ.get("STY") or environ.get("TERM", "").startswith("screen"):
        yield Finding(Mark.OK, "copy", "by OSC 52, wrapped for GNU screen, if the terminal has it")
        yield Finding(Mark.NOTE, "links", "GNU screen drops them; their text is shown")
        yield Finding(Mark.OK, "notices", "the bell, and a notice wrapped for GNU screen")
    else:
        said = "by OSC 52, if the terminal has it; and into clip.txt, since nobody can tell"
        yield Finding(Mark.OK, "copy", said)
        yield Finding(Mark.OK, "links", "as the terminal has them")
        yield Finding(Mark.OK, "notices", "the bell, and a notice where the terminal has them")


def _tmux() -> Iterator[Finding]:
    version = asked_of_tmux("-V")
    if version is None:
        said = "TMUX is set, but tmux does not answer; text is copied by OSC 52 and into a file"
        yield Finding(Mark.NOTE, "copy", said, "is tmux on the PATH?")
        return
    features = (asked_of_tmux("display-message", "-p", "#{client_termfeatures}") or "").split(",")
    if "clipboard" in features:
        yield Finding(Mark.OK, "copy", f"by {version} into the clipboard; prefix + ] pastes it too")
    else:
        said = f"{version} takes it (prefix + ] pastes it), its terminal may not"
        yield Finding(Mark.NOTE, "copy", said, "set -as terminal-features ',*:clipboard'")
    if lets_through():
        yield Finding(Mark.OK, "notices", "the bell, and notices: allow-passthrough is on")
    else:
        yield Finding(Mark.NOTE, "notices", "the bell only: allow-passthrough is off in tmux")
    has_links = "hyperlinks" in features
    said = "as the terminal has them" if has_links else f"{version} drops them; text is shown"
    yield Finding(Mark.OK if has_links else Mark.NOTE, "links", said)


def _link(environ: Mapping[str, str]) -> Finding:
    if environ.get("SSH_CONNECTION"):
        said = "over SSH: the mouse is left to your terminal unless --mouse"
        return Finding(Mark.OK, "link", said)
    return Finding(Mark.OK, "link", "on this machine; the mouse works unless --no-mouse")
