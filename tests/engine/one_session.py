"""A program of its own: one session that follows jobs until its standard input ends.

Run as `one_session.py CONFIG STORE REF...`; at its end it prints what it shows, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from providers.model import JobRef
from providers.watched import Event
from tui.engine.clock import SystemClock
from tui.engine.config import read_config
from tui.engine.connections import Connections
from tui.engine.first_row import first_row
from tui.engine.poller import Poller
from tui.engine.store import Store
from tui.engine.watchlist import Watch


async def follow(config_path: Path, store: Store, refs: list[JobRef]) -> None:
    """Poll until nobody writes to us any more."""
    config = read_config(config_path)
    clock = SystemClock()
    connections = Connections(config.accounts, clock, store.database)
    news: list[Event | None] = []
    poller = Poller(
        accounts=config.accounts,
        provider_of=connections.provider,
        budgets=connections.budgets,
        store=store,
        clock=clock,
        on_news=news.append,
    )
    for ref in refs:
        row, kind = first_row(Watch(ref), config, store, is_saved=True)
        poller.follow(row, kind)
    polling = asyncio.create_task(poller.run())
    await asyncio.to_thread(sys.stdin.read)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await connections.close()
    shown = {
        str(row.ref): {
            "status": row.job.vendor_status if row.job else None,
            "seen_at": row.seen_at.timestamp() if row.seen_at else None,
            "trouble": row.trouble,
        }
        for row in poller.rows()
    }
    print(json.dumps({"shown": shown, "news": len(news), "trouble": store.trouble}), flush=True)


if __name__ == "__main__":
    memory = Store(Path(sys.argv[2]))
    asyncio.run(follow(Path(sys.argv[1]), memory, [JobRef.parse(ref) for ref in sys.argv[3:]]))
    memory.close()
    sys.stdout.flush()
    os._exit(0)
