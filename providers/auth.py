"""Secrets, held so that they can't be printed, and what is made of them for a request."""

from __future__ import annotations

import re
from typing import Final, NoReturn, Protocol, SupportsIndex, final

from providers.errors import NoCredentials

_USABLE: Final = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_UNUSABLE: Final = re.compile(r"[^\x20-\x7e]|\A |(?<= ) | \Z")
"""What breaks it: a space is good between two other characters and nowhere else."""
_LONGEST: Final = 8192


class SecretUnavailable(Exception):
    """A secret can't be had. `str(error)` says why and never holds the value."""


@final
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

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        # Copying goes this way too, and with it `dataclasses.asdict`.
        raise TypeError("a secret can be neither pickled nor copied")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret's state can't be had")

    def __dir__(self) -> list[str]:
        # Inspectors print the attributes that they find here.
        return ["reveal"]


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
