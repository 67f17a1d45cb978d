"""The sample desk where things can be copied."""

from __future__ import annotations

from pathlib import Path

from providers.base import Account
from providers.copying import Placed, Road
from tests.screens.fake_clipboard import FakeClipboard
from tests.screens.fake_jobs import FakeJobs
from tests.screens.sample_exports import exporting_jobs
from tui.engine.secrets import EnvSecret, FileSecret

CLIP = "~/.local/state/bulkjobs-tui/clip.txt"
CANARY = "canary-7f3a9c"


def copying_jobs(placed: Placed | None = None) -> FakeJobs:
    """Sixty records, eighteen of which failed, at Fusebill and at Zoho; accounts of all vendors."""
    jobs = exporting_jobs()
    jobs.configured = {
        "acme": Account(
            "acme",
            "fusebill",
            secrets={"api_key": EnvSecret("ACME_KEY", {"ACME_KEY": CANARY})},
        ),
        "wills": Account(
            "wills",
            "willsuite",
            base_url="https://uk.example.com/it's/api/",
            options={"client_id": "41"},
            secrets={"client_secret": FileSecret(Path("/nowhere"))},
        ),
        "crm": Account("crm", "zoho", options={"data_center": "eu", "version": "v6"}),
    }
    jobs.clipboard = FakeClipboard(placed or Placed(Road.TMUX))
    return jobs


def unsure_jobs() -> FakeJobs:
    """A bare terminal, of which nobody knows whether it takes anything."""
    return copying_jobs(Placed(Road.TERMINAL, CLIP))
