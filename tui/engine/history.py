"""How far jobs were, and when: a bounded history of each, kept across sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from providers.model import JobRef
from providers.pace import Sample
from tui.engine.database import Database

MOST: Final = 24
"""Moves of one job that are kept: twice as many as are looked at."""

_ADD: Final = """
insert into samples (ref, at, phase, done, total) select ?, ?, ?, ?, ?
where not exists (
    select 1 from samples where id = (select max(id) from samples where ref = ?)
        and phase = ? and done = ? and total is ?
)
"""
_DROP_OLDEST: Final = """
delete from samples where ref = ? and id <=
    (select id from samples where ref = ? order by id desc limit 1 offset ?)
"""


class History:
    """What all of a user's sessions saw. Its methods may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def samples(self, ref: JobRef) -> tuple[Sample, ...]:
        """How far the job was, oldest first; what can't be read is left out."""
        statement = (
            "select at, phase, done, total from samples where ref = ? order by id desc limit ?"
        )
        found: list[Sample] = []
        for row in reversed(self._database.rows(statement, str(ref), MOST)):
            match row:
                case (str(at), str(phase), float(done), (float() | None) as total):
                    moment = _moment(at)
                    if moment is not None:
                        found.append(Sample(moment, phase, done, total))
        return tuple(found)

    def add(self, ref: JobRef, sample: Sample | None) -> None:
        """Keep how far the job is, if it has moved; `None` forgets how far it was."""
        if sample is None:
            if self._database.row("select 1 from samples where ref = ? limit 1", str(ref)):
                self._database.write(("delete from samples where ref = ?", (str(ref),)))
            return
        name, total = str(ref), sample.total
        moved = (sample.phase, float(sample.done), None if total is None else float(total))
        self._database.write(
            (_ADD, (name, sample.at.isoformat(), *moved, name, *moved)),
            (_DROP_OLDEST, (name, name, MOST)),
        )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
