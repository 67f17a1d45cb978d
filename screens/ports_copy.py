"""What copying needs from the rest of the program, said in the screens' own words."""

from __future__ import annotations

from typing import Protocol

from providers.copying import Copied, CopyForm, Meant, Placed
from providers.facts import Said


class Copies(Protocol):
    """What makes the texts that are copied."""

    async def text(self, meant: Meant, form: CopyForm) -> Copied | Said:
        """The text, or why there is none."""
        ...

    def page_of(self, meant: Meant) -> str:
        """The job's page at its vendor, for a browser; empty where the vendor names none."""
        ...


class Clipboard(Protocol):
    """What takes a text as near to the person as there is a road."""

    async def put(self, text: str) -> Placed:
        """Send it, and say by which road; never that it arrived, which can't be known."""
        ...
