"""The texts that are copied from the desk.

It fits `screens.ports_copy.Copies` without knowing it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from providers.addresses import address_of
from providers.base import Account
from providers.causes import Group
from providers.copying import CauseMeant, Copied, CopyForm, JobsMeant, Meant, RecordsMeant
from providers.errors import Rejected
from providers.facts import Said
from providers.listing import Records, RecordsLost
from providers.model import JobRef, Record
from providers.reading import Reading
from providers.taking import EVERYTHING, Cause, Selection
from providers.text import safe, shorten_middle
from providers.watched import Watched
from tui.engine.copy_lines import (
    cause_lines,
    curl_line,
    head_of,
    job_errors,
    job_lines,
    record_lines,
)
from tui.engine.export_choice import choose
from tui.engine.export_file import ExportError

MOST: Final = 8_000_000
"""Characters that are put together; whoever wants more writes a file with `x`."""
_ID: Final = 24
_OF_RECORDS: Final = frozenset(
    {CopyForm.ID, CopyForm.ERROR, CopyForm.JSON, CopyForm.CSV, CopyForm.MARKDOWN}
)
_WORDS: Final = {
    CopyForm.ID: ("the id", "ids"),
    CopyForm.REF: ("the ref", "refs"),
    CopyForm.URL: ("the URL", "URLs"),
    CopyForm.ERROR: ("the error text", "error texts"),
    CopyForm.JSON: ("JSON", "rows of JSON"),
    CopyForm.CSV: ("CSV", "rows of CSV"),
    CopyForm.MARKDOWN: ("Markdown", "lines of Markdown"),
    CopyForm.CURL: ("a curl line", "curl lines"),
    CopyForm.TICKET: ("the ticket", "tickets"),
    CopyForm.ANSWER: ("the answer", "answers"),
}


class Copies:
    """Makes texts of what the session has seen. Asks no vendor."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        row_of: Callable[[JobRef], Watched | None],
        reading_of: Callable[[JobRef], Reading | None],
        records_of: Callable[[JobRef], Records | None],
        ticket_of: Callable[[JobRef, Selection], str],
        answer_of: Callable[[JobRef], bytes | None],
    ) -> None:
        """Make nothing yet.

        Args:
            accounts: The configured ones, by name.
            row_of: A watched job; `None` when it is not watched.
            reading_of: How its records were read; `None` when they were not.
            records_of: They.
            ticket_of: The job as Markdown for a ticket.
            answer_of: What its vendor last said of it; `None` when that is not kept.
        """
        self._accounts = accounts
        self._row_of = row_of
        self._reading_of = reading_of
        self._records_of = records_of
        self._ticket_of = ticket_of
        self._answer_of = answer_of

    async def text(self, meant: Meant, form: CopyForm) -> Copied | Said:
        """The text, or why there is none."""
        try:
            if form is CopyForm.FAILING:
                return await self._failing(meant)
            if isinstance(meant, RecordsMeant) and form in _OF_RECORDS:
                return await self._of_records(meant, form)
            if isinstance(meant, CauseMeant) and form in (CopyForm.JSON, CopyForm.CSV):
                return await self._of_cause_records(meant, form)
            return await asyncio.to_thread(self._plain, meant, form)
        except (ExportError, RecordsLost, Rejected) as error:
            return Said(safe(str(error)), is_trouble=True)

    def page_of(self, meant: Meant) -> str:
        """The first job's page at its vendor, for a browser; empty where it names none."""
        row = self._row_of(_refs(meant)[0])
        url = (row.job.web_url if row and row.job else None) or ""
        # What a vendor names is opened by a program of this machine.
        return url if urlsplit(url).scheme in ("https", "http") and url.isprintable() else ""

    # Of jobs, and what a job's row is enough for

    def _plain(self, meant: Meant, form: CopyForm) -> Copied | Said:
        if isinstance(meant, CauseMeant) and form in _OF_RECORDS:
            group, bad = self._group(meant)
            return _copied(cause_lines(group, bad, form), "", form, 1, "the cause")
        refs = _refs(meant)
        causes = (meant.cause,) if isinstance(meant, CauseMeant) else ()
        lines: Iterable[str]
        if form is CopyForm.TICKET:
            selection = Selection(causes=causes) if causes else EVERYTHING
            lines = (self._ticket_of(ref, selection) for ref in refs)
        elif form is CopyForm.ANSWER:
            answers = (self._answer_of(ref) for ref in refs)
            lines = (body.decode("utf-8", "replace") for body in answers if body is not None)
        elif form is CopyForm.CURL:
            lines = (curl_line(self._account(ref), ref) for ref in refs)
        elif form is CopyForm.URL:
            lines = (self._url(ref) for ref in refs)
        elif form is CopyForm.ERROR:
            lines = (line for ref in refs for line in job_errors(self._row(ref), self._groups(ref)))
        else:
            lines = (line for ref in refs for line in job_lines(self._row(ref), form))
        one = shorten_middle(refs[0].id, _ID)
        return _copied(lines, head_of(form, is_of_jobs=True), form, len(refs), one)

    def _url(self, ref: JobRef) -> str:
        return self.page_of(JobsMeant((ref,))) or address_of(self._account(ref), ref).url

    def _row(self, ref: JobRef) -> Watched:
        return self._row_of(ref) or Watched(ref)

    def _account(self, ref: JobRef) -> Account:
        account = self._accounts.get(ref.account)
        if account is None:
            raise Rejected(f"account {ref.account} is not configured: nobody knows its address")
        return account

    def _groups(self, ref: JobRef) -> tuple[Group, ...]:
        reading = self._reading_of(ref)
        return reading.groups if reading is not None else ()

    def _group(self, meant: CauseMeant) -> tuple[Group, int]:
        """The cause in the first job that has it, counted over all; and how many failed there."""
        found: Group | None = None
        count = bad = 0
        for ref in meant.refs:
            reading = self._reading_of(ref)
            bad += reading.faulty if reading else 0
            for group in self._groups(ref):
                if (group.code, group.message) == meant.cause:
                    found, count = found or group, count + group.count
        code, message = meant.cause
        found = found or Group(message, count, code)
        return Group(found.message, count, found.code, found.examples, found.sample), bad

    # Of records

    async def _failing(self, meant: Meant) -> Copied | Said:
        causes: tuple[Cause, ...] = (meant.cause,) if isinstance(meant, CauseMeant) else ()
        selection = Selection(causes=causes, is_bad_only=not causes)
        found = [(ref, await choose(self._listed(ref), selection)) for ref in _refs(meant)]
        count = sum(len(places) for _, places in found)
        if not count:
            return Said("no failed record has been read")
        return await asyncio.to_thread(self._lines_of, found, CopyForm.FAILING, count)

    async def _of_cause_records(self, meant: CauseMeant, form: CopyForm) -> Copied | Said:
        selection = Selection(causes=(meant.cause,))
        found = [(ref, await choose(self._listed(ref), selection)) for ref in meant.refs]
        count = sum(len(places) for _, places in found)
        return await asyncio.to_thread(self._lines_of, found, form, count)

    async def _of_records(self, meant: RecordsMeant, form: CopyForm) -> Copied | Said:
        found = [(meant.ref, meant.places)]
        return await asyncio.to_thread(self._lines_of, found, form, len(meant.places))

    def _lines_of(
        self, found: Sequence[tuple[JobRef, Sequence[int]]], form: CopyForm, count: int
    ) -> Copied | Said:
        lines = (line for record in self._whole(found) for line in record_lines(record, form))
        if form is CopyForm.FAILING:
            of = f"{count:,} failing id{'' if count == 1 else 's'}"
            return _bounded(lines, "", of, "ids")
        (ref, places), *_ = found
        one = f"record {places[0] + 1:,}" if count == 1 else ""
        if form is CopyForm.ID and count == 1:
            record = self._listed(ref).record(places[0], with_raw=False)
            one = shorten_middle(record.key, _ID) if record is not None else one
        return _copied(lines, head_of(form, is_of_jobs=False), form, count, one)

    def _whole(self, found: Iterable[tuple[JobRef, Sequence[int]]]) -> Iterator[Record]:
        for ref, places in found:
            yield from self._listed(ref).whole(places)

    def _listed(self, ref: JobRef) -> Records:
        records = self._records_of(ref)
        if records is None:
            raise RecordsLost(f"the records of {safe(ref.id)} have not been read; e reads them")
        return records


def _refs(meant: Meant) -> tuple[JobRef, ...]:
    return (meant.ref,) if isinstance(meant, RecordsMeant) else meant.refs


def _copied(lines: Iterable[str], head: str, form: CopyForm, count: int, one: str) -> Copied | Said:
    single, many = _WORDS[form]
    if count == 1:
        what = safe(one) if form is CopyForm.ID else f"{single} of {safe(one)}"
    else:
        what = f"{count:,} {many}"
    return _bounded(lines, head, what, many)


def _bounded(lines: Iterable[str], head: str, what: str, many: str) -> Copied | Said:
    """The lines in one text; where that would be endless, the first of them, which is said."""
    kept = [head] if head else []
    left = MOST
    for line in lines:
        left -= len(line) + 1
        if left < 0 and kept:
            return Copied("\n".join(kept), f"the first {len(kept):,} of {what}; x writes them all")
        kept.append(line)
    text = "\n".join(kept)
    if not text:
        return Said(f"there is nothing to copy: no {many} here")
    return Copied(text, what)
