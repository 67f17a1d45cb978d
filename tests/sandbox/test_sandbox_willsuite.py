"""The WillSuite side: tokens that end, API jobs, refusals."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import httpx
import pytest

from providers.sandbox.options import CLIENT_SECRET, WILLSUITE_CLIENT
from providers.sandbox.willsuite_jobs import RULE, SEED, fixture_id

TOKEN = "/willsuite/engine/api/oauth/token"
FORM = {
    "grant_type": "client_credentials",
    "client_id": WILLSUITE_CLIENT,
    "client_secret": CLIENT_SECRET,
}


async def test_the_documented_job_is_answered_field_by_field(
    willsuite: httpx.AsyncClient, documented: Callable[[str], dict[str, object]]
) -> None:
    """The dashes of `message` are the grammar that adapters parse."""
    answer = await willsuite.get(f"api-jobs/{SEED}")

    expected = documented("willsuite_completed_with_named_failures")
    assert answer.json() == expected
    assert list(answer.json()) == list(expected)


@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_token_has_the_documented_shape_and_tells_its_end(
    anyone: httpx.AsyncClient, now: list[float], slash: str
) -> None:
    """Clients may read `exp`, so it has to agree with `expires_in`."""
    answer = (await anyone.post(TOKEN + slash, json=FORM)).json()
    header, claims, _ = answer["access_token"].split(".")

    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 300)
    assert _unpacked(header) == {"typ": "JWT", "alg": "RS256"}
    assert _unpacked(claims)["exp"] == now[0] + 300


def _unpacked(part: str) -> dict[str, object]:
    document = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "41"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_secret": None}, 401, "invalid_client"),
    ],
)
async def test_wrong_credentials_get_no_token(
    anyone: httpx.AsyncClient, change: dict[str, str | None], status: int, error: str
) -> None:
    """A refusal of the token call is a fault of the account and not of a job."""
    answer = await anyone.post(TOKEN, json=FORM | change)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_a_form_that_is_no_json_gets_no_token(anyone: httpx.AsyncClient) -> None:
    """JSON is the documented content type; a form body is a client's mistake."""
    answer = await anyone.post(TOKEN, data=FORM)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_token_ends(willsuite: httpx.AsyncClient, now: list[float]) -> None:
    """A client must fetch another and ask again, once."""
    now[0] += 299
    assert (await willsuite.get(f"api-jobs/{SEED}")).status_code == 200
    now[0] += 1
    answer = await willsuite.get(f"api-jobs/{SEED}")

    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthenticated."})


async def test_a_job_goes_from_pending_to_its_end(
    willsuite: httpx.AsyncClient, now: list[float]
) -> None:
    """Figures and message come at the end only; nulls stand where nothing is known yet."""
    pending = (await willsuite.get(f"api-jobs/{fixture_id(2)}")).json()
    now[0] += 250
    running = (await willsuite.get(f"api-jobs/{fixture_id(2)}")).json()
    now[0] += 40
    named = (await willsuite.get(f"api-jobs/{fixture_id(3)}")).json()

    assert (pending["status"], pending["start_time"]) == ("pending", None)
    assert (running["status"], running["end_time"]) == ("processing", None)
    assert named["status"] == "completed"
    assert named["message"].count("failed with the following errors:") == 11
    assert named["message"].startswith(RULE + "\nCase ID: ")
    assert "[id: 402]" in named["message"]
    assert named["total_records"] - named["effected_records"] == 23


async def test_jobs_end_in_every_documented_way_and_in_one_that_is_not(
    willsuite: httpx.AsyncClient, now: list[float]
) -> None:
    """Free text, trailing text, hostile text and an unlisted status all occur."""
    now[0] += 250
    jobs = {
        number: (await willsuite.get(f"api-jobs/{fixture_id(number)}")).json()
        for number in range(2, 13)
    }

    assert jobs[5]["message"] == "The job could not be completed."
    assert jobs[6]["message"].endswith("Processed 2 of 3 items.")
    assert jobs[7]["status"] == "cancelled"
    assert "\x1b[2J" in jobs[8]["message"]
    assert len(jobs[9]["message"]) > 50_000
    assert jobs[10]["status"] == "pending"
    assert (jobs[11]["status"], jobs[11]["effected_records"]) == ("failed", 34)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"api-jobs/{SEED[:-1]}0", 404),
        ("GET", "api-jobs/42", 400),
        ("POST", f"api-jobs/{SEED}", 405),
        ("GET", "cases", 404),
    ],
)
async def test_refusals_carry_a_message(
    willsuite: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    """The framework's shape of error, for whatever is asked wrongly."""
    answer = await willsuite.request(method, path)

    assert answer.status_code == status
    assert answer.json()["message"]


async def test_asking_after_one_job_all_the_time_is_refused_for_a_while(
    willsuite: httpx.AsyncClient, now: list[float]
) -> None:
    """The one vendor here that says how long to wait."""
    for _ in range(60):
        assert (await willsuite.get(f"api-jobs/{SEED}")).status_code == 200
    now[0] += 20
    refused = await willsuite.get(f"api-jobs/{SEED}")
    other = await willsuite.get(f"api-jobs/{fixture_id(4)}")
    now[0] += 40

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert refused.json() == {"message": "Too Many Attempts."}
    assert other.status_code == 200
    assert (await willsuite.get(f"api-jobs/{SEED}")).status_code == 200
