"""How the desk behaves at this terminal: as the command line says, the configuration, the place."""

from __future__ import annotations

import argparse
import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tui.engine.config import Display

_C_LOCALES: Final = ("C", "POSIX")


@dataclass(frozen=True, slots=True)
class Manners:
    """What the terminal can do, and its reader wants."""

    is_ascii: bool = False
    is_colourless: bool = False
    has_mouse: bool = False


USUAL: Final = Manners()
"""At a terminal of which nothing is known."""


def manners(
    options: argparse.Namespace, display: Display, environ: Mapping[str, str], encoding: str
) -> Manners:
    """How to behave.

    Args:
        options: As given on the command line.
        display: As configured.
        environ: Tells of the terminal.
        encoding: The standard output's.
    """
    mouse = options.mouse if options.mouse is not None else display.mouse
    ascii_wanted = True if options.ascii else display.ascii
    return Manners(
        is_ascii=not speaks_utf8(environ, encoding) if ascii_wanted is None else ascii_wanted,
        is_colourless=bool(options.no_color or environ.get("NO_COLOR")),
        has_mouse=not environ.get("SSH_CONNECTION") if mouse is None else mouse,
    )


def speaks_utf8(environ: Mapping[str, str], encoding: str) -> bool:
    """Whether the terminal is to be taken for one that shows UTF-8.

    Where nothing names a character set it is: most do by now, and the locale is often lost on
    the way through SSH. One that is named counts, and `C` counts where somebody asked for it.
    """
    if not _is_utf8(encoding):
        return False
    named = next((v for n in ("LC_ALL", "LC_CTYPE", "LANG") if (v := environ.get(n))), "")
    # Python itself puts this into the environment where the locale is C, or none is set.
    if named == "C.UTF-8" and not environ.get("LC_ALL"):
        return environ.get("LANG", "") not in _C_LOCALES
    charset = named.partition(".")[2].partition("@")[0]
    return _is_utf8(charset) if charset else named not in _C_LOCALES


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except LookupError:
        return False
