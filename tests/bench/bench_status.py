"""How soon `status --json` answers, against a script that imports httpx and makes the same GET.

Run by hand: `python tests/bench/bench_status.py [RUNS]`. Both ask a sandbox on this machine, in
turn, and are timed from their start to their end. Where click and rich are installed, as
development brings them, httpx loads a command line of its own and both are slower by the same:
what counts is an environment with nothing else in it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from providers.sandbox.options import FUSEBILL_KEY, SandboxOptions
from providers.sandbox.server import Sandbox

BARE = """
import sys, httpx
answer = httpx.get(sys.argv[1], headers={"Authorization": "Basic " + sys.argv[2]})
print(answer.json()["status"])
"""
WITHIN = 1.5
"""What `status` may take of the bare script's time."""
JOB = "500014"


async def seconds(command: list[str]) -> float:
    """How long a command runs."""
    # As an installed program has it: compiled once, by the round that is not counted.
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL, env=environ)
    await process.wait()
    return time.perf_counter() - begun


async def compare(runs: int) -> tuple[list[float], list[float]]:
    """Run both in turn; gives the seconds of the bare script's runs and of ours."""
    bare: list[float] = []
    ours: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox(SandboxOptions()) as sandbox:
            # Without the second program that a command for the secret is.
            text = sandbox.config_toml().replace(
                f'{{ command = ["echo", "{FUSEBILL_KEY}"] }}', f'{{ file = "{folder}/key" }}'
            )
            config, key = Path(folder) / "config.toml", Path(folder) / "key"
            key.touch(mode=0o600)
            key.write_text(FUSEBILL_KEY)
            config.write_text(text)
            url = f"{sandbox.base_url}/fusebill/v1/BulkApi/{JOB}"
            get = [sys.executable, "-c", BARE, url, FUSEBILL_KEY]
            status = [str(Path(sys.executable).with_name("bulkjobs-tui")), "--config", str(config)]
            status += ["status", f"fusebill/bulk/{JOB}", "--json"]
            for number in range(runs + 1):
                pair = (await seconds(get), await seconds(status))
                if number:
                    # The first compiles.
                    bare.append(pair[0])
                    ours.append(pair[1])
    return bare, ours


def main() -> int:
    """Print both medians and their ratio."""
    bare, ours = asyncio.run(compare(int(sys.argv[1]) if len(sys.argv) > 1 else 9))
    ratio = statistics.median(each / other for each, other in zip(ours, bare, strict=True))
    print(
        f"httpx and one GET {statistics.median(bare) * 1000:.0f} ms, status --json "
        f"{statistics.median(ours) * 1000:.0f} ms: {ratio:.2f} (at most {WITHIN})"
    )
    return 0 if ratio <= WITHIN else 1


if __name__ == "__main__":
    sys.exit(main())
