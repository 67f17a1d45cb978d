"""What happened of late at the sample desk, and how one job came to its end."""

from __future__ import annotations

from datetime import timedelta

from providers.model import (
    Exchange,
)
from providers.watched import Event
from tests.screens.fake_jobs import NOW
from tests.screens.sample_refs import AUTH, BUSY, FAIL, READY, RUN, WAIT, ago


def _call(status: int, milliseconds: int) -> Exchange:
    return Exchange(NOW, "GET", "/v1/BulkApi/1", status, milliseconds, 1_400)


def sample_events() -> list[Event]:
    """What happened of late, oldest first."""
    soon = NOW + timedelta(seconds=8)
    return [
        Event(ago(8), READY, "running → awaiting action", "Validated", exchange=_call(200, 190)),
        Event(
            ago(6),
            WAIT,
            "first seen",
            "pending",
            exchange=_call(200, 402),
            next_look_at=NOW + timedelta(minutes=4),
        ),
        Event(
            ago(0.5),
            AUTH,
            "no change",
            trouble="401 AUTHENTICATION_FAILURE",
            exchange=_call(401, 88),
        ),
        Event(
            ago(0.2), RUN, "11 → 12 ok", "InProgress", exchange=_call(200, 240), next_look_at=soon
        ),
        Event(
            ago(0.1),
            BUSY,
            "1,712 → 1,840 ok   15 → 17 failed",
            "Processing",
            exchange=_call(200, 198),
            next_look_at=soon,
        ),
    ]


def failed_timeline() -> list[Event]:
    """How the failed job came to its end, oldest first."""
    return [
        Event(ago(60 * 50), FAIL, "first seen", "Validating", exchange=_call(200, 180)),
        Event(
            ago(60 * 49.9),
            FAIL,
            "no change",
            "Validated",
            times=12,
            last_at=ago(60 * 48.1),
            exchange=_call(200, 201),
        ),
        Event(
            ago(60 * 48.05),
            FAIL,
            "no change",
            times=2,
            last_at=ago(60 * 48.03),
            trouble="no answer: connection reset",
            exchange=_call(503, 30),
        ),
        Event(
            ago(60 * 48),
            FAIL,
            "awaiting action → failed   0 → 3 failed",
            "ProcessedWithErrors",
            exchange=_call(200, 212),
        ),
    ]
