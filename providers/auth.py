"""Credentials: held so that they can't be printed, and given anew when they end or are refused."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn, Protocol

from providers.errors import NoCredentials, Unauthorized

_USABLE: Final = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_UNUSABLE: Final = re.compile(r"[^\x20-\x7e]|\A |(?<= ) | \Z")
"""What breaks it: a space is good between two other characters and nowhere else."""
_LONGEST: Final = 8192

EARLY: Final = 60.0
"""Seconds before its end from which an access token is not used any more."""


class SecretUnavailable(Exception):
    """A secret can't be had. `str(error)` says why and never holds the value."""


class Secret:
    """Text that reaches a header and nothing else: no repr, format or pickle shows it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself. Called where a request is put together and nowhere else."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> NoReturn:
        raise TypeError("a secret can't be turned into text")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("a secret can't be formatted")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled")


class Credential(Protocol):
    """What stands in the `Authorization` header of one account's requests."""

    async def authorization(self) -> Secret:
        """The header's value.

        Raises:
            ProviderError: It can't be had.
        """
        ...

    async def renew(self, refused: Secret) -> bool:
        """Get another after the vendor refused `refused`.

        Returns:
            Whether there is another, so that the request is worth sending again.
        """
        ...


class SecretSource(Protocol):
    """Where a secret comes from."""

    @property
    def description(self) -> str:
        """The place, without the value: `env ACME_KEY`."""
        ...

    async def read(self, *, afresh: bool = False) -> Secret:
        """The secret.

        Args:
            afresh: Ask the source again rather than return what it said before.

        Raises:
            SecretUnavailable: It can't be had.
        """
        ...


class KeyCredential:
    """A key that is sent as it is, after a word: `Basic KEY`."""

    def __init__(self, scheme: str, source: SecretSource) -> None:
        self._scheme = scheme
        self._source = source

    async def authorization(self) -> Secret:
        """The scheme and the key.

        Raises:
            NoCredentials: The source does not give the key.
        """
        secret = await read_secret(self._source)
        return Secret(f"{self._scheme} {secret.reveal()}")

    async def renew(self, refused: Secret) -> bool:
        """Ask the source once more: a command may give a new key after a rotation."""
        secret = await read_secret(self._source, afresh=True)
        return Secret(f"{self._scheme} {secret.reveal()}") != refused


@dataclass(frozen=True, slots=True)
class HeldToken:
    """An access token and what is known of it."""

    text: Secret
    good_until: float | None
    """Seconds since 1970 until which it is used; `None` for until it is refused."""
    api_domain: str = ""
    """Where its API is, as the answer said; empty when it did not. Not to be trusted unread."""
    issued: tuple[float, ...] = ()
    """When tokens were got lately, this one included, in seconds since 1970; where it matters."""


class TokenCache(Protocol):
    """Where tokens are kept, so that a user's sessions can share them."""

    async def load(self, key: str) -> HeldToken | None:
        """The token kept under `key`, good or not; `None` when there is none."""
        ...

    async def save(self, key: str, token: HeldToken) -> None:
        """Keep `token` under `key`, in place of an older one."""
        ...


class Grant(Protocol):
    """How one vendor gives out access tokens."""

    scheme: str
    """The word before the token in `Authorization`."""
    name: str
    """Who asks for tokens, and where; no secret."""
    sources: Mapping[str, SecretSource | None]
    """The secrets that it takes, by the names that the vendor has for them."""

    async def ask(
        self, secrets: Mapping[str, Secret], kept: HeldToken | None, at: float
    ) -> HeldToken:
        """Get a token.

        Args:
            secrets: What `sources` gave.
            kept: The last one that any session got, which is of no more use.
            at: The time, in seconds since 1970.

        Raises:
            ProviderError: There is none.
        """
        ...


class TokenCredential:
    """Access tokens of one account: one at a time, kept until shortly before they end."""

    def __init__(
        self, grant: Grant, tokens: TokenCache | None, *, now: Callable[[], float] = time.time
    ) -> None:
        """Begin without a token.

        Args:
            grant: How to get one.
            tokens: Where they are kept for other sessions; `None` for nowhere.
            now: Seconds since 1970.
        """
        self._grant = grant
        self._tokens = tokens
        self._now = now
        self._lock = asyncio.Lock()
        self._held: HeldToken | None = None

    @property
    def api_domain(self) -> str:
        """What the last token's answer called the address of its API; empty when it did not."""
        return self._held.api_domain if self._held else ""

    async def authorization(self) -> Secret:
        """The header's value, with a token that is still good.

        Raises:
            ProviderError: None can be had.
        """
        async with self._lock:
            if self._held is None or not self._is_good(self._held):
                self._held = await self._another(None)
            return self._header(self._held)

    async def renew(self, refused: Secret) -> bool:
        """Get another token, unless somebody has done so since the refused one was read.

        Raises:
            ProviderError: None can be had.
        """
        async with self._lock:
            if self._held is None or self._header(self._held) == refused:
                self._held = None
                self._held = await self._another(refused)
        return True

    async def _another(self, refused: Secret | None) -> HeldToken:
        """A token that another session has got, else a new one."""
        secrets = await self._secrets()
        kept = await self._tokens.load(self._key(secrets)) if self._tokens else None
        if kept is not None and self._is_good(kept) and self._header(kept) != refused:
            return kept
        try:
            token = await self._grant.ask(secrets, kept, self._now())
        except Unauthorized:
            # A command may give a new secret after a rotation.
            fresh = await self._secrets(afresh=True)
            if fresh == secrets:
                raise
            secrets = fresh
            token = await self._grant.ask(secrets, kept, self._now())
        if self._tokens is not None:
            await self._tokens.save(self._key(secrets), token)
        return token

    async def _secrets(self, *, afresh: bool = False) -> dict[str, Secret]:
        return {
            name: await read_secret(source, afresh=afresh)
            for name, source in self._grant.sources.items()
        }

    def _key(self, secrets: Mapping[str, Secret]) -> str:
        """A name for what these credentials give, which does not give them away."""
        named = "\n".join((self._grant.name, *(secret.reveal() for secret in secrets.values())))
        return hashlib.sha256(named.encode()).hexdigest()[:32]

    def _is_good(self, token: HeldToken) -> bool:
        return token.good_until is None or self._now() < token.good_until

    def _header(self, token: HeldToken) -> Secret:
        return Secret(f"{self._grant.scheme} {token.text.reveal()}")


def good_until(at: float, life: float) -> float:
    """Until when a token got at `at` is used: one of a short life for half of it at least."""
    return at + life - min(EARLY, life / 2)


async def read_secret(source: SecretSource | None, *, afresh: bool = False) -> Secret:
    """The secret of `source`, its absence told as a vendor's refusal would be.

    Raises:
        NoCredentials: There is no source, or it does not give the secret.
    """
    if source is None:
        raise NoCredentials("the account has no secret configured")
    try:
        return await source.read(afresh=afresh)
    except SecretUnavailable as error:
        raise NoCredentials(str(error)) from error


def checked_secret(text: str, name: str) -> Secret:
    """`text` as a secret that a header can carry.

    One line end after it is dropped: commands print one.

    Raises:
        SecretUnavailable: It is empty, too long, or has characters that no header carries.
    """
    value = text.removesuffix("\n").removesuffix("\r")
    if not value:
        raise SecretUnavailable(f"{name} is empty")
    if len(value) > _LONGEST:
        raise SecretUnavailable(f"{name} is longer than {_LONGEST:,} characters")
    if not _USABLE.fullmatch(value):
        found = _UNUSABLE.search(value)
        position = found.start() if found else 0
        what = "a line break" if value[position : position + 1] in ("\r", "\n") else "a character"
        raise SecretUnavailable(
            f"{name} has {what} at position {position + 1} that no header carries"
        )
    return Secret(value)
