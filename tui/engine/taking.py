"""Records taken away from the desk: how many there are, where they may go, and the writing.

It fits `screens.ports.Exports` without knowing it.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from providers.base import Account, Provider
from providers.facts import Said
from providers.listing import Records, RecordsLost
from providers.model import Exchange, JobRef, Look
from providers.reading import Reading
from providers.taking import EVERYTHING, Amount, Existing, Form, Progress, Request, Selection
from providers.text import safe
from providers.watched import Watched
from tui.engine.clock import Clock
from tui.engine.export import Order, Subject, export
from tui.engine.export_choice import choose
from tui.engine.export_columns import SENT_AGAIN
from tui.engine.export_file import ExportError
from tui.engine.export_ticket import Ticket, write_ticket
from tui.engine.files import free_name, safe_name
from tui.engine.naming import at_home, short
from tui.engine.results import save_result

KEPT: Final = "from this machine's store of records"
_ENDINGS: Final = {
    Form.CSV: ".csv",
    Form.JSONL: ".jsonl",
    Form.TICKET: ".md",
    Form.RESUBMIT: "-resubmit.csv",
    Form.EVIDENCE: "-evidence.jsonl",
    Form.RESULT: ".zip",
}
_LONGEST: Final = 1_000
"""Characters of a path that is proposed."""
_OURS_ELSEWHERE: Final = re.compile(r"; (?:--force|-o -) .*")
"""Ways out that the desk has keys for."""
_OPTION: Final = re.compile(r"--(?:by-row|filter|group|source)\b")


class Taking:
    """Takes away what the session has read."""

    def __init__(
        self,
        row_of: Callable[[JobRef], Watched | None],
        reading_of: Callable[[JobRef], Reading | None],
        records_of: Callable[[JobRef], Records | None],
        answer_of: Callable[[JobRef], bytes | None],
        provider_of: Callable[[str], Provider],
        accounts: Mapping[str, Account],
        clock: Clock,
        how_read: Callable[[JobRef], tuple[Exchange, ...]] = lambda ref: (),
    ) -> None:
        """Take nothing yet.

        Args:
            row_of: A watched job; `None` when it is not watched.
            reading_of: How its records were read.
            records_of: They.
            answer_of: What its vendor last said of it.
            provider_of: Opens an account's adapter; may take as long as an import.
            accounts: The configured ones, by name.
            clock: Tells the time.
            how_read: The calls that brought its last answer.
        """
        self._row_of = row_of
        self._reading_of = reading_of
        self._records_of = records_of
        self._answer_of = answer_of
        self._provider_of = provider_of
        self._accounts = accounts
        self._clock = clock
        self._how_read = how_read

    async def count(self, ref: JobRef, selection: Selection) -> Amount | None:
        """How many records are asked for; `None` when there are none to be counted."""
        records = self._records_of(ref)
        if records is None:
            return None
        try:
            chosen = await choose(records, selection)
            again = await choose(records, selection, SENT_AGAIN)
        except (ExportError, RecordsLost):
            return None
        return Amount(len(chosen), len(again))

    async def propose(self, ref: JobRef, form: Form) -> str:
        """A name in the working folder that nothing has yet, as people write it."""
        return await asyncio.to_thread(_proposed, ref, form)

    async def export(
        self, ref: JobRef, request: Request, on_progress: Callable[[Progress], None]
    ) -> Said | Existing:
        """Write what is asked for. Cancelled, it leaves no file.

        Args:
            ref: The job.
            request: What, and where to.
            on_progress: Called on the event loop, a few times a second.
        """
        subject = self._subject(ref)
        if subject is None or subject.row.job is None:
            return Said(f"{short(ref)} has not been seen yet", is_trouble=True)
        try:
            path, source = _path(request.path), _path(request.source)
        except ExportError as error:
            return Said(str(error), is_trouble=True)
        if path is None:
            return Said("nothing is written without a file's name", is_trouble=True)
        if not request.is_forced and await asyncio.to_thread(_is_file, path):
            return Existing(safe(at_home(path)))
        if request.form is Form.RESULT:
            look = Look(subject.row.job, subject.answer)
            said = await save_result(look, self._provider_of, path, is_forced=request.is_forced)
        else:
            order = Order(
                request.form,
                path,
                request.selection,
                source,
                is_forced=request.is_forced,
                now=self._clock.now(),
            )
            said = await export(subject, order, on_progress)
        return Said(_for_the_desk(said.text), said.is_trouble)

    def ticket(self, ref: JobRef, selection: Selection = EVERYTHING) -> str:
        """The job as Markdown for a ticket, bounded; empty when it is not watched.

        Args:
            ref: The job.
            selection: Which causes are listed.
        """
        subject = self._subject(ref)
        if subject is None:
            return ""
        row, reading, now = subject.row, subject.reading, self._clock.now()
        found = subject.records, subject.origin, selection, now
        told = Ticket(row, reading, *found, label=subject.label, calls=subject.calls)
        return write_ticket(told)

    def _subject(self, ref: JobRef) -> Subject | None:
        row = self._row_of(ref)
        if row is None:
            return None
        reading = self._reading_of(ref)
        origin = KEPT if reading is not None else ""
        answer = self._answer_of(ref) or b""
        account = self._accounts.get(ref.account)
        label, calls = account.label if account else "", self._how_read(ref)
        return Subject(row, reading, self._records_of(ref), origin, answer, label, calls)


def _proposed(ref: JobRef, form: Form) -> str:
    folder = Path.home()
    with suppress(OSError):
        folder = Path.cwd()
    stem = f"{safe_name(ref.account)}-{ref.kind}-{safe_name(ref.id)}"
    path = free_name(folder, stem, _ENDINGS[form])
    shown = at_home(path)
    # A folder's name may hold what no field takes.
    return shown if shown == safe(shown, _LONGEST) else path.name


def _path(typed: str) -> Path | None:
    """The path that was typed; `None` for none.

    Raises:
        ExportError: There is no such home folder.
    """
    if not typed.strip():
        return None
    try:
        return Path(typed.strip()).expanduser()
    except RuntimeError as error:
        raise ExportError(f"{safe(typed)}: there is no such home folder") from error


def _is_file(path: Path) -> bool:
    """Whether there is something that may be replaced; folders never are."""
    try:
        return os.path.lexists(path) and not path.is_dir()
    except (OSError, ValueError):
        return False


def _for_the_desk(text: str) -> str:
    """A sentence without the options that only the command line has."""
    text = _OURS_ELSEWHERE.sub("", text)
    return f"{text} (options of `bulkjobs-tui export`)" if _OPTION.search(text) else text
