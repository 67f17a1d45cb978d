"""Zoho bulk write jobs: the vendor's object, read into a job.

Source: Zoho CRM API documentation, "Bulk Write: get job details", `GET
/crm/bulk/{version}/write/{id}`, and Zoho's own collection of recorded answers. `COMPLETED` only
says that Zoho is through with the file: a documented sample has all its rows skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from providers.errors import Malformed
from providers.figures import left_over, plausible
from providers.model import (
    Counts,
    Job,
    JobRef,
    JobState,
    Part,
    Problem,
    derive_state,
    fold,
    known_sum,
    told_of_another,
)
from providers.origin import host_of
from providers.text import safe
from providers.times import read_time, unread

WORDS: Final = {
    "added": JobState.QUEUED,
    "inprogress": JobState.RUNNING,
    "completed": JobState.SUCCEEDED,
    "failed": JobState.FAILED,
    "skipped": JobState.FAILED,
}
"""Folded words. The last two stand in lists of Zoho's; no answer with either was ever shown."""

_FILES: Final = 1_000
"""Files that are told apart, ten times as many as a job may have; all are counted."""
_NOTES: Final = 10
"""Figures that can't be true of which a note is taken."""

_CALM_CODES: Final = frozenset({*WORDS, "success"})
"""What `resource[].code` says, folded, when it names no error; it may lag behind `status`."""


class Module(msgspec.Struct):
    """A module as it is sent from v2.1 on; v2 sends its name alone."""

    api_name: str | None = None


class _File(msgspec.Struct):
    status: str | None = None
    name: str | None = None
    added_count: int | None = None
    skipped_count: int | None = None
    updated_count: int | None = None
    total_count: int | None = None


class _Resource(msgspec.Struct):
    status: str | None = None
    module: Module | str | None = None
    code: str | None = None
    file: _File | None = None


class _Callback(msgspec.Struct):
    url: str | None = None


class _Result(msgspec.Struct):
    download_url: str | None = None


class Person(msgspec.Struct):
    """Who made a job."""

    name: str | None = None


class WriteJob(msgspec.Struct):
    """The job as it is sent. All may be missing; the files' counts come when work begins."""

    status: str | None = None
    id: str | int | None = None
    operation: str | None = None
    character_encoding: str | None = None
    created_time: str | None = None
    created_by: Person | None = None
    callback: _Callback | None = None
    resource: list[_Resource] | None = None
    result: _Result | None = None

    @property
    def download_url(self) -> str | None:
        """Absolute, or relative to the API; `None` until the job has ended."""
        return (self.result.download_url if self.result else None) or None


def read_job(sent: WriteJob, ref: JobRef) -> Job:
    """The vendor's object as a job.

    Raises:
        Malformed: It is no bulk write job: it has neither state nor id.
    """
    if sent.status is None and sent.id is None:
        raise Malformed("the answer is JSON, but no bulk write job")
    resources, odd = _plausible(sent.resource or [])
    word = sent.status or ""
    counts = _counts([r.file for r in resources if r.file], word)
    listed = enumerate(resources[:_FILES], start=1)
    parts = tuple(_part(resource, row) for row, resource in listed)
    state, diagnostics = _state(word, counts, parts)
    return Job(
        ref=ref,
        provider="zoho",
        state=state,
        vendor_status=word,
        title=_title(sent, resources),
        counts=counts,
        parts=parts,
        problems=_problems(word, resources[:_FILES]),
        created_at=read_time(sent.created_time),
        facts=_facts(sent, resources),
        records_note=_records_note(sent, state),
        diagnostics=(
            diagnostics
            + told_of_another(ref, sent.id)
            + odd
            + _more_files(len(resources) - len(parts))
            + left_over(state, counts)
            + unread({"created_time": sent.created_time})
        ),
    )


def module_name(module: Module | str | None) -> str:
    """The module's API name; empty when there is none."""
    return module if isinstance(module, str) else (module and module.api_name) or ""


def _state(word: str, counts: Counts, parts: Sequence[Part]) -> tuple[JobState, tuple[str, ...]]:
    """By the job's word and its counts, and by its files: one that failed spoils a good end."""
    state, diagnostics = derive_state(word, WORDS, counts)
    spoilt = [part.name for part in parts if part.state is JobState.FAILED]
    if state is JobState.SUCCEEDED and spoilt:
        is_all = len(spoilt) == len(parts) and not counts.succeeded
        state = JobState.FAILED if is_all else JobState.PARTIAL
        names = safe(", ".join(spoilt), 120)
        diagnostics += (f"the job says {safe(word, 60)}, but not so {names}",)
    elif state is JobState.SUCCEEDED and counts.succeeded is None:
        diagnostics += (f"the job says {safe(word, 60)} and gives no counts",)
    return state, diagnostics


def _plausible(resources: Sequence[_Resource]) -> tuple[list[_Resource], tuple[str, ...]]:
    """The resources, their files' counts only where they can be true, and notes on the others."""
    kept: list[_Resource] = []
    notes: tuple[str, ...] = ()
    for row, resource in enumerate(resources):
        if resource.file is not None:
            file, odd = plausible(resource.file, f"resource[{row}].file.")
            resource = msgspec.structs.replace(resource, file=file)
            notes = (*notes, *odd)[:_NOTES]
        kept.append(resource)
    return kept, notes


def _counts(files: Sequence[_File], word: str) -> Counts:
    """The files' figures added up.

    Zoho defines a file's total as added, updated and skipped together. Until the end that is
    how far it has come and not how far it has to go, and so no total.
    """
    added = known_sum(*(file.added_count for file in files))
    updated = known_sum(*(file.updated_count for file in files))
    skipped = known_sum(*(file.skipped_count for file in files))
    total = known_sum(*(file.total_count for file in files))
    processed = known_sum(added, updated, skipped)
    state = WORDS.get(fold(word))
    if not (state and state.is_final) and total == processed:
        total = None
    named = {"added": added, "updated": updated}
    return Counts(
        total=total,
        processed=processed,
        succeeded=known_sum(added, updated),
        skipped=skipped,
        named={name: figure for name, figure in named.items() if figure is not None},
    )


def _part(resource: _Resource, row: int) -> Part:
    file = resource.file
    word = resource.status or (file.status if file else None)
    counts = _counts([file] if file else [], word or "")
    module = module_name(resource.module) or f"file {row}"
    return Part(
        name=f"{module} ({file.name})" if file and file.name else module,
        counts=counts,
        state=derive_state(word, WORDS, counts)[0] if word else None,
        vendor_status=word,
    )


def _more_files(count: int) -> tuple[str, ...]:
    return (f"{count:,} more files are in the counts alone",) if count > 0 else ()


def _problems(word: str, resources: Sequence[_Resource]) -> tuple[Problem, ...]:
    """Zoho has no message for a job: a file's code is all it says of why."""
    problems = [
        Problem(f"{resource.code} for {module_name(resource.module) or 'a file'}", resource.code)
        for resource in resources
        if resource.code and fold(resource.code) not in {*_CALM_CODES, fold(resource.status or "")}
    ]
    if fold(word) == "skipped":
        problems.append(Problem("Zoho skipped the whole job", word))
    return tuple(problems)


def _title(sent: WriteJob, resources: Sequence[_Resource]) -> str:
    """Module and operation; a parent's module stands before its children's."""
    module = module_name(resources[0].module) if resources else ""
    return " ".join(part for part in (module, sent.operation) if part)


def _facts(sent: WriteJob, resources: Sequence[_Resource]) -> tuple[tuple[str, str], ...]:
    files = [r.file.name for r in resources if r.file and r.file.name]
    callback = sent.callback.url if sent.callback else None
    link = sent.download_url
    facts = (
        ("operation", sent.operation),
        ("files", ", ".join(files)),
        ("created by", sent.created_by.name if sent.created_by else None),
        ("encoding", sent.character_encoding),
        # The rest of such an address may hold a secret of its owner's.
        ("callback to", host_of(callback) if callback else None),
        ("result at", host_of(link) if link and "//" in link else "the API" if link else None),
    )
    return tuple((label, text) for label, text in facts if text)


def _records_note(sent: WriteJob, state: JobState) -> str | None:
    if sent.download_url:
        return None
    if state.is_final:
        return "Zoho offers no result file for it"
    return "its records come as a file when the job has ended"
