"""Saves a job's result file where the person finds it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from providers.base import Provider
from providers.errors import ProviderError
from providers.facts import Said
from providers.model import Look
from tui.engine.files import free_name, safe_name


async def save_result(look: Look, provider_of: Callable[[str], Provider], folder: Path) -> Said:
    """Save the result file of a job into `folder`, under a name that nothing has, and say which."""
    ref = look.job.ref
    path = free_name(folder, f"{ref.account}-{ref.kind}-{safe_name(ref.id)}", ".zip")
    try:
        provider = await asyncio.to_thread(provider_of, ref.account)
        size = await provider.save_result(look, str(path))
    except ProviderError as error:
        return Said(str(error), is_trouble=True)
    except OSError as error:
        return Said(f"{path}: {error.strerror}", is_trouble=True)
    return Said(f"saved {size:,} bytes as {path}")
