"""The program as a user without a terminal runs it, beside a sandbox."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator
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
from tests.conftest import KEPT
from tests.warm import Warm
from tui import cli
from tui.commands.local_vendors import LocalVendors

SECRETS = (FUSEBILL_KEY, CLIENT_SECRET, ZOHO_REFRESH_TOKEN)


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one run."""

    code: int
    out: str
    err: str


def _sound(ended: Ended) -> Ended:
    """It, in which no credential of the sandbox stands and no traceback."""
    for secret in SECRETS:
        assert secret not in ended.out + ended.err
    assert "Traceback" not in ended.err
    return ended


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs the program as a user without a terminal does, beside a sandbox."""

    sandbox: Sandbox
    config: Path
    warm: Warm

    async def run(self, *words: str, own_config: bool = True) -> Ended:
        """Run it to its end. No run may print a credential of the sandbox."""
        words = (*(("--config", str(self.config)) if own_config else ()), *words)
        if not self.warm.can_run(os.environ):
            return await self._run("-m", "tui", *words)
        async with asyncio.timeout(60):
            code, out, err = await self.warm.run(*words)
        return _sound(Ended(code, out.decode(), err.decode()))

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
        return _sound(ended)

    def asked(self, path: str) -> int:
        """How many requests the vendors got for paths that hold this."""
        return sum(path in entry.path for entry in self.sandbox.log)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """The program, loaded, in the environment that tests see."""
    loaded = Warm({name: os.environ[name] for name in KEPT if name in os.environ})
    yield loaded
    loaded.close()


@pytest.fixture
async def terminal(tmp_path: Path, warm: Warm) -> AsyncIterator[Terminal]:
    """The program with a configuration that points at a sandbox of 300 records."""
    async with Sandbox(SandboxOptions(records=300)) as sandbox:
        config = tmp_path / "own" / "config.toml"
        config.parent.mkdir()
        config.write_text(sandbox.config_toml(), encoding="utf-8")
        yield Terminal(sandbox, config, warm)


@dataclass(frozen=True, slots=True)
class Program:
    """The program within this process: all of it but its start, which takes half a second."""

    vendors: LocalVendors
    config: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *words: str, own_config: bool = True) -> Ended:
        """Run it to its end, as without a terminal."""
        self.capture.readouterr()
        before = ("--config", str(self.config)) if own_config else ()
        code = cli.main([*before, *words])
        out, err = self.capture.readouterr()
        return _sound(Ended(code, out, err))


@pytest.fixture
def program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], process_as_it_was: None
) -> Iterator[Program]:
    """The program with a configuration that points at a sandbox whose jobs soon end."""
    vendors = LocalVendors(SandboxOptions(records=300, speed=50))
    vendors.play()
    config = tmp_path / "own" / "config.toml"
    config.parent.mkdir()
    # Without the second program that a command for a secret is.
    text = vendors.config_toml()
    for number, secret in enumerate(SECRETS):
        key = tmp_path / f"secret-{number}"
        key.touch(mode=0o600)
        key.write_text(secret)
        text = text.replace(f'{{ command = ["echo", "{secret}"] }}', f'{{ file = "{key}" }}')
    config.write_text(text, encoding="utf-8")
    yield Program(vendors, config, capsys)
    vendors.close()


@pytest.fixture
def process_as_it_was() -> Iterator[None]:
    """What the program sets for its own process is set back."""
    root = logging.getLogger()
    mask = os.umask(0o077)
    hooks, handlers = (threading.excepthook, sys.unraisablehook), root.handlers[:]
    level, threshold = root.level, gc.get_threshold()
    yield
    os.umask(mask)
    threading.excepthook, sys.unraisablehook = hooks
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    gc.set_threshold(*threshold)
    gc.unfreeze()
