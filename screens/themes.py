"""The looks: the terminal's own sixteen colours, and a dark one in true colour."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

TERMINAL: Final = Theme(
    name="terminal",
    ansi=True,
    dark=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "tone-plain": "ansi_default",
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "tone-bright": "ansi_default",
        "tone-bright-style": "bold",
        "tone-dim": "ansi_default",
        "tone-dim-style": "dim",
        "tone-rule": "ansi_bright_black",
        # Blue, bright or not, is hard to read on black in most palettes; bright cyan and bright
        # yellow are on white.
        "tone-accent": "ansi_cyan",
        "tone-failed": "ansi_bright_red",
        "tone-doubt": "ansi_yellow",
        "tone-yours": "ansi_cyan",
        "tone-yours-style": "bold",
        "tone-link": "ansi_bright_magenta",
        "tone-moving": "ansi_cyan",
        "tone-done": "ansi_green",
        "tone-loud": "ansi_yellow",
        "tone-loud-style": "reverse",
        "band": "ansi_default",
        # Its mark and bold text tell it: black is no quiet background on white.
        "cursor-row": "ansi_default",
        "cursor-row-blurred": "ansi_default",
        "scrollbar": "ansi_bright_black",
        "scrollbar-background": "ansi_default",
    },
)
"""The default: whatever the reader has taught the terminal to show, on black or on white."""

DARK: Final = Theme(
    name="dark",
    dark=True,
    primary="#6c9ef8",
    secondary="#5fc4d6",
    warning="#e5c062",
    error="#ee6d6d",
    success="#7cc77c",
    accent="#6c9ef8",
    foreground="#d2d6dc",
    background="#121418",
    surface="#121418",
    panel="#1c2128",
    boost="#1c2128",
    variables={
        "tone-plain": "#d2d6dc",
        "tone-bright": "#ffffff",
        "tone-dim": "#8a919c",
        "tone-rule": "#4b525d",
        "tone-accent": "#6c9ef8",
        "tone-failed": "#ee6d6d",
        "tone-doubt": "#e5c062",
        "tone-yours": "#5fc4d6",
        "tone-link": "#c990e8",
        "tone-moving": "#6c9ef8",
        "tone-done": "#7cc77c",
        "tone-loud": "#e5c062",
        "tone-loud-style": "reverse",
        "band": "#1c2128",
        "cursor-row": "#2a3140",
        "cursor-row-blurred": "#1c2128",
        "scrollbar": "#4b525d",
        "scrollbar-background": "#121418",
        "scrollbar-corner-color": "#121418",
    },
)

ALL: Final = (TERMINAL, DARK)
NAMES: Final = tuple(each.name for each in ALL)
FIRST: Final = TERMINAL.name
WORDS: Final = {
    TERMINAL.name: "your terminal's own colours",
    DARK.name: "true colours on black",
}
"""What each is, in a few words."""
