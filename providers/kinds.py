"""The sorts of job each provider has, apart from the code that fetches them.

They stand here so that a pasted id can be placed, and a watchlist listed, without loading an
HTTP client.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of job at one provider."""

    name: str
    label: str
    """What people call it."""
    id_pattern: re.Pattern[str]
    """What its ids look like, whole."""
    interval: float
    """Seconds between looks at a job that moves; our choice."""
    floor: float = 0.0
    """Seconds that must pass between two looks at one job; 0 where the vendor names none."""
    floor_source: str = ""
    """Who says so."""
    actions: tuple[str, ...] = ()
    """What its vendor can be asked to do to such a job, in some state of it."""
    has_result: bool = False
    """Whether such a job leaves a file of its own when it ends."""


_FUSEBILL_ID: Final = re.compile(r"[0-9]{1,10}")
_ZOHO_ID: Final = re.compile(r"[0-9]{15,20}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

KINDS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "fusebill": {
        "bulk": Kind(
            "bulk", "bulk job", _FUSEBILL_ID, interval=15.0, actions=("process", "cancel")
        ),
        "service": Kind("service", "service job", _FUSEBILL_ID, interval=15.0),
    },
    "willsuite": {
        "job": Kind(
            "job",
            "api job",
            _UUID,
            interval=300.0,
            floor=300.0,
            floor_source="the vendor asks for 5 to 10 minutes",
        ),
    },
    "zoho": {
        "write": Kind("write", "bulk write", _ZOHO_ID, interval=20.0, has_result=True),
        "read": Kind("read", "bulk read", _ZOHO_ID, interval=20.0, has_result=True),
    },
}
"""By provider, then by kind; within a provider the likelier kind stands first."""

PROVIDER_LABELS: Final[Mapping[str, str]] = {
    "fusebill": "Fusebill",
    "willsuite": "WillSuite",
    "zoho": "Zoho CRM",
}


def find_kind(provider: str, kind: str) -> Kind | None:
    """The kind of that name; `None` when the provider has none such."""
    return KINDS.get(provider, {}).get(kind)
