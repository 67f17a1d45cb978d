"""A desk on fifty jobs over a link that fails at random: `python -m tests.state.soak [MINUTES]`.

Prints each minute what the process takes, and in the end whether it grew.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from providers.model import JobRef
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tests.terminal.desks import Desk
from tui.engine.watchlist import Add, Watch, Watchlist

JOBS = 50
SETTLES = 10
"""Minutes after which it must have what it needs."""
MOST = 10.0
"""Megabytes that it may grow by after that."""
FAULTS = 0.15
"""Share of connections that go wrong from the start; many more do later."""
KEYS = (b"j", b"k", b"]", b"[", b"e", b"\x1b", b"\r", b"\x1b", b"f", b"s", b"E", b"\x1b", b"r")


@dataclass
class Count:
    """What was seen."""

    connections: int = 0
    faults: int = 0
    resident: list[float] = field(default_factory=list)
    """Megabytes, a figure a minute."""
    files: list[int] = field(default_factory=list)
    """Open files, a figure a minute."""

    @property
    def growth(self) -> float:
        """Megabytes between the end of settling and the end: medians of what is around both."""
        settled = self.resident[min(SETTLES, len(self.resident) // 3) :]
        part = max(1, len(settled) // 5)
        return sorted(settled[-part:])[part // 2] - sorted(settled[:part])[part // 2]

    @property
    def is_good(self) -> bool:
        """Whether neither memory nor open files grew."""
        settled = self.files[min(SETTLES, len(self.files) // 3) :]
        return self.growth < MOST and max(settled) - min(settled) < 20


class BadLink:
    """Stands before a server, and breaks some of its connections in each way it knows."""

    def __init__(self, port: int, count: Count, chance: random.Random) -> None:
        self._port = port
        self._count = count
        self._chance = chance

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._count.connections += 1
        # Cancelled only when all of it is over.
        with suppress(OSError, asyncio.CancelledError):
            if self._chance.random() < FAULTS:
                self._count.faults += 1
                await self._break(reader, writer)
            else:
                await self._pass(reader, writer)
        writer.close()

    async def _break(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match self._chance.randrange(5):
            case 0:
                writer.transport.abort()
            case 1:
                await reader.read(1_000)
                writer.write(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n")
            case 2:
                await reader.read(1_000)
                writer.write(b'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"id": 1')
            case 3:
                await asyncio.sleep(self._chance.uniform(1, 40))
            case _:
                writer.write(self._chance.randbytes(2_000))
        with suppress(OSError):
            await writer.drain()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_connection("127.0.0.1", self._port)

        async def carry(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while piece := await read.read(65_536):
                    if self._chance.random() < FAULTS / 4:
                        # In the middle of a request or an answer.
                        self._count.faults += 1
                        piece = piece[: len(piece) // 2]
                        write.write(piece)
                        break
                    write.write(piece)
                    await write.drain()
            write.close()

        await asyncio.gather(carry(reader, to), carry(there, writer))


def taken_by(pid: int) -> tuple[float, int]:
    """Megabytes that are resident, and open files."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1_024, len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def soak(minutes: float, step: float = 60.0) -> Count:
    """Let a desk run, press a key now and then, and look at it each `step` seconds."""
    count, chance = Count(), random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Slow enough that its jobs run all the time.
        async with Sandbox(SandboxOptions(speed=0.1, records=2_000)) as sandbox:
            link = BadLink(sandbox.port, count, chance)
            server = await asyncio.start_server(link.serve, "127.0.0.1")
            port = server.sockets[0].getsockname()[1]
            config = folder / "config.toml"
            text = sandbox.config_toml().replace(f":{sandbox.port}/", f":{port}/")
            config.write_text(text.replace("[accounts.fusebill]", "[accounts.fusebill]\npoll = 5"))
            ids = (str(600_000 + number) for number in range(JOBS))
            watches = [Add(Watch(JobRef("fusebill", "bulk", each))) for each in ids]
            Watchlist(folder / "watchlist.toml").apply(watches)
            with Desk(folder, "--config", str(config), size=(140, 40)) as desk:
                await _look_at(desk, count, chance, minutes * 60 / step, step)
            server.close()
    return count


async def _look_at(
    desk: Desk, count: Count, chance: random.Random, times: float, step: float
) -> None:
    for minute in range(round(times)):
        for _ in range(10):
            await asyncio.sleep(step / 10)
            desk.press(chance.choice(KEYS))
            desk.read(0)
            desk.written = b""
        assert desk.process.poll() is None, "it ended"
        resident, files = taken_by(desk.process.pid)
        count.resident.append(resident)
        count.files.append(files)
        print(
            f"{minute + 1:>3}: {resident:.1f} MB, {files} files, "
            f"{count.connections:,} connections, {count.faults:,} broken",
            flush=True,
        )


def main() -> int:
    """Soak, and print what was counted."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    count = asyncio.run(soak(minutes))
    print(
        f"{minutes:g} minutes, {JOBS} jobs, {count.connections:,} connections of which "
        f"{count.faults:,} were broken: {count.growth:+.1f} MB after settling, "
        f"{min(count.files)} to {max(count.files)} open files"
    )
    return 0 if count.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
