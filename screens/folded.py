"""A line of spans that is too long for its room, broken into several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from screens.paint import Line, Span, Tone, cut, width_of, wrap

_PIECES = re.compile(r" +|[^ ]+")
_APART = 2
"""Blanks from which on two phrases do not belong together, and are the first to be parted."""

_FEW = 6
"""Lines up to which a text is made even: of more, the last one's end does not catch the eye."""

_Words = Sequence[Line]
"""Words and the blanks between them; a word may be of several tones."""


def folded(line: Line, width: int, indent: int) -> list[Line]:
    """The line in lines of at most `width` cells, broken between phrases, else between words.

    Args:
        line: What is to be read, no longer than some screens: each word of it is looked at.
        width: Cells of a line.
        indent: Cells by which the lines after the first are moved to the right.
    """
    if width_of(line) <= width:
        return [line]
    fold = _Fold(width, min(indent, width // 2))
    for is_gap, words in groupby(_words(line), _is_gap):
        if is_gap:
            fold.gap = [span for word in words for span in word]
        else:
            fold.add(list(words))
    return fold.lines


def evenly(text: str, width: int, tone: Tone = Tone.PLAIN) -> list[Line]:
    """The text wrapped, and where a word would be left alone in the last line, in even lines."""
    lines = wrap(text, width, tone)
    if not 1 < len(lines) <= _FEW or width_of(lines[-1]) > width // 3:
        return lines
    for narrower in range(width - 1, width // 2, -1):
        tried = wrap(text, narrower, tone)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


class _Fold:
    """Lines as they fill."""

    def __init__(self, width: int, indent: int) -> None:
        self.lines: list[Line] = [()]
        self.gap: Line = ()
        """What stands between the last word and the next, if they stay in one line."""
        self._width = width
        self._indent = indent

    def add(self, phrase: _Words) -> None:
        """Add words, in a line of their own where they fit that and no other."""
        whole = [span for word in phrase for span in word]
        cells = width_of(whole)
        if cells <= self._room():
            self._append(whole)
        elif cells <= self._width - self._indent:
            self._begin()
            self._append(whole)
        else:
            self._add_words(phrase)

    def _add_words(self, phrase: _Words) -> None:
        for word in phrase:
            if word[0].text.isspace():
                self.gap = word
                continue
            if width_of(word) > self._room():
                self._begin()
            self._append(_shortened(word, self._room()))

    def _room(self) -> int:
        return self._width - width_of(self.lines[-1]) - width_of(self.gap)

    def _begin(self) -> None:
        self.gap = ()
        if self.lines[-1]:
            self.lines.append((Span(" " * self._indent),))

    def _append(self, spans: Line) -> None:
        self.lines[-1] = (*self.lines[-1], *self.gap, *spans)
        self.gap = ()


def _is_gap(word: Line) -> bool:
    return word[0].text.isspace() and width_of(word) >= _APART


def _words(line: Line) -> _Words:
    """Runs of blanks, and what stands between them."""
    words: list[list[Span]] = []
    for span in line:
        for text in _PIECES.findall(span.text):
            piece = Span(text, span.tone, span.is_strong)
            if words and words[-1][-1].text.isspace() == text.isspace():
                words[-1].append(piece)
            else:
                words.append([piece])
    return words


def _shortened(word: Line, room: int) -> Line:
    """A word that is longer than a line, with `…` for what is left out."""
    kept: list[Span] = []
    for text, tone, is_strong in word:
        kept.append(Span(cut(text, room), tone, is_strong))
        room -= width_of(kept[-1:])
        if room <= 0:
            break
    return kept
