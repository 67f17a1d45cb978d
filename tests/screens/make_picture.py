"""Makes README's picture from the desk itself: `python -m tests.screens.make_picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Final

from tests.screens.fake_jobs import app_on, settled
from tests.screens.sample_jobs import sample_jobs

PICTURE: Final = Path(__file__).parents[2] / "docs" / "desk.svg"
SIZE: Final = (120, 32)


async def painted() -> str:
    """The desk as it is painted now, without what differs from one time to the next."""
    app = app_on(sample_jobs())
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        svg = app.export_screenshot(title="bulkjobs-tui", simplify=True)
    return re.sub(r"\bterminal-\d+-", "desk-", svg)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(asyncio.run(painted()), encoding="utf-8")
