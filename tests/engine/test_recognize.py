"""Whatever somebody pastes, the jobs in it are found, and nothing else is taken for one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.base import Account
from providers.model import JobRef
from tui.engine.other_kind import other_kind
from tui.engine.recognize import recognize

TESTS = Path(__file__).parent.parent
UUID = "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
ZOHO = "4150868000005350003"
ACCOUNTS = {
    "fb": Account("fb", "fusebill"),
    "ws": Account("ws", "willsuite"),
    "crm": Account("crm", "zoho"),
}
FB = "https://secure.fusebill.com/v1"


def first(text: str) -> list[str]:
    """The likeliest job of each guess."""
    return [str(guess.refs[0]) for guess in recognize(text, ACCOUNTS) if guess.refs]


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("fb/bulk/373334", ["fb/bulk/373334"]),
        ("see fb/service/2607617, and (fb/bulk/1).", ["fb/service/2607617", "fb/bulk/1"]),
        ("fb/373334", ["fb/bulk/373334"]),
        (f"look at crm/{ZOHO}.", [f"crm/write/{ZOHO}"]),
        ("it was on 11/2026", []),
        ("373334", ["fb/bulk/373334"]),
        ("7 8\n9", ["fb/bulk/7", "fb/bulk/8", "fb/bulk/9"]),
        (UUID, [f"ws/job/{UUID}"]),
        (UUID.upper(), [f"ws/job/{UUID.upper()}"]),
        (ZOHO, [f"crm/write/{ZOHO}"]),
        (f"{FB}/BulkApi/373334?view=Full", ["fb/bulk/373334"]),
        (f"{FB}//bulkapi/373334", ["fb/bulk/373334"]),
        (f"{FB}/BulkApi/Cancel/373334", ["fb/bulk/373334"]),
        (f"{FB}/serviceJobs/2607617", ["fb/service/2607617"]),
        (f"https://x.example/engine/api/api-jobs/{UUID}", [f"ws/job/{UUID}"]),
        (f"https://www.zohoapis.eu/crm/bulk/v8/write/{ZOHO}", [f"crm/write/{ZOHO}"]),
        (f"https://www.zohoapis.com/crm/bulk/v2.1/read/{ZOHO}/result", [f"crm/read/{ZOHO}"]),
        (
            f"https://download-accl.zoho.com/v2/crm/5/bulk-write/{ZOHO}/{ZOHO}.zip",
            [f"crm/write/{ZOHO}"],
        ),
        (f"curl -X POST {FB}/BulkApi/Process -d '{{\"id\":373334}}'", ["fb/bulk/373334"]),
        (f'curl -d "{{\\"id\\": 373334}}" {FB}/BulkApi/Process', ["fb/bulk/373334"]),
        (f"curl -H 'Authorization: Basic 12345678' {FB}/BulkApi/5", ["fb/bulk/5"]),
        (
            "On 2020-12-07 14:26 job 373334 failed; call +15551234567, cost $12345 or 12.345,67",
            ["fb/bulk/373334"],
        ),
        (
            f"#373334 and {UUID}; also {ZOHO}.",
            ["fb/bulk/373334", f"ws/job/{UUID}", f"crm/write/{ZOHO}"],
        ),
        (f"fb/bulk/373334 {FB}/BulkApi/373334 373334", ["fb/bulk/373334"]),
        ("we have 12 of 100 left", []),
        ("", []),
        ("user@12345.example 10.20.30.40:8080 v12345b", []),
    ],
)
def test_jobs_are_found_in_what_people_paste(text: str, refs: list[str]) -> None:
    """Retyping an id of nineteen digits out of a ticket is what this program saves."""
    assert sorted(first(text)) == sorted(refs)


KINDS = {
    "fusebill_bulk": "fb/bulk/",
    "fusebill_service": "fb/service/",
    "willsuite_completed": "ws/job/",
    "willsuite_pending": "ws/job/",
    "willsuite_processing": "ws/job/",
    "zoho_write_200_completed": "crm/write/",
    "zoho_write_200_added": "crm/write/",
    "zoho_read_200": "crm/read/",
}
ANSWERS = sorted(
    path
    for folder in ("recorded", "constructed")
    for path in (TESTS / folder).glob("*.json")
    if path.name.startswith(tuple(KINDS)) and "unknown_everything" not in path.name
)


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_a_whole_answer_names_its_job_and_no_other(path: Path) -> None:
    """An answer is full of other ids: users, accounts, records."""
    text = path.read_text(encoding="utf-8")
    wanted = next(ref for name, ref in KINDS.items() if path.name.startswith(name))
    for pasted in (text, f"HTTP/1.1 200 OK\nDate: Mon, 02 Mar 2026\n\n{text}\n$ "):
        [ref] = first(pasted)
        assert ref.startswith(wanted)
        assert f'"{ref.rpartition("/")[2]}"' in text.replace(": ", ":").replace(
            f'"id":{ref.rpartition("/")[2]}', f'"id":"{ref.rpartition("/")[2]}"'
        )


def test_a_list_of_answers_names_all_of_them() -> None:
    """`jq -s` makes one."""
    jobs = [{"id": n, "totalRecords": 1} for n in (1, 2)]
    assert first(json.dumps(jobs)) == ["fb/bulk/1", "fb/bulk/2"]


def test_the_host_of_a_url_picks_the_account() -> None:
    """Two environments of one vendor use the same ids."""
    accounts = {
        "prod": Account("prod", "fusebill"),
        "test": Account("test", "fusebill", base_url="https://stg.fusebill.example/v1"),
    }
    [test] = recognize("https://stg.fusebill.example/v1/BulkApi/5", accounts)
    [prod] = recognize(f"{FB}/BulkApi/5", accounts)
    [either] = recognize("5", accounts)
    assert {ref.account for ref in test.refs} == {"test"}
    assert {ref.account for ref in prod.refs} == {"prod"}
    assert either.is_ambiguous
    assert not test.is_ambiguous


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fbb/bulk/1", "no account 'fbb' is configured (did you mean fb?)"),
        ("fb/job/1", "fb has no kind 'job': bulk, service"),
        ("fb/bulk/abc", "'abc' does not look like the id of a bulk job"),
    ],
)
def test_a_ref_that_cant_be_is_explained(text: str, said: str) -> None:
    """`no such job` would come from the vendor, a minute later and less clear."""
    [guess] = recognize(text, ACCOUNTS)
    assert (guess.refs, guess.trouble) == ((), said)


def test_without_accounts_the_vendor_is_named() -> None:
    """Whoever starts with a paste learns what to configure."""
    [guess] = recognize(UUID, {})
    assert (guess.refs, guess.trouble) == ((), "no WillSuite account is configured")


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 500_000,
        "a" * 1_000_000,
        "a/" * 500_000,
        "a." * 500_000,
        "{" * 1_000_000,
        "[" * 500_000 + "]" * 500_000,
        "https://x/BulkApi/Process " * 40_000,
        "x/bulk/1... " * 80_000,
        "http://" * 150_000,
        "\n" * 1_000_000,
        " ".join(map(str, range(100_000, 250_000))),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_megabyte_of_anything_is_read_in_a_moment(text: str) -> None:
    """The clipboard may hold a log file; the desk must not freeze over it."""
    began = time.process_time()
    assert len(recognize(text, ACCOUNTS)) <= 1_000
    assert time.process_time() - began < 5


@given(
    st.one_of(st.text(), st.from_regex(r"(fb/bulk/|https://|\{\"id\":|[0-9\-]{1,40}|[^a]){1,9}"))
)
def test_no_text_makes_it_fail(text: str) -> None:
    """It runs at each key press in the add screen; and no ref holds what acts on a terminal."""
    for guess in recognize(text, ACCOUNTS):
        assert guess.said
        assert all(ref.id.isascii() and ref.id.isprintable() for ref in guess.refs)


def test_an_answer_with_an_id_that_is_none_names_no_job() -> None:
    """An id is put on the screen and into paths; a forged answer must not choose its characters."""
    for forged in ("\u001b]52;c;eA==\u0007", "../customers", "1e5", "-5"):
        assert first(json.dumps({"id": forged, "totalRecords": 1})) == []


@pytest.mark.parametrize(
    ("ref", "other"),
    [
        (JobRef("fb", "bulk", "5"), JobRef("fb", "service", "5")),
        (JobRef("fb", "service", "5"), JobRef("fb", "bulk", "5")),
        (JobRef("crm", "write", ZOHO), JobRef("crm", "read", ZOHO)),
        (JobRef("ws", "job", UUID), None),
        (JobRef("nobody", "bulk", "5"), None),
    ],
)
def test_an_unknown_job_may_be_of_its_vendors_next_kind(ref: JobRef, other: JobRef | None) -> None:
    """Ids of two kinds look alike; a vendor with one kind has nothing else to offer."""
    assert other_kind(ref, ACCOUNTS) == other
    assert other_kind(ref, ACCOUNTS, lambda job: True) is None


def test_a_uuid_in_an_address_of_another_form_is_found() -> None:
    """A link out of a browser is not the API's, and names the job all the same."""
    job_id = "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
    accounts = {"wills": Account("wills", "willsuite")}

    [guess] = recognize(f"https://x.willsuite.example/jobs/{job_id}?tab=1", accounts)

    assert guess.refs == (JobRef("wills", "job", job_id),)


@pytest.mark.parametrize(
    "link",
    [
        f"{FB}/BulkApi/12345678901",
        f"{FB}/serviceJobs/123456789012345",
        f"https://www.zohoapis.eu/crm/bulk/v8/write/{ZOHO}000",
        "https://www.zohoapis.eu/crm/bulk/v8/read/41508680000",
    ],
)
def test_a_part_of_an_address_is_no_id(link: str) -> None:
    """Cut to the length of an id, a number too long would name somebody else's job."""
    [guess] = recognize(link, ACCOUNTS)
    assert guess.refs == ()
    assert "does not look like the id" in guess.trouble


def test_what_is_said_of_a_ref_that_cant_be_fits_a_line() -> None:
    """A paste may hold a name of any length."""
    long = "a" * 50_000
    for text in (
        f"{long}/bulk/1",
        f"fb/bulk/{long}",
        f"fb/{long}/1",
        f"{FB}/BulkApi/{'1' * 50_000}",
    ):
        [guess] = recognize(text, ACCOUNTS)
        assert len(guess.said) <= 200
        assert 0 < len(guess.trouble) <= 200
