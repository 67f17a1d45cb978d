"""The form that the desk takes on a terminal of a size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

WIDE: Final = 100
"""Columns from which the accounts stand at the side."""
BROAD: Final = 120
"""Columns from which there is room for what happened."""
THREE: Final = 140
"""Columns from which the detail stands beside the jobs: with fewer, its texts would be shreds."""
ROOMY: Final = 160
"""Columns from which the accounts have more room at the side of all three."""
ALONE: Final = 80
"""Columns below which one pane is shown at a time."""
TINY: Final = 60
"""Columns below which a job is one short line."""

TALL: Final = 30
"""Lines from which there is room for what happened."""
TALLER: Final = 38
"""Lines from which there is room for more of it."""
LOW: Final = 20
"""Lines below which the pane that is worked in takes the room of the other."""
SHORT: Final = 15
"""Lines below which a job is one short line, and no line is spent on rules."""
FLAT: Final = 6
"""Lines below which the jobs have all but the last two."""
FLATTEST: Final = 3
"""Lines below which the jobs have them all."""


@dataclass(frozen=True, slots=True)
class DeskForm:
    """Which panes are shown, and where."""

    width: int
    height: int
    is_zoomed: bool = False
    """Whether the pane that has the focus is given the whole screen."""

    @property
    def is_tiny(self) -> bool:
        """Whether there is room for no more than one short line a job."""
        return self.width < TINY or self.height < SHORT

    @property
    def is_narrow(self) -> bool:
        """Whether one pane is shown at a time for want of room."""
        return self.width < ALONE or self.is_tiny

    @property
    def is_alone(self) -> bool:
        """Whether one pane is shown at a time, for whatever reason."""
        return self.is_zoomed or self.is_narrow

    @property
    def has_sidebar(self) -> bool:
        """Whether the accounts stand in lines below each other."""
        return self.width >= WIDE or self.is_alone

    @property
    def has_happened(self) -> bool:
        """Whether what happened of late is shown."""
        return self.width >= BROAD and self.height >= TALL and not self.is_alone

    @property
    def is_beside(self) -> bool:
        """Whether the detail stands beside the jobs."""
        return self.width >= THREE and not self.is_alone

    def classes(self, pane: int) -> Mapping[str, bool]:
        """The classes by which the style sheet knows it.

        Args:
            pane: The number of the pane that is worked in.
        """
        is_low = self.height < LOW and not self.is_alone
        return {
            "-alone": self.is_alone,
            "-pane-1": self.is_alone and pane == 1,
            "-pane-2": self.is_alone and pane == 2,
            "-pane-3": self.is_alone and pane == 3,
            "-wide": self.has_sidebar and not self.is_alone,
            "-broad": self.width >= BROAD and not self.is_alone,
            "-three": self.is_beside,
            "-roomy": self.is_beside and self.width >= ROOMY,
            "-tall": self.has_happened,
            "-taller": self.has_happened and self.height >= TALLER,
            "-low": is_low,
            "-reading": is_low and pane == 3,
            **flatness(self.height),
        }


def flatness(height: int) -> Mapping[str, bool]:
    """The classes of a screen of few lines, by which it leaves out what is not of use there."""
    return {
        "-short": height < SHORT,
        "-flat": height < FLAT,
        "-flattest": height < FLATTEST,
    }
