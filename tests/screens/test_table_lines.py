"""Lines in a running app: what a view repaints, how high it stands, and in which colours."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.geometry import Region

from screens import themes
from screens.paint import Line, Span, Tone
from screens.widgets.line_view import LineView


class SeenView(LineView):
    """Notes what it has repainted; an empty region stands for all of it."""

    repainted: list[Region]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> SeenView:
        if repaint and self.is_mounted:
            self.repainted.extend(regions or [Region()])
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self


def lines(*texts: str) -> list[Line]:
    return [(Span(text, Tone.DIM),) for text in texts]


class LinesApp(App[None]):
    """Four lines in a view as high as they need."""

    def __init__(self, theme: str = "dark") -> None:
        super().__init__()
        for each in themes.ALL:
            self.register_theme(each)
        self.theme = theme
        self.view = SeenView(lines("a", "b", "c", "d"), can_focus=True)
        self.view.repainted = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}

    def compose(self) -> ComposeResult:
        yield self.view


async def test_only_the_lines_that_differ_are_repainted() -> None:
    """A summary whose one figure moved must not cost its pane."""
    app = LinesApp()
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        app.view.repainted.clear()
        app.view.show(lines("a", "b", "C", "d"))
        assert app.view.repainted == [Region(0, 2, 20, 1)]
        assert app.view.render_line(2).text.rstrip() == "C"


async def test_a_view_is_as_high_as_its_lines_and_follows_them() -> None:
    """What stands below it moves up when there is less to say."""
    app = LinesApp()
    async with app.run_test(size=(20, 10)) as pilot:
        assert app.view.size.height == 4
        app.view.show(lines("a"))
        await pilot.pause()
        assert app.view.size.height == 1


async def test_another_theme_is_seen_at_once() -> None:
    """Colours chosen for a dark screen may be unreadable on the next."""
    app = LinesApp()
    async with app.run_test(size=(20, 10)) as pilot:
        before = app.view.render_line(0)
        app.theme = "terminal"
        await pilot.pause()
        assert [segment.style for segment in app.view.render_line(0)] != [
            segment.style for segment in before
        ]
