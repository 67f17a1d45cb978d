"""Notes on jobs by keys: a memo, the bell, how often they are asked about."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Final, Protocol

from providers.facts import PaceFacts, Said
from providers.model import JobRef
from providers.spans import read_span, span
from providers.text import safe, shorten_middle
from providers.watched import Watched
from screens.ports import Jobs
from screens.question import Question

MEMO_MOST: Final = 200
SPAN_MOST: Final = 20
_NO_SPAN: Final = "how long is that? 90, 90s, 2m, 1h30m; nothing for the usual pace"


class NotePlace(Protocol):
    """What is needed of a screen on which jobs are noted on."""

    _jobs: Jobs

    def meant(self) -> Sequence[JobRef]:
        """The jobs that a key is about."""
        ...

    def do(self, what: Awaitable[Said]) -> object:
        """Do something to the watchlist, and say what came of it."""
        ...

    async def ask(self, question: Question) -> None:
        """Ask on the last line above the keys."""
        ...


class Noting:
    """The keys; the screen that has them says which jobs are meant."""

    async def action_memo(self: NotePlace) -> None:
        """Write a memo on the jobs that are meant."""
        rows = meant_rows(self)
        if not rows:
            return
        memos = {row.memo for row in rows}
        old = memos.pop() if len(memos) == 1 else ""
        refs = [row.ref for row in rows]

        async def answer(text: str) -> Said:
            if text.strip() == old:
                return Said("")
            return await self._jobs.notes.write_memo(refs, text)

        empty = "a ticket, a name; Enter keeps it, Esc does not"
        if memos:
            empty = "theirs differ; one for all, Enter alone leaves them"
        await self.ask(Question(f"memo of {named(rows)}", old, empty, MEMO_MOST, answer))

    def action_bell(self: NotePlace) -> None:
        """Ring at the end of the jobs that are meant; at any change; not at all."""
        rows = meant_rows(self)
        if rows:
            alert = rows[0].alert.following()
            self.do(self._jobs.notes.set_alert([row.ref for row in rows], alert))

    async def action_interval(self: NotePlace) -> None:
        """Say how often the jobs that are meant are asked about."""
        rows = meant_rows(self)
        if not rows:
            return
        refs = [row.ref for row in rows]
        paces = self._jobs.notes.paces(refs)

        async def answer(text: str) -> Said:
            if not text.strip():
                return await self._jobs.notes.set_interval(refs, None)
            seconds = read_span(text)
            if seconds is None:
                return Said(_NO_SPAN, is_trouble=True)
            return await self._jobs.notes.set_interval(refs, seconds)

        owns = {pace.own for pace in paces}
        own = owns.pop() if len(owns) == 1 else None
        old = "" if own is None else span(own)
        label = f"ask about {named(rows)} every"
        await self.ask(Question(label, old, pace_text(paces), SPAN_MOST, answer))


def pace_text(paces: Sequence[PaceFacts]) -> str:
    """What nothing typed means, and how short an interval may be."""
    usual = {pace.usual for pace in paces if pace.usual is not None}
    floor = max(paces, key=lambda pace: pace.floor)
    empty = f"nothing: {span(min(usual))}" if len(usual) == 1 else "nothing: the usual pace"
    why = f": {floor.floor_source}" if floor.floor_source else ""
    return f"{empty}; {span(floor.floor)} at least{why}"


def meant_rows(place: NotePlace) -> list[Watched]:
    """The rows of the jobs that a key is about."""
    meant = set(place.meant())
    return [row for row in place._jobs.rows() if row.ref in meant]


def named(rows: Sequence[Watched]) -> str:
    """One job by its id, several by their number."""
    if len(rows) == 1:
        return safe(shorten_middle(rows[0].ref.id, 17))
    return f"{len(rows)} jobs"
