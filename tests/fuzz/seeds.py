"""Answers to begin with: the vendors' own, ours, and those of the sandbox."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx

from providers.base import OpenGate
from providers.errors import ProviderError
from providers.model import JobRef
from providers.registry import open_provider
from providers.sandbox.options import FUSEBILL_KEY, SandboxOptions
from providers.sandbox.server import Sandbox
from tui.engine.config import parse_config

TESTS: Final = Path(__file__).parent.parent
_STARTED: Final = 1_750_000_000.0
_BULK: Final = ("373334", "500001", "500002", "500003", "500004", "500006", "500007")


def answers(*beginnings: str) -> list[bytes]:
    """The files whose names begin so, in an order that does not change."""
    found = [path for folder in ("recorded", "constructed") for path in _files(folder)]
    return [path.read_bytes() for path in found if path.name.startswith(beginnings)]


def _files(folder: str) -> Iterator[Path]:
    return iter(sorted((TESTS / folder).iterdir()))


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A zip of those members, the same each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


async def sandbox_answers() -> dict[str, list[bytes]]:
    """What the sandbox says, by the beginning that a file of it would have in its name."""
    found: dict[str, list[bytes]] = {"fusebill_bulk": []}
    options = SandboxOptions(records=40, started_at=_STARTED - 7_200)
    async with Sandbox(options, now=lambda: _STARTED) as sandbox:
        config = parse_config(
            sandbox.config_toml(), Path("sandbox.toml"), {"PATH": "/usr/bin:/bin"}
        )
        for ref in map(JobRef.parse, sandbox.demo_refs()):
            provider = open_provider(config.accounts[ref.account], OpenGate())
            name = {"job": "willsuite"}.get(ref.kind, f"{ref.account}_{ref.kind}")
            try:
                found.setdefault(name, []).append((await provider.fetch(ref)).raw)
            except ProviderError:
                continue
            finally:
                await provider.close()
        async with httpx.AsyncClient(base_url=sandbox.base_url, trust_env=False) as client:
            headers = {"Authorization": f"Basic {FUSEBILL_KEY}"}
            for number in _BULK:
                path = f"/fusebill/v1/BulkApi/{number}?view=Full"
                found["fusebill_bulk"].append((await client.get(path, headers=headers)).content)
    return found
