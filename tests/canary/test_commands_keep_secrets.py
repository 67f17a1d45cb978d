"""No command gives a credential away, whatever a vendor does with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

import pytest

from providers.sandbox.http import Request, Response
from tests.canary.canaries import REFS, SECRETS
from tests.canary.searching import found

if TYPE_CHECKING:
    from tests.canary.conftest import Canary

LOUD = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""
CRASH = """
import sys
from tui.engine import once
async def crash(self, ref):
    held = [await source.read() for source in self._config.accounts["fusebill"].secrets.values()]
    key = held[0].reveal()
    try:
        raise KeyError(key)
    except KeyError as error:
        raise RuntimeError(f"over {key}", {"Authorization": key}) from error
once.Once.ask = crash
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def as_text(told: list[str]) -> tuple[str, str]:
    return "text/plain", "\n".join(told)


def as_json(told: list[str]) -> tuple[str, str]:
    return "application/json", json.dumps({"message": "; ".join(told), "headers": told})


def as_page(told: list[str]) -> tuple[str, str]:
    return "text/html", f"<html><title>Oops</title><pre>{escape(chr(10).join(told))}</pre>"


def as_address(told: list[str]) -> tuple[str, str]:
    words = "&".join(quote(text, safe="") for text in told)
    return "application/json", json.dumps({"error": "invalid", "error_description": words})


Quote = Callable[[list[str]], tuple[str, str]]
quotes = pytest.mark.parametrize("quoted", [as_text, as_json, as_page, as_address])


def quote_requests(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, status: int, quoted: Quote, *paths: str
) -> None:
    """Have the vendors answer with what they were asked, as debug pages do."""
    truly = canary.sandbox._handle

    def handle(request: Request, settled: Response | None) -> Response:
        if not request.path.startswith(paths):
            return truly(request, settled)
        # The sandbox notes names in lower case; what stands in them is as it was sent.
        told = [f"{name}: {text}" for name, text in request.headers.items()]
        body = request.body.decode()
        told += [body, *(text for _, text in parse_qsl(body))]
        kind, answer = quoted(told)
        where = ("X-Request", request.headers.get("authorization", ""))
        return Response(status, answer.encode(), (("Content-Type", kind), where))

    monkeypatch.setattr(canary.sandbox, "_handle", handle)


@pytest.mark.parametrize("form", [["--json"], []], ids=["json", "lines"])
async def test_status_of_all_systems(canary: Canary, form: list[str]) -> None:
    """The road that is gone a hundred times a day."""
    ended = await canary.run("status", *REFS, *form)
    assert ended.code in (0, 1)
    assert b"373334" in ended.out
    assert len(canary.sandbox.log) >= len(REFS) + 2


async def test_records_of_all_systems(canary: Canary) -> None:
    """Downloads go over other roads than looks."""
    forms = ("table", "jsonl", "csv", "table", "csv")
    for ref, form in zip(REFS, forms, strict=True):
        assert (await canary.run("records", ref, "--format", form)).code == 0


async def test_what_a_command_sees(canary: Canary) -> None:
    """Command lines are open to every user of the host; what children inherit is for them."""
    await canary.run("status", REFS[3])
    assert found(canary.spied, SECRETS) == set()
    assert b"HOME=" in canary.spied
    assert b"CANARY_FB" not in canary.spied
    assert b"CANARY_ZR" not in canary.spied
    assert b"core 0\n" in canary.spied
    assert b"umask 077\n" in canary.spied


async def test_the_watchlist_and_actions(canary: Canary) -> None:
    """They write files that people mail about."""
    await canary.run("add", *REFS, "--memo", "ticket 1")
    await canary.run("list", "--json")
    await canary.run("act", REFS[0], "process")
    await canary.run("act", REFS[0], "process", "--confirm", "373334")
    await canary.run("act", REFS[0], "cancel", "--confirm", "373334")
    await canary.run("status")


@quotes
@pytest.mark.parametrize("status", [200, 401, 500])
async def test_vendors_that_quote_the_request(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, status: int, quoted: Quote
) -> None:
    """Debug pages do; what they say is shown to the person and kept in the state file."""
    systems = ("/fusebill", "/willsuite/engine/api/api-jobs", "/crm")
    quote_requests(canary, monkeypatch, status, quoted, *systems)
    await canary.run("status", *REFS, "--json")
    await canary.run("records", REFS[0])


@quotes
@pytest.mark.parametrize("status", [200, 401])
async def test_token_servers_that_quote_the_request(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, status: int, quoted: Quote
) -> None:
    """There the client's secret itself is in the request."""
    servers = ("/willsuite/engine/api/oauth", "/oauth")
    quote_requests(canary, monkeypatch, status, quoted, *servers)
    ended = await canary.run("status", *REFS[2:])
    assert ended.code in (3, 5)


@pytest.mark.parametrize("status", [302, 307])
async def test_redirects_elsewhere(canary: Canary, status: int) -> None:
    """A host that is taken over sends us to its own; with us would go the key."""
    where = (("Location", f"{canary.elsewhere.url}/take?it=1"),)
    canary.sandbox.faults.answer("/", status, b"", where, times=None)
    ended = await canary.run("status", *REFS)
    assert ended.code in (3, 5)
    assert canary.elsewhere.seen == b""


async def test_libraries_that_are_told_to_talk(canary: Canary) -> None:
    """Somebody who hunts a fault turns everything on, and mails the result."""
    ended = await canary.run("status", *REFS, code=LOUD)
    assert ended.code in (0, 1)
    await canary.run("records", REFS[0], code=LOUD)


async def test_a_crash_with_secrets_at_hand(canary: Canary) -> None:
    """What an exception says, and what variables held, may be anything."""
    ended = await canary.run("status", *REFS, code=CRASH)
    assert ended.code == 70
    assert b"stopped over a bug (RuntimeError)" in ended.err
    [log] = [path for path in canary.folder.rglob("log") if path.is_file()]
    told = log.read_text()
    assert "in crash" in told
    assert "builtins.KeyError" in told
