"""Setting accounts up without a file or a vendor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from providers.facts import Said
from providers.setup import Draft, Preview, Tried, Written
from tui.engine.account_block import preview

WORKS = Tried(
    True,
    "it works: Fusebill took the credentials",
    "a adds jobs: paste what the ticket holds",
    ("GET /v1/BulkApi/0 → 404 in 212 ms",),
)


STANDS = Written("~/.config/bulkjobs-tui/config.toml", 2)


@dataclass
class FakeSetup:
    """What is previewed is real; what is written and asked is what a test says."""

    config_path: str = "~/.config/bulkjobs-tui/config.toml"
    taken: dict[str, object] = field(default_factory=dict)
    outcome: Written | Said = STANDS
    tried: list[Tried] = field(default_factory=lambda: [WORKS])
    """What each test comes to; the last goes on."""
    written: list[Draft] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def preview(self, draft: Draft) -> Preview:
        return preview(draft, self.taken, {"ACME_API_KEY": "x"})

    async def write(self, draft: Draft) -> Written | Said:
        self.written.append(draft)
        return self.outcome

    async def test(
        self, name: str, in_terminal: Callable[[], AbstractContextManager[None]]
    ) -> Tried:
        self.asked.append(name)
        return self.tried.pop(0) if len(self.tried) > 1 else self.tried[0]
