"""What the tests of actions share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.road import Road, make_road


@pytest.fixture
def road(tmp_path: Path) -> Road:
    """A session that may act, and a vendor whose job waits for a person."""
    return make_road(tmp_path)
