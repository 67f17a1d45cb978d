"""README's picture is of this program."""

from __future__ import annotations

from tests.screens.make_picture import PICTURE, painted


async def test_the_picture_in_readme_is_what_the_desk_paints_now() -> None:
    """Who installs it for its looks should get them: `python -m tests.screens.make_picture`."""
    assert PICTURE.read_text(encoding="utf-8") == await painted()
