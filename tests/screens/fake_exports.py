"""Exports as a test says they go, with a log of what was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from providers.facts import Said
from providers.model import JobRef
from providers.taking import EVERYTHING, Amount, Existing, Form, Progress, Request, Selection


@dataclass
class FakeExports:
    """Fits the port of exports. Where a gate is given, the writing waits for it."""

    amount: Amount | None = field(default_factory=lambda: Amount(60, 18))
    proposed: str = "~/acme-bulk-373334.csv"
    there: set[str] = field(default_factory=set)
    """Paths of files that are there."""
    answer: Said = field(default_factory=lambda: Said("wrote 60 of 60 records, 9 bytes as ~/x.csv"))
    told: Sequence[Progress] = ()
    gate: asyncio.Event | None = None
    is_stopped: bool = False
    asked: list[tuple[JobRef, Request]] = field(default_factory=list)
    counted: list[Selection] = field(default_factory=list)

    async def count(self, ref: JobRef, selection: Selection) -> Amount | None:
        self.counted.append(selection)
        return self.amount

    async def propose(self, ref: JobRef, form: Form) -> str:
        return self.proposed

    async def export(
        self, ref: JobRef, request: Request, on_progress: Callable[[Progress], None]
    ) -> Said | Existing:
        self.asked.append((ref, request))
        if request.path in self.there and not request.is_forced:
            return Existing(request.path)
        for each in self.told:
            on_progress(each)
        try:
            if self.gate is not None:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.is_stopped = True
            raise
        return self.answer

    def ticket(self, ref: JobRef, selection: Selection = EVERYTHING) -> str:
        return f"## {ref}\n"
