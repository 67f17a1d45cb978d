"""One harmless question to a vendor, to see whether an account works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Final

from providers.base import Account, Provider
from providers.errors import (
    Forbidden,
    NoCredentials,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unreachable,
)
from providers.kinds import PROVIDER_LABELS
from providers.model import Exchange, JobRef
from providers.setup import Tried
from tui.engine.budget import in_person
from tui.engine.unlock import run_commands

NOBODYS: Final[Mapping[str, tuple[str, str]]] = {
    "fusebill": ("bulk", "0"),
    "willsuite": ("job", "00000000-0000-0000-0000-000000000000"),
    "zoho": ("write", "000000000000000000"),
}
"""By provider, the kind and id of a job that nobody has: it is read, and nothing is changed."""


async def try_account(
    account: Account,
    provider: Provider,
    in_terminal: Callable[[], AbstractContextManager[None]],
) -> Tried:
    """Ask about a job that nobody has: whoever answers that there is none took the credentials.

    Args:
        account: Which.
        provider: Its adapter.
        in_terminal: Gives the terminal to a command that has to ask for the secret.
    """
    tried = await _ask(account, provider)
    if tried is None:
        with in_terminal():
            trouble = await run_commands(account)
        tried = await _ask(account, provider) if trouble is None else None
        if tried is None:
            return Tried(False, f"no secret: {trouble}", _MEND)
    return tried


async def _ask(account: Account, provider: Provider) -> Tried | None:
    """What came of it; `None` when a person has to be asked for the secret."""
    kind, nobodys = NOBODYS[account.provider]
    exchanges: tuple[Exchange, ...]
    try:
        with in_person():
            look = await provider.fetch(JobRef(account.name, kind, nobodys))
    except NoCredentials as error:
        if any(source.description.startswith("command") for source in account.secrets.values()):
            return None
        return Tried(False, f"no secret: {error}", _MEND)
    except ProviderError as error:
        exchanges, (works, text, what_next) = error.exchanges, _told(account, error)
        return Tried(works, text, what_next, _lines(exchanges))
    return Tried(True, "it works: the vendor answers", _NEXT, _lines(look.exchanges))


_MEND: Final = "mend that, then Enter tests again"
_NEXT: Final = "a adds jobs: paste what the ticket holds"


def _told(account: Account, error: ProviderError) -> tuple[bool, str, str]:
    vendor = PROVIDER_LABELS[account.provider]
    match error:
        case NotFound():
            return True, f"it works: {vendor} took the credentials", _NEXT
        case Unauthorized():
            return (
                False,
                f"{vendor} refuses the credentials: {error}",
                _MEND,
            )
        case Forbidden():
            way = "give the credentials the right to read bulk jobs"
            return False, f"{vendor} knows us and shows no jobs: {error}", way
        case RateLimited():
            return False, f"not tested: {error}", "it is asked again when a job is added"
        case Unreachable():
            return False, f"{vendor} can't be reached: {error}", "see address, proxy, certificates"
        case Rejected() | OutcomeUnknown():
            return False, f"{vendor} answered, but: {error}", "see the address; a adds a job to see"
        case _:
            return False, f"{vendor}: {error}", "Enter tries again"


def _lines(exchanges: tuple[Exchange, ...]) -> tuple[str, ...]:
    return tuple(
        f"{made.method} {made.path} → {made.status or 'no answer'} in {made.milliseconds:,} ms"
        for made in exchanges
    )
