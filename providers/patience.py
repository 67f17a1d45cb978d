"""How long is waited on the wire, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Patience:
    """The limits of one account's wire, all in seconds unless it says otherwise."""

    turn: float = 120.0
    """For room in the account's budget, which is no fault of the vendor's."""
    connect: float = 10.0
    """For a connection, and again for TLS on it."""
    silence: float = 20.0
    """For the next byte."""
    look: float = 30.0
    """For a light answer, all in all."""
    action: float = 60.0
    """For the answer to an action, all in all: giving up on one leaves a person to find out."""
    download: float = 600.0
    """For a body of records, all in all."""
    slow_for: float = 30.0
    """For a download that stays below `slowest`; only waiting for the network counts."""
    slowest: float = 1_000.0
    """Bytes a second on the wire. A download that drips holds a connection and shows nothing."""


PATIENCE: Final = Patience()
"""What every wire has unless it is given another."""
ACTION_WITHIN: Final = PATIENCE.look + PATIENCE.action
"""Seconds in which an action that was confirmed has ended: the look before it, and its one request;
its answer has come by then, or is known not to."""
