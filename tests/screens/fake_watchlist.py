"""The watchlist, notes and last looks that screens have in tests: they change the rows alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from providers.facts import ListFacts, PaceFacts, Said
from providers.glance import Glance, Since, glance_at
from providers.model import JobRef
from providers.watched import Alert, Event, Watched


class Desk(Protocol):
    """What they are about."""

    watched: list[Watched]
    watchlists: list[ListFacts]
    others: Mapping[JobRef, JobRef]
    asked: list[tuple[str, object]]

    @property
    def watchlist(self) -> FakeWatchlist:
        """Who changes them."""
        ...


@dataclass
class FakeWatchlist:
    """Says of each change what was asked; takes the last one back."""

    desk: Desk
    before: list[tuple[list[Watched], list[ListFacts]]] = field(default_factory=list)
    """The rows and lists before each change."""
    elsewhere: dict[JobRef, str] = field(default_factory=dict)
    """On which lists jobs are that are not shown."""

    def change(self, name: str, what: object, rows: list[Watched]) -> None:
        """Note a change, and make it."""
        self.desk.asked.append((name, what))
        self.before.append((self.desk.watched, self.desk.watchlists))
        self.desk.watched = rows

    def list_of(self, ref: JobRef) -> str | None:
        if any(row.ref == ref and row.is_saved for row in self.desk.watched):
            return next(each.name for each in self.desk.watchlists if each.is_current)
        return self.elsewhere.get(ref)

    async def add(self, refs: Sequence[JobRef]) -> Said:
        added = [Watched(ref, "fusebill") for ref in refs]
        self.change("add", tuple(refs), [*self.desk.watched, *added])
        return Said(f"added {len(refs)}")

    async def remove(self, refs: Sequence[JobRef]) -> Said:
        left = [row for row in self.desk.watched if row.ref not in refs]
        self.change("remove", tuple(refs), left)
        return Said(f"removed {refs[0].id if len(refs) == 1 else len(refs)}; u brings it back")

    async def replace(self, ref: JobRef, other: JobRef) -> Said:
        rows = [replace(r, ref=other) if r.ref == ref else r for r in self.desk.watched]
        self.change("replace", (ref, other), rows)
        self.desk.others = {}
        return Said(f"{ref.id} is {other.kind} now")

    async def toggle_saved(self, refs: Sequence[JobRef]) -> Said:
        self.change("toggle_saved", tuple(refs), self.desk.watched)
        return Said(f"{refs[0].id} is not saved now")

    async def undo(self) -> Said:
        self.desk.asked.append(("undo", None))
        if not self.before:
            return Said("nothing to undo")
        self.desk.watched, self.desk.watchlists = self.before.pop()
        return Said("undone")

    async def switch_list(self, name: str) -> Said:
        self.desk.asked.append(("switch_list", name))
        lists = self.desk.watchlists
        if all(each.name != name for each in lists):
            lists = [*lists, ListFacts(name, 0)]
        self.desk.watchlists = [
            replace(each, is_current=each.name == name)
            for each in lists
            if each.size or each.name == name
        ]
        return Said(f"watchlist {name}")


@dataclass
class FakeNotes:
    """Writes on the rows."""

    desk: Desk
    refusal: str = ""
    """Why nothing can be noted; empty when it can."""

    def _set(self, name: str, refs: Sequence[JobRef], value: object, **changes: object) -> Said:
        if self.refusal:
            return Said(self.refusal, is_trouble=True)
        rows = list(self.desk.watched)
        for at, row in enumerate(rows):
            if row.ref in refs:
                rows[at] = changed = replace(row)
                for key, new in changes.items():
                    object.__setattr__(changed, key, new)
        self.desk.watchlist.change(name, (tuple(refs), value), rows)
        return Said(f"{name}: {value}")

    async def write_memo(self, refs: Sequence[JobRef], memo: str) -> Said:
        return self._set("memo", refs, memo, memo=memo)

    async def set_alert(self, refs: Sequence[JobRef], alert: Alert) -> Said:
        return self._set("alert", refs, alert, alert=alert)

    async def set_interval(self, refs: Sequence[JobRef], seconds: float | None) -> Said:
        if seconds is not None and seconds < 300 and any(ref.kind == "job" for ref in refs):
            return Said("2m is too short: 5m at least", is_trouble=True)
        return self._set("interval", refs, seconds, interval=seconds)

    def paces(self, refs: Sequence[JobRef]) -> Sequence[PaceFacts]:
        owns = {row.ref: row.interval for row in self.desk.watched}
        slow = PaceFacts(300.0, 300.0, "the vendor asks for 5 to 10 minutes")
        quick = PaceFacts(15.0)
        return [replace(slow if ref.kind == "job" else quick, own=owns.get(ref)) for ref in refs]

    async def move(self, refs: Sequence[JobRef], name: str) -> Said:
        left = [row for row in self.desk.watched if row.ref not in refs]
        watchlist: FakeWatchlist = self.desk.watchlist
        watchlist.change("move", (tuple(refs), name), left)
        gone = len(refs)
        self.desk.watchlists = [
            replace(each, size=each.size + (gone if each.name == name else -gone * each.is_current))
            for each in self.desk.watchlists
        ]
        return Said(f"moved {len(refs)} to {name}")

    async def rename(self, old: str, new: str) -> Said:
        watchlist: FakeWatchlist = self.desk.watchlist
        watchlist.change("rename", (old, new), self.desk.watched)
        self.desk.watchlists = [
            replace(each, name=new) if each.name == old else each for each in self.desk.watchlists
        ]
        return Said(f"{old} is {new} now")

    async def tallies(self) -> Sequence[ListFacts]:
        return tuple(self.desk.watchlists)


@dataclass
class FakeLooks:
    """What was seen, as the test says."""

    desk: Desk
    then: Mapping[JobRef, Glance] = field(default_factory=dict)
    events: Mapping[JobRef, tuple[Event, ...]] = field(default_factory=dict)
    touched: list[JobRef] = field(default_factory=list)

    def touch(self, ref: JobRef) -> None:
        if self.touched[-1:] != [ref]:
            self.touched.append(ref)
        self.desk.watched = [
            replace(row, has_rung=False, is_news=False) if row.ref == ref else row
            for row in self.desk.watched
        ]

    def since(self, ref: JobRef) -> Since | None:
        row = next((row for row in self.desk.watched if row.ref == ref), None)
        then = self.then.get(ref)
        if row is None or then is None:
            return None
        return Since(row, then, self.events.get(ref, ()))

    def changed(self) -> Sequence[Since]:
        found = (self.since(row.ref) for row in self.desk.watched)
        return [since for since in found if since is not None and since.is_changed]


@dataclass
class FakeChoices:
    """What is remembered of the desk."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    def recall(self) -> Mapping[str, str]:
        return self.chosen

    def remember(self, chosen: Mapping[str, str]) -> None:
        self.chosen = chosen


@dataclass
class FakeAlerts:
    """Rings when the test does."""

    ring: Callable[[str], None] = lambda text: None

    def ring_by(self, ring: Callable[[str], None]) -> None:
        self.ring = ring


def looked_at(row: Watched, **changes: object) -> Glance:
    """How a job stood when somebody looked, but for what a test says."""
    glance = glance_at(row, row.seen_at or row.age_from)  # type: ignore[arg-type]
    for key, value in changes.items():
        object.__setattr__(glance, key, value)
    return glance
