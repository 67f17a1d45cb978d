"""Where each vendor answers about one job, below its base URL."""

from __future__ import annotations

from typing import Final

from providers.model import JobRef
from providers.origin import path_segment

FUSEBILL: Final = "https://secure.fusebill.com/v1"
WILLSUITE: Final = "https://client.willsuite.co.uk/engine/api"
ZOHO_SCHEME: Final = "Zoho-oauthtoken"
"""What Zoho wants before a token, in the `Authorization` header."""


def fusebill_path(ref: JobRef) -> str:
    """A job's path below the base URL.

    Raises:
        Rejected: Its id can be no part of a path.
    """
    return f"{'BulkApi' if ref.kind == 'bulk' else 'serviceJobs'}/{path_segment(ref.id)}"


def willsuite_path(ref: JobRef) -> str:
    """A job's path below the base URL.

    Raises:
        Rejected: Its id can be no part of a path.
    """
    return f"api-jobs/{path_segment(ref.id)}"


def zoho_path(ref: JobRef, version: str) -> str:
    """A job's path below the API's origin.

    Raises:
        Rejected: Its id can be no part of a path.
    """
    kind = "read" if ref.kind == "read" else "write"
    return f"crm/bulk/{version}/{kind}/{path_segment(ref.id)}"
