"""Actions as a test says they go, with a log of what was asked and sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from providers.acting import Plan
from providers.facts import Said
from providers.model import JobRef


@dataclass
class FakeActions:
    """Fits the port of actions. Where a gate is given, an answer waits for it."""

    plans: dict[tuple[JobRef, str], Plan | Said] = field(default_factory=dict)
    otherwise: Plan | Said = field(default_factory=lambda: Said("no such job", is_trouble=True))
    """What an action comes to that has no plan."""
    answer: Said = field(default_factory=lambda: Said("373402 processed: the vendor took it"))
    asking: asyncio.Event | None = None
    sending: asyncio.Event | None = None
    asked: list[tuple[str, object]] = field(default_factory=list)

    async def prepare(self, ref: JobRef, action: str) -> Plan | Said:
        self.asked.append(("prepare", (ref, action)))
        if self.asking is not None:
            await self.asking.wait()
        return self.plans.get((ref, action), self.otherwise)

    async def send(self, plan: Plan, typed: str) -> Said:
        self.asked.append(("send", (plan.ref, plan.action, typed)))
        if self.sending is not None:
            await self.sending.wait()
        return self.answer

    async def settle(self, ref: JobRef, typed: str) -> Said:
        self.asked.append(("settle", (ref, typed)))
        return Said(f"{ref.id} is settled")
