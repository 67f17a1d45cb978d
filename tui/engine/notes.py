"""What the user notes on jobs: a memo, when to ring, how often to ask, which list they are on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from providers.facts import ListFacts, PaceFacts, Said
from providers.kinds import find_kind
from providers.model import JobRef
from providers.spans import span
from providers.text import safe
from providers.watched import Alert, Verdict
from tui.engine.alerts import Alerts
from tui.engine.config import Config
from tui.engine.first_row import first_row
from tui.engine.keeping import Keeper
from tui.engine.naming import jobs_text
from tui.engine.poller import Poller
from tui.engine.store import Store
from tui.engine.watch import LONGEST, MAIN, SHORTEST

MEMO_MOST: Final = 200
"""Characters of a memo."""
NAME_MOST: Final = 60
"""Characters of a list's name."""

_ALERTS: Final = {
    Alert.OFF: "no bell for {}",
    Alert.END: "the bell rings at the end of {}",
    Alert.CHANGE: "the bell rings at any change of {}",
}


class Notes:
    """Writes them into the watchlist; all of it can be undone."""

    def __init__(
        self, config: Config, keeper: Keeper, store: Store, poller: Poller, alerts: Alerts
    ) -> None:
        self._alerts = alerts
        self._config = config
        self._keeper = keeper
        self._store = store
        self._poller = poller

    async def write_memo(self, refs: Sequence[JobRef], memo: str) -> Said:
        """Set the memo of jobs; an empty one takes it away."""
        text = one_line(memo, MEMO_MOST)
        of = jobs_text(refs)
        done = f"memo of {of}: {text}" if text else f"no memo on {of} now"
        return await self._keeper.set_field(refs, "memo", text or None, done)

    async def set_alert(self, refs: Sequence[JobRef], alert: Alert) -> Said:
        """Say when the bell is rung for jobs, and let it be heard."""
        done = _ALERTS[alert].format(jobs_text(refs))
        said = await self._keeper.set_field(refs, "alert", alert.value or None, done)
        if alert is Alert.END and not said.is_trouble:
            self._alerts.ring("the bell rings like this")
        return said

    async def set_interval(self, refs: Sequence[JobRef], seconds: float | None) -> Said:
        """Say how often jobs are asked about; `None` leaves that to their kinds again.

        What is shorter than a vendor's floor is refused with the reason.
        """
        of = jobs_text(refs)
        if seconds is None:
            done = f"{of}: asked about at the usual pace"
            return await self._keeper.set_field(refs, "interval", None, done)
        if seconds > LONGEST:
            return Said(f"{span(seconds)} is too long: {span(LONGEST)} at most", is_trouble=True)
        paces = self.paces(refs)
        slowest = max(paces, key=lambda pace: pace.floor)
        if seconds < slowest.floor:
            why = f" ({slowest.floor_source})" if slowest.floor_source else ""
            text = f"{span(seconds)} is too short: {span(slowest.floor)} at least{why}"
            return Said(text, is_trouble=True)
        done = f"{of}: asked about every {span(seconds)}"
        return await self._keeper.set_field(refs, "interval", seconds, done)

    def paces(self, refs: Sequence[JobRef]) -> Sequence[PaceFacts]:
        """How often these jobs are asked about, and may be."""
        return [self._pace(ref) for ref in refs]

    def _pace(self, ref: JobRef) -> PaceFacts:
        account = self._config.accounts.get(ref.account)
        kind = find_kind(account.provider, ref.kind) if account else None
        watch = self._keeper.lists.find(ref)
        own = watch.interval if watch else None
        if account is None or kind is None:
            return PaceFacts(own=own)
        floor = max(SHORTEST, kind.floor)
        return PaceFacts(account.poll or kind.interval, floor, kind.floor_source, own)

    async def move(self, refs: Sequence[JobRef], name: str) -> Said:
        """Move jobs to another list, which begins with them if there is none of that name."""
        name = one_line(name, NAME_MOST) or MAIN
        there = self._keeper.lists.on(name)
        moving = [ref for ref in refs if all(watch.ref != ref for watch in there)]
        if not moving:
            return Said(f"{jobs_text(refs)}: on {name} already")
        done = f"moved {jobs_text(moving)} to {name}"
        return await self._keeper.set_field(moving, "list", name, done)

    async def rename(self, old: str, new: str) -> Said:
        """Give a list another name, which none has yet."""
        new = one_line(new, NAME_MOST)
        lists = self._keeper.lists
        if not new or new == old:
            return Said(f"{old} keeps its name")
        if lists.on(new):
            return Said(f"there is a list {new} already; M moves jobs there", is_trouble=True)
        refs = [watch.ref for watch in lists.on(old)]
        was_current = lists.current == old
        said = Said(f"{old} is {new} now")
        if refs:
            said = await self._keeper.set_field(refs, "list", new, said.text)
        if was_current and not said.is_trouble:
            await self._keeper.switch_list(new)
        return said

    async def tallies(self) -> Sequence[ListFacts]:
        """The lists, with how their jobs stand: those not shown, as they are remembered."""
        return await asyncio.to_thread(self._tallies)

    def _tallies(self) -> Sequence[ListFacts]:
        lists = self._keeper.lists
        found: list[ListFacts] = []
        for facts in lists.facts():
            counts = Counter(self._verdict(watch.ref) for watch in lists.on(facts.name))
            tally = tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict])
            found.append(replace(facts, tally=tally))
        return found

    def _verdict(self, ref: JobRef) -> Verdict:
        row, watch = self._poller.row(ref), self._keeper.lists.find(ref)
        if row is None and watch is not None:
            row, _ = first_row(watch, self._config, self._store, is_saved=True)
        return row.verdict if row is not None else Verdict.UNKN


def one_line(text: str, most: int) -> str:
    """What somebody typed or pasted, as one safe line of so many characters at most."""
    head = " ".join(text[: 4 * most].split())
    return safe(head, 4 * most)[:most].strip()
