"""The terminal, lent to a command for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import App, SuspendNotSupported


class NoTerminal(Exception):
    """There is no terminal that could be lent."""


@contextmanager
def lent_terminal(app: App[object]) -> Iterator[None]:
    """Give the terminal back to the shell, and take it again whatever happens meanwhile.

    The event loop goes on, and what it would paint waits: there is nowhere to write it.

    Raises:
        NoTerminal: There is none, as in tests and in a browser.
    """
    raised: BaseException | None = None
    with app.batch_update():
        try:
            with app.suspend():
                try:
                    yield
                except BaseException as error:
                    # Textual's own would leave the terminal to the shell for good.
                    raised = error
        except SuspendNotSupported as error:
            raise NoTerminal from error
    # All of it: what the command wrote stands there.
    app.refresh(layout=True)
    if raised is not None:
        raise raised
