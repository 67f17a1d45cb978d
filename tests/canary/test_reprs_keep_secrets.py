"""What the program's own objects say of themselves, alone and in a traceback with variables."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.base import OpenGate
from providers.errors import ProviderError
from providers.model import JobRef
from providers.registry import open_provider
from tests.canary.canaries import REFS, SECRETS
from tests.canary.searching import found
from tui.engine.config import read_config
from tui.engine.database import Database
from tui.engine.token_store import TokenStore

if TYPE_CHECKING:
    from tests.canary.conftest import Canary

DEPTH = 6


def everything(root: object, but: object = None) -> Iterator[object]:
    """`root`, and what can be reached from it through attributes and collections."""
    seen: set[int] = {id(but)}
    waiting = [(root, 0)]
    while waiting:
        thing, depth = waiting.pop()
        if id(thing) in seen or depth > DEPTH:
            continue
        seen.add(id(thing))
        yield thing
        if isinstance(thing, dict):
            inner = [*thing.keys(), *thing.values()]
        elif isinstance(thing, list | tuple | set | frozenset):
            inner = list(thing)
        elif type(thing).__module__.partition(".")[0] in ("providers", "tui"):
            names = [*getattr(thing, "__dict__", {}), *getattr(type(thing), "__slots__", ())]
            inner = [getattr(thing, name, None) for name in names]
            inner = [] if type(thing).__name__ == "Secret" else inner
        else:
            inner = []
        waiting += [(each, depth + 1) for each in inner]


async def test_no_object_shows_a_secret_by_its_repr(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Debuggers, crash screens, assertions and log lines print reprs."""
    caplog.set_level(logging.DEBUG)
    environ = canary.environ
    config = read_config(canary.config, environ)
    database = Database(Path(canary.folder / "home" / "state.sqlite3"))
    store = TokenStore(database)
    things: list[object] = [config, store]
    canary.sandbox.faults.answer("/crm/bulk/v8/read", 401, b"{}", times=None)
    for text in REFS:
        ref = JobRef.parse(text)
        provider = open_provider(config.accounts[ref.account], OpenGate(), store)
        things.append(provider)
        try:
            things.append(await provider.fetch(ref))
        except ProviderError as error:
            things += [error, "".join(traceback.format_exception(error))]
            # Not with the variables of this test, which has the secrets.
            trace = error.__traceback__.tb_next if error.__traceback__ else None
            summary = traceback.TracebackException(type(error), error, trace, capture_locals=True)
            things.append("".join(summary.format()))
        finally:
            await provider.close()
    # The environment itself is the user's, and holds two of them.
    shown = [repr(thing) for root in things for thing in everything(root, but=environ)]
    assert len(shown) > 100
    for text in shown:
        assert found(text.encode(), SECRETS) == set(), text[:200]
    assert found(caplog.text.encode(), SECRETS) == set()
    database.close()


async def test_the_search_looks_into_objects(canary: Canary) -> None:
    """A repr that shows a secret deep inside is found."""
    config = read_config(canary.config, canary.environ)
    source = config.accounts["fusebill"].secrets["api_key"]
    assert source in list(everything(config))
    assert found(repr(list(everything(source))).encode(), SECRETS)
