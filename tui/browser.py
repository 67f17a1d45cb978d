"""A page opened in the person's browser, where there is a desktop that has one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Final

_PATIENCE: Final = 3.0
"""Seconds after which a program that still runs is taken for the browser itself."""


async def open_page(url: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether it was opened. Over SSH it never is: the browser is at the other end.

    Args:
        url: An http or https address.
        environ: Says where we are.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    is_mac = sys.platform == "darwin"
    if not is_mac and not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return False
    nothing = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            "open" if is_mac else "xdg-open",
            url,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
        )
        async with asyncio.timeout(_PATIENCE):
            return await process.wait() == 0
    except TimeoutError:
        return True
    except OSError:
        return False
