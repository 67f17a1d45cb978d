"""Zoho bulk write jobs: the answer about one, and the zip of its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from providers.sandbox.clock import SandboxClock
from providers.sandbox.zoho_write_plans import Column, FilePlan, WritePlan
from providers.sandbox.zoho_zip import Member

ROW_ERRORS: Final = (
    "DUPLICATE_DATA-Email",
    "MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email",
    "INVALID_DATA-Mobile",
    "MANDATORY_NOT_FOUND-Last_Name",
    "INVALID_DATA-Owner:MANDATORY_NOT_FOUND-Company",
    "NOT_APPROVED",
    "BLOCKED_RECORD",
    "LIMIT_EXCEEDED-Description",
    "RESOURCE_NOT_FOUND-Parent_Id",
)
"""The documented grammar: `CODE-column,column`, several joined by `:`; a code may stand alone."""

HOSTILE_CELLS: Final = (
    "\x1b]0;owned\x07\x1b[31mred",
    "[@click=app.bell]x[/][/]",
    "\u202e4321\u202c",
    'quote " comma , line\nbreak',
    "=cmd|'/c calc'!A1",
    "w" * 9_000,
)


def phase(plan: WritePlan, at: float) -> str:
    """The job's word at `at` seconds of job time."""
    if at < plan.created + plan.added_for:
        return "ADDED"
    if at < plan.created + plan.added_for + plan.takes:
        return plan.running_word
    return plan.ends_as


def write_json(
    plan: WritePlan, version: float, at: float, clock: SandboxClock, base_url: str
) -> dict[str, object]:
    """The bare job object of one API version, its keys in the order of the recorded answer."""
    word = phase(plan, at)
    share = min(1.0, max(0.0, (at - plan.created - plan.added_for) / plan.takes))
    document: dict[str, object] = {"status": word}
    if word == "COMPLETED":
        document["character_encoding"] = "UTF-8"
    document["resource"] = [_resource(plan, file, word, share, version) for file in plan.files]
    document["id"] = plan.id
    if plan.callback is not None:
        document["callback"] = {"url": plan.callback, "method": "post"}
    if word == "COMPLETED":
        document["result"] = {"download_url": _download_url(plan, version, base_url)}
    document["created_by"] = {"id": plan.creator[0], "name": plan.creator[1]}
    if plan.ignore_empty is not None:
        document["ignore_empty"] = plan.ignore_empty
    document["operation"] = plan.operation
    document["created_time"] = plan.created_text or clock.zoho(plan.created)
    return document


def _download_url(plan: WritePlan, version: float, base_url: str) -> str:
    """Absolute in recorded answers, relative from the documentation of v7 on.

    The path of the absolute one says `v2` whatever version was asked, as recorded.
    """
    name = f"bulk-write/{plan.id}/{plan.id}.zip"
    if version >= 7:
        return f"/v{version:g}/crm/org{plan.org}/{name}"
    return f"{base_url}/v2/crm/{plan.org}/{name}"


def _resource(
    plan: WritePlan, file: FilePlan, word: str, share: float, version: float
) -> dict[str, object]:
    is_over = word == plan.ends_as
    # Documented ("Added" sample): a job still ADDED may have a resource in progress.
    own = plan.running_word if word == "ADDED" and version >= 7 else word
    resource: dict[str, object] = {
        "status": own,
        "type": "data",
        "module": (
            file.module if version < 2.1 else {"id": file.module_id, "api_name": file.module}
        ),
        "field_mappings": [_mapping(column, version) for column in file.columns],
    }
    # Recorded: v2 says nothing of the file until the job is over.
    if version >= 2.1 or is_over:
        resource["file"] = _file(file, own, share if word != "ADDED" else None)
    resource["code"] = file.code if is_over else own
    return resource


def _mapping(column: Column, version: float) -> dict[str, object]:
    mapping: dict[str, object] = {
        "api_name": column.api_name,
        "index": column.index,
        "format": None,
        "find_by": None,
        "module": None,
        "default_value": None,
    }
    if version >= 7:
        mapping["parent_column_index"] = column.parent_index
    return mapping


def _file(file: FilePlan, word: str, share: float | None) -> dict[str, object]:
    """The counts so far; while the job is `ADDED` there is nothing but the word."""
    if share is None:
        return {"status": word}
    added, skipped, updated = (
        int(number * share) for number in (file.added, file.skipped, file.updated)
    )
    return {
        "status": word,
        "name": file.name,
        "added_count": added,
        "skipped_count": skipped,
        "updated_count": updated,
        "total_count": added + skipped + updated,
    }


def result_members(plan: WritePlan) -> Iterator[Member]:
    """One CSV per module, named `<module>-<file>` as documented."""
    for file in plan.files:
        yield Member(f"{file.module}-{file.name}", _rows(plan, file))


def _rows(plan: WritePlan, file: FilePlan) -> Iterator[bytes]:
    """First three mapped columns in file order, then the documented three of the outcome."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = sorted(file.columns, key=lambda column: column.index)[:3]
    writer.writerow([column.api_name for column in columns] + ["STATUS", "RECORD_ID", "ERRORS"])
    skipped = updated = 0
    kept = file.total - file.skipped
    for n in range(file.total):
        skips = file.skipped * (n + 1) // file.total > skipped
        skipped += skips
        updates = not skips and file.updated * (n + 1 - skipped) // kept > updated
        updated += updates
        error = _error(plan, skipped) if skips else ""
        cells = [
            "" if _is_missing(column, error) else _cell(column.api_name, n, file)
            for column in columns
        ]
        word = "SKIPPED" if skips else "UPDATED" if updates else "ADDED"
        record_id = "" if skips else f"5000000000000{910_001 + n}"
        writer.writerow([*cells, word, record_id, error])
        if out.tell() > 32_768:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def _error(plan: WritePlan, turn: int) -> str:
    kinds = 2 if len(plan.files) == 1 and plan.files[0].total < 20 else len(ROW_ERRORS)
    return ROW_ERRORS[(turn - 1) * 5 % kinds]


def _is_missing(column: Column, error: str) -> bool:
    """Whether the row was skipped because this column is empty."""
    return "MANDATORY" in error and column.api_name in error


def _cell(name: str, n: int, file: FilePlan) -> str:
    if file.is_hostile and name == "Last_Name":
        return HOSTILE_CELLS[n % len(HOSTILE_CELLS)]
    match name:
        case "Last_Name":
            return f"Rowe{n + 1}"
        case "Mobile":
            return f"555-{101 + n:04d}"
        case "Owner":
            return "5000000000000000101"
        case "Email":
            return f"rowe{n + 1}@example.com"
        case "Company":
            return f"Rowe & Sons {n % 40 + 1}, Ltd"
        case _:
            return f"{name} {n + 1}"
