"""Access tokens, kept where all of a user's sessions find them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import msgspec

from providers.auth import Secret
from providers.tokens import HeldToken
from tui.engine.database import Database


@dataclass(frozen=True, slots=True)
class _Kept:
    """A token as it stands in the file, which its owner alone can read."""

    text: str
    good_until: float | None
    api_domain: str
    issued: tuple[float, ...]


class TokenStore:
    """Fits `providers.tokens.TokenCache`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, key: str) -> HeldToken | None:
        """The token kept under `key`, good or not; `None` when there is none."""
        statement = "select token from tokens where key = ?"
        match await asyncio.to_thread(self._database.row, statement, key):
            case (bytes(encoded),):
                try:
                    kept = msgspec.json.decode(encoded, type=_Kept)
                except (msgspec.DecodeError, ValueError):
                    return None
                return HeldToken(Secret(kept.text), kept.good_until, kept.api_domain, kept.issued)
        return None

    async def save(self, key: str, token: HeldToken) -> None:
        """Keep `token` under `key`, in place of an older one."""
        kept = _Kept(token.text.reveal(), token.good_until, token.api_domain, token.issued)
        statement = "insert or replace into tokens (key, token) values (?, ?)"
        row = (statement, (key, msgspec.json.encode(kept)))
        await asyncio.to_thread(self._database.write, row)
