"""How well what somebody typed fits a name: by its beginning, a part, or its letters in order."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 200
"""Characters of a text that are looked at."""


def folded(text: str) -> str:
    """The text as it is compared."""
    return text[:LONGEST].casefold()


def fit_of(words: Sequence[str], name: str, more: str = "") -> int | None:
    """How far a name is from what was typed: 0 fits best; `None` does not fit at all.

    Args:
        words: What was typed, folded; all of them have to fit.
        name: Folded; its letters may stand apart.
        more: Folded too; a word has to stand in it as it was typed.
    """
    far = 0
    for word in words:
        one = _fit(word, name, more)
        if one is None:
            return None
        far += one
    return far


def _fit(word: str, name: str, more: str) -> int | None:
    if f"{name} ".startswith(f"{word} "):
        return 0
    if name.startswith(word):
        return 1
    if f" {word}" in name:
        return 2
    if word in name:
        return 3
    if f" {word}" in f" {more}":
        return 4
    if word in more:
        return 5
    return 6 if _stands_apart(word, name) else None


def _stands_apart(word: str, name: str) -> bool:
    """Whether the word's letters stand in the name, in their order."""
    letters = iter(name)
    return all(letter in letters for letter in word)
