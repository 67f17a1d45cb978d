"""Saves a job's result file where the person wants it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from providers.base import Provider
from providers.errors import ProviderError
from providers.facts import Said
from providers.model import Look
from providers.text import safe
from tui.engine.export_file import ExportError, check_target, name_file
from tui.engine.naming import at_home


async def save_result(
    look: Look, provider_of: Callable[[str], Provider], path: Path, *, is_forced: bool
) -> Said:
    """Save the result file of a job, whole or not at all, and say so.

    Args:
        look: What the vendor last said of the job.
        provider_of: Opens an account's adapter; may take as long as an import.
        path: Where to.
        is_forced: Whether a file that is there is replaced.
    """
    shown = safe(at_home(path))
    try:
        await asyncio.to_thread(check_target, path, is_forced=is_forced)
        provider = await asyncio.to_thread(provider_of, look.job.ref.account)
        target = await asyncio.to_thread(path.resolve) if is_forced else path
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bulkjobs-") as folder:
            scratch = str(Path(folder, "result"))
            size = await provider.save_result(look, scratch)
            await asyncio.to_thread(name_file, scratch, target, is_forced=is_forced)
    except (ProviderError, ExportError) as error:
        return Said(str(error), is_trouble=True)
    except OSError as error:
        return Said(f"{shown} can't be written: {error.strerror}", is_trouble=True)
    return Said(f"wrote {size:,} bytes as {shown}")
