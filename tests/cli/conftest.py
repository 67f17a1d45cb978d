"""The program as a user without a terminal runs it, beside a sandbox."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from providers.sandbox.options import (
    CLIENT_SECRET,
    FUSEBILL_KEY,
    ZOHO_REFRESH_TOKEN,
    SandboxOptions,
)
from providers.sandbox.server import Sandbox


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one run."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs the program as a user without a terminal does, beside a sandbox."""

    sandbox: Sandbox
    config: Path

    async def run(self, *words: str, own_config: bool = True) -> Ended:
        """Run it to its end. No run may print a credential of the sandbox."""
        before = ("--config", str(self.config)) if own_config else ()
        return await self._run("-m", "tui", *before, *words)

    async def run_code(self, code: str, *words: str) -> Ended:
        """Run a piece of Python in the place of the program, which finds the words that it gets."""
        return await self._run("-c", code, "--config", str(self.config), *words)

    async def _run(self, *words: str) -> Ended:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate()
        ended = Ended(process.returncode or 0, out.decode(), err.decode())
        for secret in (FUSEBILL_KEY, CLIENT_SECRET, ZOHO_REFRESH_TOKEN):
            assert secret not in ended.out + ended.err
        assert "Traceback" not in ended.err
        return ended

    def asked(self, path: str) -> int:
        """How many requests the vendors got for paths that hold this."""
        return sum(path in entry.path for entry in self.sandbox.log)


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    """The program with a configuration that points at a sandbox of 300 records."""
    async with Sandbox(SandboxOptions(records=300)) as sandbox:
        config = tmp_path / "own" / "config.toml"
        config.parent.mkdir()
        config.write_text(sandbox.config_toml(), encoding="utf-8")
        yield Terminal(sandbox, config)
