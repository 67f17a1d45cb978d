"""Zoho's accounts server: refreshing, its errors inside a 200, its throttle."""

from __future__ import annotations

import httpx
import pytest

TOKEN = "/oauth/v2/token"


async def test_a_refresh_gives_a_token_for_the_sandbox_itself(
    anyone: httpx.AsyncClient, zoho_form: dict[str, str]
) -> None:
    """`api_domain` sends the client on to where the jobs are, here the same server."""
    by_body = (await anyone.post(TOKEN, data=zoho_form)).json()
    by_query = (await anyone.post(TOKEN, params=zoho_form)).json()

    assert list(by_body) == ["access_token", "scope", "api_domain", "token_type", "expires_in"]
    assert by_body["api_domain"] == str(anyone.base_url).rstrip("/")
    assert by_body["access_token"] != by_query["access_token"]
    assert "refresh_token" not in by_body


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("client_id", "invalid_client"),
        ("client_secret", "invalid_client_secret"),
        ("refresh_token", "invalid_code"),
        ("grant_type", "unsupported_grant_type"),
    ],
)
async def test_refusals_come_as_success(
    anyone: httpx.AsyncClient, zoho_form: dict[str, str], name: str, error: str
) -> None:
    """HTTP 200 for an error: a client that trusts the status code is fooled here."""
    answer = await anyone.post(TOKEN, data=zoho_form | {name: "wrong"})

    assert (answer.status_code, answer.json()) == (200, {"error": error})


async def test_the_eleventh_token_of_ten_minutes_is_refused(
    anyone: httpx.AsyncClient, zoho_form: dict[str, str], now: list[float]
) -> None:
    """Refused refreshes do not count, or a client that insists would never get out."""
    for _ in range(10):
        assert "access_token" in (await anyone.post(TOKEN, data=zoho_form)).json()
    refused = await anyone.post(TOKEN, data=zoho_form)
    now[0] += 600

    assert (refused.status_code, refused.json()["error"]) == (400, "Access Denied")
    assert refused.json()["error_description"].startswith("You have made too many requests")
    assert "access_token" in (await anyone.post(TOKEN, data=zoho_form)).json()
