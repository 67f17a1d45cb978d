"""What a sandbox can be told, and the only credentials it accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FUSEBILL_KEY: Final = "MDpTQU5EQk9Y"
"""Base64 of `0:SANDBOX`: the vendor's keys are sent as they are issued, already encoded."""

WILLSUITE_CLIENT: Final = "sandbox"
ZOHO_CLIENT: Final = "1000.SANDBOXCLIENT"
CLIENT_SECRET: Final = "sandbox-secret"
ZOHO_REFRESH_TOKEN: Final = "1000.sandbox.refresh"


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """How one sandbox behaves. The defaults are those of a demo."""

    port: int = 0
    """0 takes any free port."""
    records: int = 20_000
    """Size of Fusebill bulk job 500004."""
    speed: float = 1.0
    """How many seconds of the jobs' time pass in one second."""
    started_at: float | None = None
    """When the jobs' time began, in seconds since the epoch; `None` is when the server starts.

    A moment in the past finds the jobs already under way.
    """
    token_life: float = 300.0
    """Seconds an access token is good for, in the caller's time and not the jobs'."""
    minute_limit: int = 1_000
    """Fusebill requests a minute; the documented default of a live account."""
    day_limit: int = 180_000
    """Fusebill requests a day; the documented default of a live account."""
    job_limit: int = 60
    """WillSuite requests a minute for one and the same job, at speed 1; it grows with the speed."""
    token_limit: int = 10
    """Zoho access tokens per refresh token in ten minutes."""
    download_limit: int = 10
    """Zoho bulk read downloads a minute."""
