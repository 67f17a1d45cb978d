"""Every parser of what comes from elsewhere, each as a function of bytes.

A run ends in a result of which all holds that is said to hold (an `AssertionError` else), or in
one of the parser's own errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from hypothesis import strategies as st

from providers.errors import ProviderError
from tests.fuzz import reading, reading_records, reading_text, strategies
from tests.fuzz.seeds import answers, zipped
from tui.engine.config import ConfigError
from tui.engine.watchlist import WatchlistError

Extra: TypeAlias = Mapping[str, list[bytes]]
"""Further answers, by the beginning of what their files would be called."""

HEADER: Final = b"Last_Name,Email,Company,STATUS,RECORD_ID,ERRORS\n"
RULE: Final = "-" * 27
NAMES: Final = (
    *("fusebill-bulk", "fusebill-service", "willsuite-job", "zoho-write", "zoho-read", "refusals"),
    *("fusebill-records", "splitter", "service-tasks", "willsuite-records", "zoho-result", "zip"),
    *("csv", "willsuite-message", "zoho-errors", "dates", "retry-after", "recognize", "causes"),
    *("safe-text", "config", "watchlist"),
)
"""All of them."""


@dataclass(frozen=True, slots=True)
class Parser:
    """One parser, with what it is tried on."""

    name: str
    run: Callable[[bytes], None]
    refusals: tuple[type[Exception], ...]
    """The errors that it may raise, each fit to be shown."""
    drawn: st.SearchStrategy[bytes]
    seeds: tuple[bytes, ...]
    """What mutations begin with."""


@contextmanager
def open_parsers(scratch: Path, extra: Extra = {}) -> Iterator[dict[str, Parser]]:  # noqa: B006 - never written to
    """All parsers, by name.

    Args:
        scratch: A folder of nobody's, for the files that some of them read.
        extra: Seeds beside those in files.
    """
    with asyncio.Runner() as runner:
        yield {
            parser.name: parser
            for parser in (
                *_jobs(runner, extra),
                *_records(runner, extra),
                *_texts(),
                *_files(scratch),
            )
        }


def _seeds(extra: Extra, *beginnings: str) -> tuple[bytes, ...]:
    further = [body for name in beginnings for body in extra.get(name, []) if len(body) < 60_000]
    return (*answers(*beginnings), *further)


_BULK: Final = strategies.objects(
    *("id", "status", "type", "totalRecords", "successfulRecords", "failedRecords"),
    *("totalProcessedRecords", "processedRecords", "failedProcessedRecords", "createdTimestamp"),
    *("completedTimestamp", "importingTimestamp", "processedTimestamp", "records", "Errors"),
    "HttpStatusCode",
)
_SERVICE: Final = strategies.objects(
    *("id", "status", "createdTimestamp", "completedTimestamp", "additionalData", "totalCount"),
    *("totalSuccessful", "totalFailed", "percentComplete", "serviceTasks", "isOffline", "Errors"),
)
_API_JOB: Final = strategies.objects(
    *("id", "type", "status", "start_time", "end_time", "message", "total_records"),
    *("effected_records", "created_at", "updated_at", "company_id"),
)
_WRITE: Final = strategies.objects(
    *("id", "status", "operation", "created_by", "created_time", "callback", "resource", "result"),
    *("module", "file", "code", "added_count", "skipped_count", "total_count", "download_url"),
)
_READ: Final = strategies.objects(
    *("id", "state", "operation", "query", "created_by", "created_time", "result", "file_type"),
    *("code", "message", "status", "page", "count", "error_message"),
    within="data",
)


def _jobs(runner: asyncio.Runner, extra: Extra) -> Iterator[Parser]:
    refused = (ProviderError,)
    kinds = (
        ("fusebill-bulk", reading.bulk, _BULK, ("fusebill_bulk", "fusebill_error")),
        ("fusebill-service", reading.service, _SERVICE, ("fusebill_service", "fusebill_error_404")),
        ("willsuite-job", reading.api_job, _API_JOB, ("willsuite",)),
        ("zoho-write", reading.write, _WRITE, ("zoho_write_200", "zoho_write_4", "zoho_any")),
        ("zoho-read", reading.read, _READ, ("zoho_read", "zoho_any")),
    )
    for name, parse, drawn, beginnings in kinds:
        run = reading.running(runner, parse)
        yield Parser(name, run, refused, drawn, _seeds(extra, *beginnings))
    yield Parser(
        "refusals",
        reading.refusals,
        (),
        _BULK | _WRITE,
        _seeds(extra, "fusebill_error", "zoho_", "willsuite_error"),
    )


def _records(runner: asyncio.Runner, extra: Extra) -> Iterator[Parser]:
    refused = (ProviderError,)
    bulk = _seeds(extra, "fusebill_bulk")
    drawn = strategies.objects(
        *("id", "status", "data", "details", "createdEntityId", "records"), within="records"
    )
    run = reading.running(runner, reading_records.bulk)
    yield Parser("fusebill-records", run, refused, drawn, bulk)
    yield Parser("splitter", reading_records.splitter, refused, drawn, bulk)
    tasks = strategies.objects(
        "id", "status", "message", "error", "serviceTasks", within="serviceTasks"
    )
    run = reading.running(runner, reading_records.tasks)
    yield Parser("service-tasks", run, refused, tasks, _seeds(extra, "fusebill_service"))
    run = reading.running(runner, reading_records.failures)
    yield Parser("willsuite-records", run, refused, _API_JOB, _seeds(extra, "willsuite"))
    table = answers("zoho_write_result_Leads")
    result = (
        *answers("zoho_write_result_4"),
        *table,
        zipped(("A-1.csv", table[0]), ("B-2", table[0])),
    )
    drawn = strategies.tables(HEADER) | strategies.zips(HEADER)
    run = reading.running(runner, reading_records.result)
    yield Parser("zoho-result", run, refused, drawn, result)
    yield Parser(
        "zip", reading_records.members, refused, strategies.zips(HEADER), (result[0], result[-1])
    )
    yield Parser("csv", reading_records.rows, refused, strategies.tables(HEADER), tuple(table))


_MESSAGE: Final = strategies.pieces(
    *(RULE, RULE * 2, "\n", "\n\n", "Case ID: ", " failed with the following errors:", "Job ID: 7"),
    *("Case ID: 4528a261-917d failed with the following errors:\n\nNo.\n", "\r\n", " ", "-"),
)
_ERRORS: Final = strategies.pieces(
    "INVALID_DATA", "-", ",", ":", "NOT_UNIQUE-Email", " ", "a b", "A"
)
_DATE: Final = strategies.pieces(
    *(
        "2020-12-07",
        "T",
        "14:26:21",
        ".1234567",
        "Z",
        "+05:30",
        "-",
        ":",
        "W10",
        " ",
        "9999",
        "0001",
    ),
    *(
        "Tue, 05 Mar 2024 09:02:00 GMT",
        "Tuesday, 05-Mar-24",
        "GMT",
        "120",
        ".",
        ",",
        "²",
        "٣",
        "1e3",
    ),
    longest=6,
)
_TOML: Final = strategies.pieces(
    *(
        "[accounts.acme]\n",
        'provider = "fusebill"\n',
        'api_key = { env = "KEY" }\n',
        "[",
        "]",
        "=",
        '"',
    ),
    *(
        "[display]\n",
        "theme",
        " = ",
        "[keys]\n",
        '"x"\n',
        "\n",
        "#",
        "{",
        "}",
        "[[watch]]\n",
        "version = 1\n",
    ),
    *(
        'account = "a"\nkind = "bulk"\nid = "1"\n',
        "interval = ",
        "-1\n",
        "nan\n",
        "added = ",
        "1979-05-27\n",
    ),
)
_PASTED: Final = strategies.pieces(
    *(
        "acme/bulk/373334",
        "wills/job/",
        "/",
        "https://secure.fusebill.com/v1/BulkApi/",
        "373334",
        " ",
    ),
    *(
        "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5",
        "/BulkApi/Process",
        '{"id":',
        "}",
        '"totalRecords":1',
        ",",
    ),
    *(
        "https://[",
        "\n",
        "curl -H 'X: y' ",
        "http://u:p@h:99999/bulk/v8/write/",
        "4150868000005350003",
    ),
)
_CAUSE: Final = strategies.pieces(
    *('"', "'", "a@b.example", "2024-02-21T10:00:00Z", "1,234.5", "DEADBEEF01", "“", "”", "-"),
)


def _texts() -> Iterator[Parser]:
    messages = [
        text.encode() for text in map(reading_text.message_of, answers("willsuite")) if text
    ]
    said = [b"MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email", b"A-b:c:D-e,f", b": :A"]
    dates = [
        *(
            b"2020-12-07T14:26:21.323",
            b"2021-01-18T19:15:40.0004998Z",
            b"2018-11-06T15:19:29+05:30",
        ),
        *(
            b"Tue, 05 Mar 2024 09:02:00 GMT",
            b"120",
            b"1709629320",
            b"/Date(1607351181000)/",
            b"1.5, 3",
        ),
    ]
    pasted = [
        b"see acme/bulk/373334, wills/job/43dbbc35-d114-4da5-a1c0-6abbea6d7bf5\n373335\n12",
        b"curl -X POST https://secure.fusebill.com/v1/BulkApi/Process -d '{\"id\": 373334}'",
        b"https://www.zohoapis.eu/crm/bulk/v8/write/4150868000005350003 and (260761)",
        *answers("fusebill_bulk_v", "zoho_read_200_added", "willsuite_pending"),
    ]
    causes = [
        b'The value "x" of row 12 (4528a261-917d-4cbc-939e-7ea48cffca69) is taken: a@b.example',
        *messages,
    ]
    for name, run, drawn, seeds in (
        ("willsuite-message", reading_text.message, _MESSAGE, messages),
        ("zoho-errors", reading_text.errors, _ERRORS, said),
        ("dates", reading_text.dates, _DATE, dates),
        ("retry-after", reading_text.waits, _DATE, dates),
        ("recognize", reading_text.pasted, _PASTED, pasted),
        ("causes", reading_text.causes, _CAUSE, causes),
        ("safe-text", reading_text.shown, _CAUSE | _MESSAGE, [*causes, "🙂é́\u202e\x9b".encode()]),
    ):
        yield Parser(name, run, (), drawn, tuple(seeds))


def _files(scratch: Path) -> Iterator[Parser]:
    config = [reading_text.CONFIG.encode(), b'[accounts."a.b"]\nprovider="zoho"\ntoken={env="T"}\n']
    listed = [reading_text.WATCHLIST.encode(), b"version = 1\nwatch = []\nx = [{a = 1}, 2]\n"]
    yield Parser("config", reading_text.config, (ConfigError,), _TOML, tuple(config))
    run = reading_text.watchlist(scratch)
    yield Parser("watchlist", run, (WatchlistError,), _TOML, tuple(listed))
