"""The log of calls, from the wire to where it is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers.calls import CallMade, Errand, errand, the_errand
from providers.errors import Unreachable
from providers.model import Exchange, JobRef
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tui.engine.call_log import MOST, CallLog
from tui.engine.clock import SystemClock
from tui.engine.config import parse_config
from tui.engine.connections import Connections
from tui.engine.store import Store


def made(path: str) -> CallMade:
    """A call that went well."""
    return CallMade(Exchange(datetime.now(UTC), "GET", path, 200), "acme", "example.com")


def test_only_so_many_are_remembered_and_all_are_counted() -> None:
    """A shift makes more calls than anybody reads."""
    log = CallLog()
    for at in range(MOST + 5):
        log.add(made(f"/{at}"))
    latest = log.latest()
    assert (len(latest), log.count) == (MOST, MOST + 5)
    assert (latest[0].number, latest[0].exchange.path) == (MOST + 5, f"/{MOST + 4}")


def test_each_call_is_told_as_it_ends() -> None:
    """A log that is open follows."""
    log, told = CallLog(), list[int]()
    log.listen(lambda: told.append(log.count))
    log.add(made("/1"))
    assert told == [1]


async def test_looks_tokens_and_downloads_all_stand_in_it(tmp_path: Path) -> None:
    """Whatever counts against a limit is there, with what it was for."""
    ref = JobRef("zoho", "write", "4150868000005350003")
    async with Sandbox(SandboxOptions(speed=1_000.0)) as sandbox:
        path = tmp_path / "config.toml"
        config = parse_config(sandbox.config_toml(), path, {"PATH": "/usr/bin:/bin"})
        connections = Connections(config.accounts, SystemClock(), Store(None).database)
        provider = connections.provider("zoho")
        look = await provider.fetch(ref)
        while not look.job.state.is_final:
            look = await provider.fetch(ref)
        async with provider.records(look) as records:
            async for _ in records:
                pass
        await connections.close()
    calls = connections.calls.latest()[::-1]
    assert [call.errand.what for call in calls[:2]] == ["token", "look"]
    assert calls[-1].errand == Errand("records", ref)
    assert {call.errand.ref for call in calls} == {ref}
    assert {call.account for call in calls} == {"zoho"}
    assert calls[0].exchange.method == "POST"
    assert not any("1000.sandbox" in repr(call) for call in calls)


async def test_what_was_wrong_with_a_call_is_in_it(tmp_path: Path) -> None:
    """A port at which nobody listens."""
    text = (
        '[accounts.acme]\nprovider = "fusebill"\napi_key = { env = "KEY" }\n'
        'base_url = "http://127.0.0.1:9/v1"\n'
    )
    config = parse_config(text, tmp_path / "config.toml", {"KEY": "k3y"})
    connections = Connections(config.accounts, SystemClock(), Store(None).database)
    with pytest.raises(Unreachable) as caught:
        await connections.provider("acme").fetch(JobRef("acme", "bulk", "1"))
    await connections.close()
    [call] = connections.calls.latest()
    assert call.exchange.status is None
    assert call.trouble == str(caught.value)


def test_an_errand_keeps_the_job_of_the_one_around_it() -> None:
    """A token is fetched for the sake of some job."""
    ref = JobRef("acme", "bulk", "1")
    with errand("look", ref), errand("token"):
        assert the_errand() == Errand("token", ref)
    assert the_errand() == Errand()
