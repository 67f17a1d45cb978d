"""All faults, by name."""

from __future__ import annotations

from typing import Final

from tests.faults import (
    catalogue_connection,
    catalogue_json,
    catalogue_packing,
    catalogue_status,
    catalogue_tls,
)
from tests.faults.shapes import Fault

_ALL: Final = (
    *catalogue_connection.FAULTS,
    *catalogue_packing.FAULTS,
    *catalogue_status.FAULTS,
    *catalogue_json.FAULTS,
    *catalogue_tls.FAULTS,
)
FAULTS: Final[dict[str, Fault]] = {fault.name: fault for fault in _ALL}
assert len(FAULTS) == len(_ALL), "two faults have one name"
