"""Every call that our adapters make, made once against a fault, and what became of it."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from providers.auth import KeyCredential, Secret, SecretSource
from providers.base import Account, OpenGate, Provider
from providers.model import Job, JobRef, JobState, Look
from providers.patience import Patience
from providers.refusals import refused
from providers.registry import open_provider
from providers.wire import Wire
from tests.faults.playing import CERTIFICATES
from tests.faults.shapes import Door, Fault

SHORT: Final = Patience(
    turn=1.0,
    connect=0.8,
    silence=0.8,
    look=1.2,
    action=1.2,
    download=1.6,
    slow_for=0.3,
)
"""So that two dozen faults which only end by a deadline take seconds."""
CANARY: Final = "canary/7f3a+91c6"
"""In no line, whatever comes back."""

LOOKS: Final = ("fusebill bulk", "fusebill service", "willsuite job", "zoho write", "zoho read")
BODIES: Final = ("fusebill records", "zoho result", "zoho save", "wire stream")
TOKENS: Final = ("willsuite token", "zoho token")
ACTION: Final = "action"
CALLS: Final = (*LOOKS, *BODIES, *TOKENS, ACTION)

UUID: Final = "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
ZOHO_ID: Final = "4150868000005350003"


@dataclass(slots=True)
class GivenSecret:
    """A secret that is always the same."""

    value: str = CANARY
    description: str = "a test"

    async def read(self, *, afresh: bool = False) -> Secret:
        return Secret(self.value)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: to a fault, or past all of them."""

    url: str
    ca_file: str = ""

    @classmethod
    def of(cls, ports: Mapping[str, int], fault: Fault | None, run: str) -> Place:
        """The place at which a fault is played, or the right answers are when it is `None`."""
        door = fault.door if fault else Door.PLAIN
        is_tls = door.startswith("tls")
        name = quote(fault.name, safe="") if fault else "good"
        return cls(
            f"{'https' if is_tls else 'http'}://127.0.0.1:{ports[door]}/{name}/{run}",
            str(CERTIFICATES / "ca.pem") if is_tls else "",
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What a call told when all went well."""

    state: JobState | None = None
    word: str = ""
    rows: int | None = None


@dataclass(slots=True)
class Ran:
    """What became of a call."""

    call: str
    told: Told | None = None
    error: BaseException | None = None
    seconds: float = 0.0
    seen: int = 0
    """Requests that reached the server."""
    lines: list[str] = field(default_factory=list)


@asynccontextmanager
async def opened(provider: str, place: Place, **secrets: str) -> AsyncIterator[Provider]:
    """An account at a place, closed afterwards."""
    given: dict[str, SecretSource] = {
        name: GivenSecret(value) for name, value in (secrets or {"token": CANARY}).items()
    }
    account = Account(
        "acme",
        provider,
        base_url=place.url + ("/v1" if provider == "fusebill" else ""),
        ca_file=place.ca_file,
        options={"client_id": "41", "accounts_url": place.url},
        secrets=given | {"api_key": GivenSecret()},
    )
    adapter = open_provider(account, OpenGate())
    try:
        yield adapter
    finally:
        await adapter.close()


def _ref(call: str) -> JobRef:
    provider, kind = call.split(" ")
    ids = {"fusebill": "373334", "willsuite": UUID, "zoho": ZOHO_ID}
    kinds = {"token": {"willsuite": "job", "zoho": "write"}[provider]} if kind == "token" else {}
    return JobRef("acme", kinds.get(kind, kind), ids[provider])


async def _look(call: str, place: Place) -> Told:
    async with opened(call.split(" ")[0], place) as adapter:
        job = (await adapter.fetch(_ref(call))).job
        return Told(job.state, job.vendor_status)


async def _token(call: str, place: Place) -> Told:
    """A look whose token has to be got first: the place plays the fault to both."""
    given = {"client_secret": CANARY, "refresh_token": CANARY}
    async with opened(call.split(" ")[0], place, **given) as adapter:
        job = (await adapter.fetch(_ref(call))).job
        return Told(job.state, job.vendor_status)


async def _records(place: Place) -> Told:
    ref = JobRef("acme", "bulk", "373334")
    look = Look(Job(ref, "fusebill", JobState.PARTIAL, "ProcessedWithErrors"), b"{}")
    async with opened("fusebill", place) as adapter:
        return Told(rows=await _count(adapter, look))


def _zoho_look(place: Place, kind: str) -> Look:
    ref = JobRef("acme", kind, ZOHO_ID)
    raw = {
        "status": "COMPLETED",
        "result": {"download_url": f"{place.url}/result"},
        "data": [{"state": "COMPLETED", "result": {"download_url": f"{place.url}/result"}}],
    }
    return Look(Job(ref, "zoho", JobState.SUCCEEDED, "COMPLETED"), json.dumps(raw).encode())


async def _result(place: Place) -> Told:
    async with opened("zoho", place) as adapter:
        return Told(rows=await _count(adapter, _zoho_look(place, "write")))


async def _count(adapter: Provider, look: Look) -> int:
    async with adapter.records(look) as stream:
        return sum([len(batch) async for batch in stream])


async def _save(place: Place) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.zip"
        try:
            async with opened("zoho", place) as adapter:
                return Told(rows=await adapter.save_result(_zoho_look(place, "read"), str(path)))
        except BaseException:
            assert not path.exists(), "half a result was left"
            raise


@asynccontextmanager
async def wired(place: Place) -> AsyncIterator[Wire]:
    """A bare wire to a place."""
    line = Wire(Account("acme", "fusebill", ca_file=place.ca_file), place.url, OpenGate())
    try:
        yield line
    finally:
        await line.close()


async def _stream(place: Place) -> Told:
    credential = KeyCredential("Basic", GivenSecret())
    async with (
        wired(place) as line,
        line.stream("x", credential, lambda answer: refused(answer, None)) as body,
    ):
        return Told(rows=sum([len(chunk) async for chunk in body.chunks]))


async def _act(place: Place) -> Told:
    async with wired(place) as line:
        answer = await line.post(
            "x", Secret(f"Basic {CANARY}"), json_body={"id": 1}, is_action=True
        )
        return Told(word=str(answer.status))


_HOW: Final[Mapping[str, Callable[[Place], Awaitable[Told]]]] = {
    **{call: partial(_look, call) for call in LOOKS},
    **{call: partial(_token, call) for call in TOKENS},
    "fusebill records": _records,
    "zoho result": _result,
    "zoho save": _save,
    "wire stream": _stream,
    ACTION: _act,
}


async def run_call(call: str, place: Place) -> Ran:
    """Make a call, and time it."""
    loop = asyncio.get_running_loop()
    ran = Ran(call)
    begun = loop.time()
    try:
        ran.told = await _HOW[call](place)
    except Exception as error:
        # Whatever it is: that it is ours is what the run asserts.
        ran.error = error
    ran.seconds = loop.time() - begun
    return ran


async def requests_seen(ports: Mapping[str, int], run: str) -> int:
    """How many requests of a run reached the server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", ports[Door.PLAIN])
    writer.write(f"GET /seen/{run}/x HTTP/1.1\r\n\r\n".encode())
    seen = await reader.readuntil(b"\r\n\r\n")
    length = int(seen.split(b"Content-Length: ")[1].split(b"\r")[0])
    count = int(await reader.readexactly(length))
    writer.close()
    return count
