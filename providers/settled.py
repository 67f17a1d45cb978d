"""What is configured and from where, for whoever wonders."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it counts. Never holds a secret."""

    section: str
    """`display`, `accounts.acme`, `keys`, `environment`, `files`."""
    name: str
    value: str
    source: str
    """Who says so: a file with its line, the environment, the command line; else `built in`."""
    default: str = ""
    """What it would be if nobody said anything; empty where that has no words."""
    is_trouble: bool = False
    """Whether somebody should look at it."""

    @property
    def is_set(self) -> bool:
        """Whether somebody said it."""
        return self.source != BUILT_IN


BUILT_IN = "built in"
