"""Access tokens, kept where all of a user's sessions find them."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass

import msgspec

from providers.auth import Secret
from providers.tokens import Change, HeldToken, Kept
from tui.engine.database import Database, Value


@dataclass(frozen=True, slots=True, repr=False)
class _Row:
    """What is kept, as it stands in the file, which its owner alone can read."""

    text: str = ""
    """The token; empty for none."""
    good_until: float | None = None
    api_domain: str = ""
    asked: tuple[float, ...] = ()
    barred_until: float = 0.0
    asker: str = ""
    turn_until: float = 0.0


class TokenStore:
    """Fits `providers.tokens.TokenCache`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Kept] = {}

    async def change(self, key: str, change: Change) -> Kept:
        """Replace what is kept under `key`, in one step for all sessions.

        Where the file can't be used, what this session knows is changed.
        """
        return await asyncio.to_thread(self._change, key, change)

    def _change(self, key: str, change: Change) -> Kept:
        try:
            with self._database.changing() as db:
                found = db.execute("select token from tokens where key = ?", (key,)).fetchone()
                kept = change(_read(found[0]) if found else Kept())
                db.execute(
                    "insert or replace into tokens (key, token) values (?, ?)", (key, _row(kept))
                )
        except sqlite3.Error:
            kept = change(self._known.get(key, Kept()))
        self._known[key] = kept
        return kept


def _read(encoded: Value) -> Kept:
    try:
        row = msgspec.json.decode(encoded if isinstance(encoded, bytes) else b"", type=_Row)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return Kept()
    token = HeldToken(Secret(row.text), row.good_until, row.api_domain) if row.text else None
    return Kept(token, row.asked, row.barred_until, row.asker, row.turn_until)


def _row(kept: Kept) -> bytes:
    token = kept.token
    return msgspec.json.encode(
        _Row(
            text=token.text.reveal() if token else "",
            good_until=token.good_until if token else None,
            api_domain=token.api_domain if token else "",
            asked=kept.asked,
            barred_until=kept.barred_until,
            asker=kept.asker,
            turn_until=kept.turn_until,
        )
    )
