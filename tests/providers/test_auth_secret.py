"""Secrets can't be shown by accident, and what is no secret is told without quoting it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import logging
import pickle
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers import auth
from providers.auth import (
    KeyCredential,
    Secret,
    SecretSource,
    SecretUnavailable,
    checked_secret,
    read_secret,
)
from providers.errors import Unauthorized

CANARY = "canary-1f9c"


@dataclasses.dataclass
class Holder:
    """What a secret stands in when somebody stores or shows the whole."""

    key: Secret


@pytest.mark.parametrize(
    "show",
    [
        str,
        "{}".format,
        "{:>20}".format,
        lambda secret: "%s" % secret,  # noqa: UP031 - one of the ways to print
        lambda secret: f"{secret}",
        pickle.dumps,
        json.dumps,
        copy.copy,
        copy.deepcopy,
        msgspec.json.encode,
        msgspec.msgpack.encode,
        lambda secret: json.dumps({"key": secret}, default=str),
        lambda secret: dataclasses.asdict(Holder(secret)),
        lambda secret: pickle.dumps(Holder(secret), protocol=0),
        lambda secret: msgspec.json.encode(Holder(secret)),
        lambda secret: secret.__reduce__(),
        lambda secret: secret.__getstate__(),
        vars,
        bytes,
        iter,
        "".join,
    ],
)
def test_a_secret_can_be_neither_printed_nor_stored(show: Callable[[Secret], object]) -> None:
    """A key in a log, a crash file or a cache is a key that has to be changed."""
    with pytest.raises(TypeError) as caught:
        show(Secret(CANARY))
    assert CANARY not in str(caught.value)


def test_its_repr_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Tracebacks with local variables print reprs."""
    logging.getLogger("test").warning("%r", [Secret(CANARY)])

    assert repr(Secret(CANARY)) == "Secret(…)"
    assert CANARY not in caplog.text
    assert not hasattr(Secret(CANARY), "__dict__")
    assert CANARY not in f"{Holder(Secret(CANARY))!r}{KeyError(Secret(CANARY))!r}"
    assert CANARY not in str(ValueError("bad", Secret(CANARY)))
    assert CANARY not in json.dumps(Secret(CANARY), default=repr)
    assert all(CANARY not in repr(value) for _, value in inspect.getmembers(Secret(CANARY)))


REVEAL = {
    "providers/auth.py": "the header of a key",
    "providers/exchange.py": "a request's fields, and what is hidden in its answer",
    "providers/redaction.py": "what is hidden in an answer",
    "providers/connect.py": "the header, once the origin is known to be right",
    "providers/fusebill.py": "the header of an action, whose key is not asked for twice",
    "providers/grants.py": "the header of a token",
    "providers/tokens.py": "the key of the cache, by its hash",
    "tui/engine/secrets.py": "what is hidden in a command's own words",
    "tui/engine/token_store.py": "the cache, which its owner alone can read",
}


def test_secrets_are_revealed_at_the_edges_alone() -> None:
    """Each further place is one from which a key can reach a message, a file or a screen."""
    root = Path(auth.__file__).parent.parent
    found = {
        path.relative_to(root).as_posix()
        for package in ("providers", "screens", "tui")
        for path in (root / package).rglob("*.py")
        if ".reveal" in path.read_text(encoding="utf-8")
    }
    assert found <= REVEAL.keys()


@pytest.mark.parametrize("text", ["MDpEVU1NWQ==", "two words", "x\n", "x\r\n", "a" * 8192, "!~"])
def test_what_a_header_can_carry_is_taken(text: str) -> None:
    """Commands end their output with a line end."""
    assert checked_secret(text, "api_key").reveal() == text.strip()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "api_key is empty"),
        ("\n", "api_key is empty"),
        (f"{CANARY}\n\n", "a line break at position 12"),
        (f"{CANARY}\nX-Evil: 1", "a line break at position 12"),
        (f"{CANARY}\x00", "a character at position 12"),
        (f"{CANARY}é", "a character at position 12"),
        (f" {CANARY}", "a character at position 1 "),
        (f"{CANARY} ", "a character at position 12"),
        (f"{CANARY}  {CANARY}", "a character at position 13"),
        (CANARY * 1_000, "longer than 8,192 characters"),
    ],
)
def test_what_none_can_is_told_by_its_place_and_never_quoted(text: str, told: str) -> None:
    """The message is shown on a shared screen, and says where to look."""
    with pytest.raises(SecretUnavailable) as caught:
        checked_secret(text, "api_key")
    assert told in str(caught.value)
    assert CANARY not in str(caught.value)


@given(st.text(st.characters(), min_size=4, max_size=40))
def test_no_text_breaks_into_a_header_or_out_into_a_message(text: str) -> None:
    """A line break in a header is a second header."""
    try:
        told, value = "", checked_secret(text, "k").reveal()
    except SecretUnavailable as error:
        told, value = str(error), ""
    assert text not in told
    assert all("\x20" <= ch <= "\x7e" for ch in value)


async def test_a_key_is_asked_for_again_only_when_it_was_refused(
    secret: Callable[..., SecretSource],
) -> None:
    """A key command may cost a touch of a hardware token."""
    credential = KeyCredential("Basic", secret("old", "new"))
    first = await credential.authorization()

    assert (await credential.authorization()).reveal() == first.reveal() == "Basic old"
    assert await credential.renew(first)
    assert (await credential.authorization()).reveal() == "Basic new"
    assert not await credential.renew(Secret("Basic new"))


async def test_a_missing_secret_is_a_refusal_of_the_account() -> None:
    """The account waits for a person; its jobs are not to blame."""

    class Broken:
        description = "env ACME_KEY"

        async def read(self, *, afresh: bool = False) -> Secret:
            raise SecretUnavailable("ACME_KEY is not set")

    with pytest.raises(Unauthorized, match="no secret configured"):
        await read_secret(None)
    with pytest.raises(Unauthorized, match="ACME_KEY is not set"):
        await read_secret(Broken())


def test_equal_secrets_are_known_as_equal() -> None:
    """Whether a refused token has been replaced meanwhile is found out so."""
    assert Secret("abc") == Secret("abc") != Secret("abd")
    assert len({Secret("abc"), Secret("abc")}) == 1
    assert Secret("abc") != "abc"
