"""Vendors that know canaries for credentials, and the program beside them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import pytest

from providers.sandbox import fusebill, willsuite, zoho_tokens
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tests.canary.canaries import CACHED, SECRETS
from tests.canary.searching import found, found_in_folder

SPY: Final = """
import os, resource, sys
with open(sys.argv[1], "ab") as seen:
    for pid in (os.getpid(), os.getppid()):
        seen.write(open(f"/proc/{pid}/cmdline", "rb").read() + b"\\n")
    seen.write(open("/proc/self/environ", "rb").read() + b"\\n")
    seen.write(f"core {resource.getrlimit(resource.RLIMIT_CORE)[0]}\\n".encode())
    seen.write(f"umask {os.umask(0):03o}\\n".encode())
print(open(sys.argv[2]).read(), end="")
"""
_DROPPED: Final = ("XDG_", "PYTHONDONTWRITEBYTECODE")
EACH: Final = """
import json, pathlib, sys
from tui.cli import main
codes = [main([*sys.argv[1:3], *words]) for words in json.loads(sys.argv[3])]
pathlib.Path(sys.argv[2]).with_name("codes").write_text(" ".join(str(int(code)) for code in codes))
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one run."""

    code: int
    out: bytes
    err: bytes


@dataclass(slots=True)
class Elsewhere:
    """Another host, which remembers every byte that it was sent."""

    url: str = ""
    seen: bytearray = field(default_factory=bytearray)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(5):
                self.seen += await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            await writer.drain()
        writer.close()


@dataclass(frozen=True, slots=True)
class Canary:
    """The program on accounts whose credentials are canaries."""

    sandbox: Sandbox
    elsewhere: Elsewhere
    folder: Path
    """All that the program may write is below it."""
    compiled: Path
    """But for what Python makes of the program, which takes it longer than most commands."""

    @property
    def config(self) -> Path:
        return self.folder / "own" / "config.toml"

    @property
    def keys(self) -> Path:
        """Where the secrets themselves are kept, which is no leak."""
        return self.folder.parent / "keys"

    @property
    def spied(self) -> bytes:
        """What a secret's command could see of the program."""
        return (self.folder / "spied").read_bytes()

    @property
    def environ(self) -> dict[str, str]:
        """The environment of the program, in which two of its secrets stand."""
        home = str(self.folder / "home")
        return {
            **{name: text for name, text in os.environ.items() if not name.startswith(_DROPPED)},
            "HOME": home,
            "TMPDIR": str(self.folder / "tmp"),
            "CANARY_FB": SECRETS["fusebill key"],
            "CANARY_ZR": SECRETS["zoho refresh token"],
            "PYTHONPYCACHEPREFIX": str(self.compiled),
        }

    async def run(self, *words: str, code: str = "") -> Ended:
        """Run the program to its end, or `code` with the words as its arguments."""
        begin = ("-c", code) if code else ("-m", "tui")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *begin,
            "--config",
            str(self.config),
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.folder / "work",
            env=self.environ,
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate()
        ended = Ended(process.returncode or 0, out, err)
        self.assert_kept(out, err)
        return ended

    async def run_each(self, *commands: Sequence[str], code: str = "") -> list[int]:
        """Run commands one after the other in one process, after `code`; gives their exit codes.

        Starting the program costs more than most of them.
        """
        ended = await self.run(json.dumps(commands), code=code + EACH)
        assert ended.code == 0, ended.err
        return list(map(int, self.codes.read_text().split()))

    @property
    def codes(self) -> Path:
        """Where the exit codes of several commands are told."""
        return self.config.with_name("codes")

    def assert_kept(self, *outputs: bytes) -> None:
        """No secret came out: in these, in any file but the cache, at another host."""
        for output in (*outputs, bytes(self.elsewhere.seen)):
            assert found(output, SECRETS) == set()
        assert found_in_folder(self.folder, SECRETS, CACHED) == set()
        for path in (self.folder / "home").rglob("*"):
            assert path.stat().st_mode & 0o077 == 0, f"{path} can be read by others"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Python keeps the program as it has read it."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
async def canary(
    tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Canary]:
    """A sandbox that takes the canaries, and a configuration that holds them in all three ways."""
    monkeypatch.setattr(fusebill, "FUSEBILL_KEY", SECRETS["fusebill key"])
    monkeypatch.setattr(willsuite, "CLIENT_SECRET", SECRETS["willsuite secret"])
    monkeypatch.setattr(willsuite, "_jwt", lambda now, life: SECRETS["willsuite token"])
    monkeypatch.setattr(zoho_tokens, "CLIENT_SECRET", SECRETS["zoho secret"])
    monkeypatch.setattr(zoho_tokens, "ZOHO_REFRESH_TOKEN", SECRETS["zoho refresh token"])
    part = SECRETS["zoho token"].rpartition(".")[2]
    monkeypatch.setattr(zoho_tokens, "secrets", SimpleNamespace(token_hex=lambda size: part))
    elsewhere = Elsewhere()
    listening = await asyncio.start_server(elsewhere.serve, "127.0.0.1", 0)
    elsewhere.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening, Sandbox(SandboxOptions(records=300, speed=50)) as sandbox:
        canary = Canary(sandbox, elsewhere, tmp_path / "all", compiled)
        for folder in ("own", "home", "work", "tmp"):
            (canary.folder / folder).mkdir(parents=True)
        (canary.folder / "home").chmod(0o700)
        canary.keys.mkdir()
        for name in ("willsuite secret", "zoho secret"):
            path = canary.keys / name.replace(" ", "-")
            path.touch(mode=0o600)
            path.write_text(SECRETS[name] + "\n")
        (canary.keys / "spy.py").write_text(SPY)
        canary.config.write_text(_config(sandbox, canary))
        yield canary


def _config(sandbox: Sandbox, canary: Canary) -> str:
    spy = [
        sys.executable,
        str(canary.keys / "spy.py"),
        str(canary.folder / "spied"),
        str(canary.keys / "zoho-secret"),
    ]
    ways = {
        "fusebill.api_key": '{ env = "CANARY_FB" }',
        "willsuite.client_secret": f'{{ file = "{canary.keys}/willsuite-secret" }}',
        "zoho.client_secret": f"{{ command = {spy!r} }}",
        "zoho.refresh_token": '{ env = "CANARY_ZR" }',
    }
    lines, account = [], ""
    for line in sandbox.config_toml().splitlines():
        if line.startswith("[accounts."):
            account = line[10:-1]
        way = ways.get(f"{account}.{line.partition(' = ')[0]}")
        lines.append(line if way is None else f"{line.partition(' = ')[0]} = {way}")
    return "\n".join(lines) + "\n"
