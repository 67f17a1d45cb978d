"""Jobs and records as the JSON that scripts read; its names are promised in the README."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from providers.model import Counts, Part, Problem, Record
from providers.times import iso
from providers.watched import Watched

if TYPE_CHECKING:
    # `status` is spared the loading of what only `errors` tells.
    from providers.known import SharedGroup

Json = Mapping[str, object]


def to_line(document: object) -> str:
    """The document on one line of plain ASCII: nothing in it acts on a terminal."""
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    return text.replace("\x7f", "\\u007f")


def job_json(row: Watched) -> Json:
    """A job; `null` stands for what the vendor did not say."""
    job = row.job
    return {
        "ref": str(row.ref),
        "account": row.ref.account,
        "provider": row.provider or None,
        "kind": row.ref.kind,
        "id": row.ref.id,
        "title": (job.title or None) if job else None,
        "state": job.state if job else None,
        "verdict": row.verdict,
        "vendor_status": job.vendor_status if job else None,
        "phase": job.phase if job else None,
        "presence": row.presence,
        "counts": counts_json(row.counts),
        "parts": [_part(part) for part in job.parts] if job else [],
        "problems": [_problem(problem) for problem in job.problems] if job else [],
        "created_at": iso(job.created_at) if job else None,
        "started_at": iso(job.started_at) if job else None,
        "finished_at": iso(job.finished_at) if job else None,
        "seen_at": iso(row.seen_at),
        "next_look_at": iso(row.next_look_at),
        "actions": list(job.actions) if job else [],
        "web_url": job.web_url if job else None,
        "trouble": row.trouble,
        "diagnostics": list(job.diagnostics) if job else [],
    }


def counts_json(counts: Counts) -> Json:
    """Counts; `null` stands for what the vendor did not say."""
    return {
        "total": counts.total,
        "processed": counts.processed,
        "succeeded": counts.succeeded,
        "failed": counts.failed,
        "skipped": counts.skipped,
        "unprocessed": counts.unprocessed,
        "percent": counts.percent,
        "named": dict(counts.named),
    }


def _part(part: Part) -> Json:
    return {"name": part.name, "state": part.state, "counts": counts_json(part.counts)}


def _problem(problem: Problem) -> Json:
    return {"code": problem.code, "message": problem.message}


def record_json(record: Record) -> Json:
    """A record; `null` stands for what the vendor did not say."""
    return {
        "key": record.key,
        "state": record.state,
        "vendor_status": record.vendor_status,
        "entity_id": record.entity_id,
        "data": record.data,
        "problems": [
            {"code": problem.code, "message": problem.message, "field": problem.field}
            for problem in record.problems
        ],
    }


def group_json(shared: SharedGroup) -> Json:
    """A group of records that failed for the same reason."""
    group, known = shared.group, shared.known
    return {
        "count": group.count,
        "share": round(shared.share, 4),
        "code": group.code,
        "message": group.message,
        "jobs": [{"ref": str(job.ref), "count": job.count} for job in shared.jobs],
        "examples": [{"ref": str(each.ref), "key": each.key} for each in shared.examples],
        "known": known and {"reference": known.reference or None, "advice": known.advice or None},
        "is_new": shared.is_new,
    }
