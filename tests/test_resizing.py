"""Many sizes in a moment are one drawing, of the last of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events
from textual.geometry import Size

from tui.resizing import PACE, ResizedApp


class PlayedClock:
    """Goes on when the test says so; what is drawn of an app is noted and not drawn."""

    def __init__(self, app: ResizedApp[None], patch: pytest.MonkeyPatch) -> None:
        self.app = app
        self.drawn: list[Size] = []
        self._now = 0.0
        self._timers: list[tuple[float, Callable[[], None]]] = []
        patch.setattr(app, "set_timer", self._set)
        patch.setattr(app, "_check_resize", self._draw)

    def _set(self, delay: float, callback: Callable[[], None]) -> object:
        self._timers.append((self._now + delay, callback))
        return object()

    def _draw(self) -> None:
        event, self.app._resize_event, self.app._resize_timer = self.app._resize_event, None, None
        assert event is not None
        self.drawn.append(event.size)

    async def dragged(self, width: int, height: int) -> None:
        """The terminal has another size."""
        size = Size(width, height)
        await self.app._on_resize(events.Resize(size, size))

    def pass_by(self, seconds: float) -> None:
        """Let time pass, and what is due by then happen."""
        self._now += seconds
        due = [callback for at, callback in self._timers if at <= self._now]
        self._timers = [each for each in self._timers if each[0] > self._now]
        for callback in due:
            callback()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> PlayedClock:
    """An app that has no size yet."""
    return PlayedClock(ResizedApp[None](), monkeypatch)


async def test_the_first_size_is_drawn_at_once(clock: PlayedClock) -> None:
    """Nobody waits for the first picture."""
    await clock.dragged(80, 24)
    assert clock.drawn == [(80, 24)]


async def test_a_second_of_dragging_is_twenty_drawings_at_most(clock: PlayedClock) -> None:
    """A hundred sizes a second would be a hundred pictures over the link."""
    await clock.dragged(80, 24)
    for step in range(100):
        await clock.dragged(81 + step, 24)
        clock.pass_by(0.01)
    clock.pass_by(PACE)
    assert len(clock.drawn) <= 1 + 1 / PACE
    assert clock.drawn[-1] == (180, 24)


async def test_a_size_is_drawn_within_its_pace_and_a_repeated_one_never(clock: PlayedClock) -> None:
    """Dragging on does not put the drawing off."""
    await clock.dragged(80, 24)
    await clock.dragged(80, 24)
    clock.pass_by(1.0)
    assert clock.drawn == [(80, 24)]
    await clock.dragged(90, 24)
    clock.pass_by(PACE / 2)
    await clock.dragged(100, 24)
    clock.pass_by(PACE)
    assert clock.drawn == [(80, 24), (100, 24)]
