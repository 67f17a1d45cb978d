"""Regular expressions whose search takes time in proportion to the text, whatever they are.

Python's own can take hours over a line that somebody chose with care, hold the whole program
meanwhile, and have no limit. Here all ways through an expression are followed at once, so there is
nothing to go back to; what can't be followed so (`\\1`, look-around) is refused. The case of
letters makes no difference.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

from tui.engine.known_errors_syntax import (
    Chain,
    Char,
    Edge,
    Either,
    Node,
    RegexError,
    Repeat,
    parse,
)

_STEPS_MOST: Final = 1_000
"""Steps that an expression may come to, repetitions written out."""
_PARTS_MOST: Final = 5_000
"""The same of its parts, which may be empty."""
_MOVES_MOST: Final = 20_000
"""Moves that are remembered; then they are found out anew."""
_FOUND: Final = -1


class _Before(IntEnum):
    """What stands before a place in the text."""

    NOTHING = 0
    WORD = 1
    OTHER = 2


@dataclass(frozen=True, slots=True)
class _Fork:
    """Go on at either."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class _Take:
    """Take a character, and go on at the next step."""

    char: Char


@dataclass(frozen=True, slots=True)
class _Hold:
    """Go on at the next step if this place is such."""

    edge: Edge


_Step: TypeAlias = _Fork | _Take | _Hold | None
"""`None` stands for the end: found."""
_Places: TypeAlias = frozenset[int]


class Regex:
    """One expression."""

    def __init__(self, text: str) -> None:
        """Read the expression.

        Raises:
            RegexError: It can't be read, is not available here, or is too long.
        """
        self._steps: list[_Step] = []
        self._parts = 0
        self._write(parse(text))
        self._steps.append(None)
        # Where one may be, and what stands before: each such state has a number, and the moves from
        # it that were found out so far.
        self._states: list[tuple[_Places, _Before]] = []
        self._numbers: dict[tuple[_Places, _Before], int] = {}
        self._moves: list[dict[str, int]] = []
        self._learned = 0
        self._turn = threading.Lock()
        self._begin()

    def is_in(self, text: str) -> bool:
        """Whether the expression is found anywhere in a text, which is case-folded already.

        May be called from any thread.
        """
        state = 0
        with self._turn:
            # The empty text stands for the end.
            for char in (*text, ""):
                following = self._moves[state].get(char)
                state = self._learn(state, char) if following is None else following
                if state == _FOUND:
                    return True
        return False

    def _begin(self) -> None:
        self._states.clear()
        self._numbers.clear()
        self._moves.clear()
        self._learned = 0
        self._number(frozenset(), _Before.NOTHING)

    def _number(self, places: _Places, before: _Before) -> int:
        state = places, before
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._moves.append({})
        return number

    def _learn(self, state: int, char: str) -> int:
        """Find out a move, and remember it."""
        self._learned += 1
        places = self._move(*self._states[state], char)
        if places is None:
            self._moves[state][char] = _FOUND
            return _FOUND
        before = _Before.WORD if _is_word(char) else _Before.OTHER
        if self._learned > _MOVES_MOST:
            self._begin()
            return self._number(places, before)
        following = self._moves[state][char] = self._number(places, before)
        return following

    def _move(self, places: _Places, before: _Before, char: str) -> _Places | None:
        """Where one is after `char`; `None` when the end is reached before it."""
        # It may begin anywhere.
        waiting, seen, taken = [*places, 0], set[int](), set[int]()
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            match self._steps[place]:
                case None:
                    return None
                case _Fork(first, second):
                    waiting += (first, second)
                case _Hold(edge):
                    if _holds(edge, before, char):
                        waiting.append(place + 1)
                case _Take(wanted):
                    if char and wanted.fits(char):
                        taken.add(place + 1)
        return frozenset(taken)

    def _write(self, node: Node) -> None:
        steps = self._steps
        self._parts += 1
        if len(steps) > _STEPS_MOST or self._parts > _PARTS_MOST:
            raise RegexError("it is too long, its repetitions written out")
        match node:
            case Char():
                steps.append(_Take(node))
            case Edge():
                steps.append(_Hold(node))
            case Chain(parts):
                for part in parts:
                    self._write(part)
            case Either(ways):
                self._write_either(ways)
            case Repeat(part, least, most):
                for _ in range(least):
                    self._write(part)
                if most is None:
                    self._write_loop(part)
                else:
                    self._write_options(part, most - least)

    def _write_either(self, ways: tuple[Node, ...]) -> None:
        ends: list[int] = []
        for way in ways[:-1]:
            fork = self._room()
            self._write(way)
            ends.append(self._room())
            self._steps[fork] = _Fork(fork + 1, len(self._steps))
        self._write(ways[-1])
        for end in ends:
            self._steps[end] = _Fork(len(self._steps), len(self._steps))

    def _write_loop(self, part: Node) -> None:
        fork = self._room()
        self._write(part)
        self._steps.append(_Fork(fork, fork))
        self._steps[fork] = _Fork(fork + 1, len(self._steps))

    def _write_options(self, part: Node, count: int) -> None:
        forks: list[int] = []
        for _ in range(count):
            forks.append(self._room())
            self._write(part)
        for fork in forks:
            self._steps[fork] = _Fork(fork + 1, len(self._steps))

    def _room(self) -> int:
        """Room for a fork whose ends are not known yet."""
        self._steps.append(_Fork(0, 0))
        return len(self._steps) - 1


def _holds(edge: Edge, before: _Before, char: str) -> bool:
    match edge:
        case Edge.BEGIN:
            return before is _Before.NOTHING
        case Edge.END:
            return not char
        case Edge.WORD:
            return (before is _Before.WORD) is not _is_word(char)
        case Edge.NO_WORD:
            return (before is _Before.WORD) is _is_word(char)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
