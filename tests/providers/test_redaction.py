"""A secret of ours that a vendor sends back: it is hidden before anybody reads the answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from providers.auth import Secret, SecretSource
from providers.base import Account, OpenGate, Provider
from providers.errors import OutcomeUnknown, ProviderError
from providers.fusebill import Fusebill
from providers.model import Job, JobRef, JobState, Look
from providers.redaction import HIDDEN, Redactor, key_of, redacted
from providers.willsuite import WillSuite
from providers.zoho import Zoho

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

# Each has what JSON libraries and query strings write in some other way.
KEY = "MDp+U2VjcmV0/S2V5=="
TOKEN = "ey.a+b/c-d_e.sig=="
CLIENT_SECRET = "s3cret/+&'<\"x\\y"
REFRESH = "1000.refresh/+token"

BULK = JobRef("acme", "bulk", "373334")
API_JOB = JobRef("wills", "job", "00000000-0000-4000-8000-000000000004")
WRITE = JobRef("crm", "write", "4150868000005350003")


def spellings(value: str) -> list[str]:
    """The value inside a JSON string, as the common libraries write it there."""
    plain = json.dumps(value)[1:-1]
    return [
        plain,
        plain.replace("/", "\\/"),
        plain.replace("+", "\\u002B"),
        "".join(ch if ch.isalnum() else f"\\u{ord(ch):04x}" for ch in value),
        quote(value, safe=""),
        quote(value, safe="").lower() if value.islower() else quote(value),
        json.dumps(escape(value))[1:-1],
        "".join(ch if ch.isalnum() else f"&#{ord(ch)};" for ch in value),
        value.encode().hex(),
        value.encode().hex().upper(),
    ]


@pytest.mark.parametrize("value", [KEY, TOKEN, CLIENT_SECRET, REFRESH])
def test_every_spelling_of_a_secret_is_hidden(value: str) -> None:
    """PHP writes a slash with a backslash, .NET a plus by its number."""
    for spelt in spellings(value):
        body = f'{{"message":"no {spelt}, sorry"}}'.encode()
        shown = redacted(body, [Secret(value)])
        assert json.loads(shown) == {"message": f"no {HIDDEN}, sorry"}, spelt


@pytest.mark.parametrize("value", [KEY, TOKEN, CLIENT_SECRET, REFRESH])
@pytest.mark.parametrize("before", ["", "B", "Ba", "Basic "])
def test_a_secret_in_base64_is_hidden_whatever_stands_around_it(value: str, before: str) -> None:
    """Gateways that log requests code the whole header."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        coded = encode(f"{before}{value} and more".encode())
        shown = redacted(coded, [Secret(value)])
        assert HIDDEN.encode() in shown
        left = shown.split(HIDDEN.encode())[0]
        assert value[:2] not in base64.b64decode(left + b"=" * (-len(left) % 4)).decode("latin-1")


def test_a_secret_of_a_few_characters_hides_nothing() -> None:
    """Taken out wherever it stands, `1` would make a riddle of every figure."""
    assert redacted(b'{"id":1234567}', [Secret("1234567")]) == b'{"id":1234567}'


def test_a_secret_of_several_words_is_hidden_whole() -> None:
    """Some people take a sentence for the client's secret."""
    assert redacted(b"no such+secret%20words, sorry", [Secret("such secret words")]) == (
        f"no {HIDDEN}, sorry".encode()
    )


def test_the_word_before_a_key_is_no_secret() -> None:
    """What stands in the header is `Basic KEY`; what is sent back may be the key alone."""
    assert key_of(Secret("Basic KEY")).reveal() == "KEY"
    assert key_of(Secret("KEY")).reveal() == "KEY"


def opened(provider: str, url: str, secret: Callable[..., SecretSource]) -> Provider:
    """An account at the server with the secrets above."""
    match provider:
        case "fusebill":
            account = Account(
                "acme", provider, base_url=url, allow_actions=True, secrets={"api_key": secret(KEY)}
            )
            return Fusebill(account, OpenGate())
        case "willsuite":
            account = Account(
                "wills",
                provider,
                base_url=url,
                options={"client_id": "41"},
                secrets={"client_secret": secret(CLIENT_SECRET)},
            )
            return WillSuite(account, OpenGate())
        case _:
            account = Account(
                "crm",
                provider,
                base_url=url,
                options={"client_id": "1000.X", "accounts_url": url},
                secrets={
                    "client_secret": secret(CLIENT_SECRET),
                    "refresh_token": secret(REFRESH),
                },
            )
            return Zoho(account, OpenGate())


def told(provider: str, text: str) -> bytes:
    """The vendor's error envelope, with a text in it."""
    match provider:
        case "fusebill":
            return json.dumps({"Errors": [{"Key": "Api Error", "Value": text}]}).encode()
        case "willsuite":
            return json.dumps({"message": text}).encode()
        case _:
            return json.dumps({"status": "error", "code": "X", "message": text}).encode()


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize(
    ("provider", "ref", "sent"),
    [("fusebill", BULK, KEY), ("willsuite", API_JOB, TOKEN), ("zoho", WRITE, TOKEN)],
)
async def test_a_refusal_that_quotes_the_credential_does_not_show_it(
    server: Loopback,
    secret: Callable[..., SecretSource],
    provider: str,
    ref: JobRef,
    sent: str,
    status: int,
) -> None:
    """Error lines go to the screen, the log, and from there into tickets."""
    adapter = opened(provider, server.url, secret)
    server.says(200, json.dumps({"access_token": TOKEN}).encode(), path="/oauth", times=2)
    server.says(status, told(provider, f"no such key: {sent}"), times=2)

    with pytest.raises(ProviderError) as caught:
        await adapter.fetch(ref)
    await adapter.close()

    assert f"no such key: {HIDDEN}" in str(caught.value)
    assert sent not in str(caught.value)


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize("sent", [CLIENT_SECRET, REFRESH])
@pytest.mark.parametrize(("provider", "ref"), [("willsuite", API_JOB), ("zoho", WRITE)])
async def test_a_refused_token_call_does_not_show_what_it_was_asked_with(
    server: Loopback,
    secret: Callable[..., SecretSource],
    provider: str,
    ref: JobRef,
    sent: str,
    status: int,
) -> None:
    """These secrets live longest."""
    adapter = opened(provider, server.url, secret)
    body = {"error": "invalid_client", "error_description": f"not {CLIENT_SECRET} {REFRESH}"}
    server.says(status, json.dumps(body).encode(), path="/oauth", times=2)

    with pytest.raises(ProviderError) as caught:
        await adapter.fetch(ref)
    await adapter.close()

    assert CLIENT_SECRET not in str(caught.value)
    assert provider == "willsuite" or REFRESH not in str(caught.value)


async def test_a_job_that_quotes_the_key_is_kept_without_it(
    server: Loopback, secret: Callable[..., SecretSource]
) -> None:
    """The answer's body is stored, and shown as it came."""
    adapter = opened("fusebill", server.url, secret)
    server.says(200, json.dumps({"id": 373334, "status": "Processing", "reference": KEY}).encode())

    look = await adapter.fetch(BULK)
    await adapter.close()

    assert dict(look.job.facts)["reference"] == HIDDEN
    assert KEY.encode() not in look.raw


async def test_an_action_whose_answer_quotes_the_key_does_not_show_it(
    server: Loopback, secret: Callable[..., SecretSource]
) -> None:
    """It is written to the journal too."""
    adapter = opened("fusebill", server.url, secret)
    job = Job(BULK, "fusebill", JobState.AWAITING_ACTION, "Validated", actions=("process",))
    server.says(500, told("fusebill", f"failed for {KEY}"))

    with pytest.raises(OutcomeUnknown) as caught:
        await adapter.act(Look(job, b"{}"), "process")
    await adapter.close()

    assert f"failed for {HIDDEN}" in str(caught.value)


async def test_a_token_that_is_given_out_again_is_still_usable(
    server: Loopback, secret: Callable[..., SecretSource], recorded: Callable[[str], bytes]
) -> None:
    """Hidden because it was sent before, it would never be got again."""
    adapter = opened("willsuite", server.url, secret)
    server.says(200, json.dumps({"access_token": TOKEN}).encode(), path="/oauth", times=2)
    server.says(401, b"{}", path="/api-jobs")
    server.says(200, recorded("willsuite_completed_clean"), path="/api-jobs")

    look = await adapter.fetch(API_JOB)
    await adapter.close()

    assert look.job.state is JobState.SUCCEEDED
    assert [r.headers.get("authorization") for r in server.requests[1::2]] == [
        f"Bearer {TOKEN}"
    ] * 2


def test_a_proxys_password_is_in_no_repr() -> None:
    """Accounts stand in the frames of a crash report."""
    account = Account("acme", "fusebill", proxy="http://me:hunter22@proxy:1")
    assert "hunter22" not in repr(account)


def test_what_a_key_in_base64_stands_for_is_hidden_too() -> None:
    """That is what the vendor has, and may send back."""
    decoded = base64.b64encode(b"0:Secret-Key-1").decode()
    shown = redacted(b'{"message":"bad 0:Secret-Key-1"}', [Secret(decoded)])
    assert json.loads(shown) == {"message": f"bad {HIDDEN}"}


@pytest.mark.parametrize("value", [KEY, TOKEN, CLIENT_SECRET, REFRESH])
@pytest.mark.parametrize("step", [1, 2, 3, 7, 19])
def test_a_secret_in_a_body_that_arrives_in_pieces_is_hidden(value: str, step: int) -> None:
    """The network cuts where it likes, and records are given on before the body is whole."""
    for spelt in spellings(value):
        body = f'{{"a":"\\{value[:9]}","message":"no {spelt}, sorry {value[:-1]}"}}'.encode()
        redactor = Redactor([Secret(value)])
        pieces = [redactor.feed(body[at : at + step]) for at in range(0, len(body), step)]
        assert b"".join([*pieces, redactor.finish()]) == redacted(body, [Secret(value)]), spelt


def test_what_is_no_secret_is_given_out_at_once() -> None:
    """A reader must not wait for the end of a body to see its beginning."""
    redactor = Redactor([Secret(KEY)])
    assert redactor.feed(b'[{"id":1}') == b'[{"id":1}'
    assert redactor.feed(b'[{"id":"MDp') == b'[{"id":"'
    assert redactor.feed(b'2"}') == b'MDp2"}'
