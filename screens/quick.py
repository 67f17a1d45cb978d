"""Quick filters: one key goes through them, and the rule of the table names the one in force."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from providers.watched import Verdict, Watched

_StrEnumT = TypeVar("_StrEnumT", bound=StrEnum)

_FAILED = frozenset({Verdict.FAIL, Verdict.PART})


def following(now: _StrEnumT) -> _StrEnumT:
    """The one after it, the first after the last."""
    members = list(type(now))
    return members[(members.index(now) + 1) % len(members)]


class JobQuick(StrEnum):
    """Which jobs are shown. The words stand on the rule."""

    ALL = ""
    ACTIVE = "active"
    """The vendor has not ended them, as far as we know."""
    ATTENTION = "needs attention"
    FAILED = "failed"
    """Ended so, or failed in part already."""

    def takes(self, row: Watched) -> bool:
        """Whether a job is among them."""
        match self:
            case JobQuick.ALL:
                return True
            case JobQuick.ACTIVE:
                return row.verdict is not Verdict.GONE and not (
                    row.job is not None and row.job.state.is_final
                )
            case JobQuick.ATTENTION:
                return row.verdict.needs_attention
            case JobQuick.FAILED:
                return row.verdict in _FAILED or bool(row.counts.bad)


class RecordQuick(StrEnum):
    """Which records are shown. The words stand on the rule."""

    ALL = ""
    FAILED = "failed only"
    OK = "ok only"
    """Those that went through, which must not be sent again."""


class CauseQuick(StrEnum):
    """Which causes are shown. The words stand on the rule."""

    ALL = ""
    NEW = "new only"
    KNOWN = "known only"
