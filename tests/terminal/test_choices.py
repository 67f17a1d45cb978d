"""A setting that both a key and the configuration change."""

from __future__ import annotations

from tui.engine.choices import Chosen
from tui.engine.store import Store


def test_the_later_word_counts() -> None:
    """A key after the configuration, and a changed configuration after the key."""
    store = Store(None)
    assert Chosen(store, "theme", "terminal").value == "terminal"
    Chosen(store, "theme", "terminal").choose("dark")
    assert Chosen(store, "theme", "terminal").value == "dark"
    assert Chosen(store, "theme", "light").value == "light"
    Chosen(store, "theme", "light").choose("terminal")
    assert Chosen(store, "theme", "light").value == "terminal"


def test_what_is_kept_in_another_form_counts_for_nothing() -> None:
    """Another version may have written it."""
    store = Store(None)
    store.choose("theme", "dark")
    assert Chosen(store, "theme", "terminal").value == "terminal"
