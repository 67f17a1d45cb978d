"""How long news waits: soon after a rest and beside keys, twice a second while it pours."""

from __future__ import annotations

from tui.pacing import AT_REST, AT_WORK, AWAKE, Pacing


class Watch:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


def test_news_after_a_rest_is_shown_soon() -> None:
    """One job that moves now and then is seen at once."""
    pacing = Pacing(Watch())
    assert pacing.wait == AT_WORK


def test_news_that_pours_is_gathered_longer() -> None:
    """Five changes a second are two repaints, and none waits longer than from one to the next."""
    pacing = Pacing(watch := Watch())
    pacing.shown()
    assert pacing.wait == AT_REST
    watch.time += AT_REST - 0.2
    assert 0.19 < pacing.wait < 0.21
    watch.time += AT_REST
    assert pacing.wait == AT_WORK


def test_beside_keys_it_is_shown_soon() -> None:
    """Whoever presses keys waits for what they bring."""
    pacing = Pacing(watch := Watch())
    pacing.shown()
    pacing.key_pressed()
    assert pacing.wait == AT_WORK
    watch.time += AWAKE
    pacing.shown()
    assert pacing.wait == AT_REST
