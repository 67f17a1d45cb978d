"""When the user last looked at each job, and how it stood then, kept beyond the session."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import msgspec

from providers.glance import Glance
from providers.model import JobRef
from tui.engine.database import Database

_GLANCE: Final = msgspec.json.Decoder(Glance)


class Glances:
    """The table of them, shared by the user's sessions. For any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, ref: JobRef) -> Glance | None:
        """How a job stood when its user last looked; `None` when nobody has."""
        match self._database.row("select glance from glances where ref = ?", str(ref)):
            case (bytes(encoded),):
                return _decoded(encoded)
        return None

    def all(self) -> dict[str, Glance]:
        """All that are kept, by the text of the job's ref."""
        found: dict[str, Glance] = {}
        for row in self._database.rows("select ref, glance from glances"):
            match row:
                case (str(ref), bytes(encoded)) if (glance := _decoded(encoded)) is not None:
                    found[ref] = glance
        return found

    @property
    def version(self) -> int:
        """A number that is another one after any session has changed the file."""
        return self._database.version

    def keep(self, glances: dict[JobRef, Glance]) -> None:
        """Remember these."""
        statement = "insert or replace into glances (ref, glance) values (?, ?)"
        self._database.write(
            *(
                (statement, (str(ref), msgspec.json.encode(glance)))
                for ref, glance in glances.items()
            )
        )


def _decoded(encoded: bytes) -> Glance | None:
    # A form that another version wrote is as good as none.
    with suppress(msgspec.DecodeError, ValueError, TypeError):
        return _GLANCE.decode(encoded)
    return None
