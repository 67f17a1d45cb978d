"""No command gives a credential away, whatever a vendor does with it."""

from __future__ import annotations

import base64
import json
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

import pytest

from providers.sandbox.http import Request, Response
from tests.canary.canaries import REFS, SECRETS
from tests.canary.searching import found

if TYPE_CHECKING:
    from tests.canary.conftest import Canary

ENDED = "zoho/write/5000000000000900002"
"""Its records are a file behind a link."""
LOUD = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from tui import cli
cli.begin_log = lambda path: None
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
BEHIND = """
import asyncio, os, sys, threading, warnings
from tui.engine import once
truly = once.Once.ask
def fail(key):
    raise RuntimeError(f"over {key}")
class Dying:
    def __init__(self, key):
        self.key = key
    def __del__(self):
        fail(self.key)
async def ask(self, ref):
    key = os.environ["CANARY_FB"]
    thread = threading.Thread(target=fail, args=(key,))
    thread.start()
    thread.join()
    Dying(key)
    loop = asyncio.get_running_loop()
    loop.call_soon(fail, key)
    loop.create_task(asyncio.to_thread(fail, key))
    warnings.warn("a warning", RuntimeWarning)
    await asyncio.sleep(0)
    return await truly(self, ref)
once.Once.ask = ask
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


def as_base64(told: list[str]) -> tuple[str, str]:
    words = " ".join(base64.b64encode(text.encode()).decode() for text in told)
    return "application/json", json.dumps({"error": "invalid", "message": words})


FORMS = (as_text, as_json, as_page, as_address, as_base64)
SYSTEMS = ("/fusebill", "/willsuite/engine/api/api-jobs", "/crm")
TOKENS = ("/willsuite/engine/api/oauth", "/oauth")


def job(ref: str, number: int) -> str:
    """Another job of the same system, by whose number the vendors know how to answer."""
    return f"{ref[:-1]}{number}"


def quote_requests(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, status: int, paths: tuple[str, ...]
) -> set[tuple[str, int]]:
    """Have the vendors answer with what they were asked, as debug pages do.

    Returns:
        Who has done so, and in which of the forms: by the job's number, or one after the other.
    """
    truly = canary.sandbox._handle
    done: set[tuple[str, int]] = set()

    def handle(request: Request, settled: Response | None) -> Response:
        path = request.path.partition("?")[0]
        who = next((prefix for prefix in paths if path.startswith(prefix)), None)
        if who is None:
            return truly(request, settled)
        asked = sum(each == who for each, _ in done)
        form = asked % len(FORMS) if paths is TOKENS else int(path[-1])
        done.add((who, form))
        # The sandbox notes names in lower case; what stands in them is as it was sent.
        told = [f"{name}: {text}" for name, text in request.headers.items()]
        body = request.body.decode()
        told += [body, *(text for _, text in parse_qsl(body))]
        kind, answer = FORMS[form](told)
        where = ("X-Request", request.headers.get("authorization", ""))
        return Response(status, answer.encode(), (("Content-Type", kind), where))

    monkeypatch.setattr(canary.sandbox, "_handle", handle)
    return done


@pytest.mark.parametrize("form", [["--json"], []], ids=["json", "lines"])
async def test_status_of_all_systems(canary: Canary, form: list[str]) -> None:
    """The road that is gone a hundred times a day."""
    ended = await canary.run("status", *REFS, *form)
    assert ended.code in (0, 1)
    assert b"373334" in ended.out
    assert len(canary.sandbox.log) >= len(REFS) + 2


async def test_records_of_all_systems(canary: Canary) -> None:
    """Downloads go over other roads than looks, and what they brought is read again."""
    forms = ("table", "jsonl", "csv", "table", "csv")
    file = str(canary.folder / "work" / "file")
    codes = await canary.run_each(
        *(("records", ref, "--format", form) for ref, form in zip(REFS, forms, strict=True)),
        ("errors", *REFS),
        ("errors", *REFS, "--json"),
        ("export", REFS[0], "--format", "md"),
        ("records", ENDED),
        ("export", ENDED, "--format", "jsonl", "-o", file),
        ("export", REFS[2], "--format", "csv", "-o", file, "--force"),
        ("forget", REFS[0]),
        ("forget", "--all"),
    )
    assert codes == [0] * len(codes)
    assert (canary.folder / "work" / "file").exists()


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
    codes = await canary.run_each(
        ("add", *REFS, "--memo", "ticket 1"),
        ("list", "--json"),
        ("act", REFS[0], "process"),
        ("act", REFS[0], "process", "--confirm", "373334"),
        ("act", REFS[0], "cancel", "--confirm", "373334"),
        ("act", REFS[0], "settle", "--confirm", "373334"),
        ("status",),
    )
    assert codes[:4] == [0, 0, 2, 0]


@pytest.mark.parametrize("status", [200, 401, 500])
async def test_vendors_that_quote_the_request(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Debug pages do; what they say is shown to the person and kept in the state file."""
    done = quote_requests(canary, monkeypatch, status, SYSTEMS)
    commands: list[tuple[str, ...]] = []
    for number in range(len(FORMS)):
        refs = [job(ref, number) for ref in REFS]
        commands += [("status", *refs, "--json"), ("records", refs[0]), ("errors", refs[0])]
        commands += [("export", refs[0], "--format", "md"), ("act", refs[0], "process")]
    await canary.run_each(*commands)
    assert done == {(system, form) for system in SYSTEMS for form in range(len(FORMS))}


@pytest.mark.parametrize("status", [200, 401])
async def test_token_servers_that_quote_the_request(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """There the client's secret itself is in the request."""
    done = quote_requests(canary, monkeypatch, status, TOKENS)
    codes = await canary.run_each(
        *(("status", *(job(ref, number) for ref in REFS[2:])) for number in range(len(FORMS)))
    )
    assert set(codes) <= {3, 5}
    assert done == {(server, form) for server in TOKENS for form in range(len(FORMS))}


@pytest.mark.parametrize("status", [400, 500])
async def test_actions_whose_vendor_quotes_them(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """What a refusal says is shown, and stands in the journal for ever."""
    quoted = json.dumps({"message": f"no {SECRETS['fusebill key']}, sorry"}).encode()
    path = "/fusebill/v1/BulkApi/Process"
    canary.sandbox.faults.answer(path, status, quoted, times=None)
    codes = await canary.run_each(
        ("act", REFS[0], "process", "--confirm", "373334"), ("status", REFS[0])
    )
    assert codes[0] in (1, 7)


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
    codes = await canary.run_each(("status", *REFS), ("records", REFS[0]), code=LOUD)
    assert codes == [1, 0]


async def test_a_crash_with_secrets_at_hand(canary: Canary) -> None:
    """What an exception says, and what variables held, may be anything."""
    ended = await canary.run("status", *REFS, code=CRASH)
    assert ended.code == 70
    assert b"stopped over a bug (RuntimeError)" in ended.err
    [log] = [path for path in canary.folder.rglob("log") if path.is_file()]
    told = log.read_text()
    assert "in crash" in told
    assert "builtins.KeyError" in told


async def test_what_breaks_where_nobody_waits_for_it(canary: Canary) -> None:
    """Python itself prints that, with all that it says, over whatever is on the screen."""
    ended = await canary.run("status", REFS[0], code=BEHIND)
    assert (ended.code, ended.err) == (0, b"")
    assert ended.out.startswith(b"READY ")
    [log] = [path for path in canary.folder.rglob("log") if path.is_file()]
    told = log.read_text()
    for what in ("a thread stopped", "something being taken down", "in callback fail", "a warning"):
        assert what in told
