"""Whether each account's vendor is reached and takes its credentials: one harmless call each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from providers.base import Account
from providers.errors import (
    Forbidden,
    Malformed,
    NoCredentials,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
)
from providers.kinds import KINDS, PROVIDER_LABELS
from providers.model import Exchange, JobRef
from tui.engine.checkup_config import check_secrets
from tui.engine.config import Config
from tui.engine.connections import Connections
from tui.engine.finding import Finding, Mark, is_any_wrong

NO_JOB: Final = {
    "fusebill": "0",
    "willsuite": "00000000-0000-4000-8000-000000000000",
    "zoho": "100000000000000000",
}
"""By provider: an id in the vendor's form that no job has."""
SKEW: Final = timedelta(seconds=30)
"""Apart by more than this, the clocks are worth a word: tokens and ages go by them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of one account."""

    account: Account
    findings: Sequence[Finding]
    error: ProviderError | None = None
    """Why the call failed; `None` when it did not, or could not be made."""


async def check_accounts(config: Config, connections: Connections) -> list[Checked]:
    """Check all accounts, side by side; in the configuration's order."""
    return list(
        await asyncio.gather(*(_checked(each, connections) for each in config.accounts.values()))
    )


async def _checked(account: Account, connections: Connections) -> Checked:
    secrets = await check_secrets(account)
    if is_any_wrong(secrets):
        # Without them the vendor would count a failed try.
        return Checked(account, secrets)
    kind = next(iter(KINDS[account.provider]))
    ref = JobRef(account.name, kind, NO_JOB[account.provider])
    error: ProviderError | None = None
    try:
        provider = await asyncio.to_thread(connections.provider, account.name)
        exchanges = (await provider.fetch(ref)).exchanges
    except ProviderError as failed:
        error, exchanges = failed, failed.exchanges
    findings = [*secrets, _answer(account, error, exchanges)]
    skew = skew_of(exchanges)
    if skew is not None:
        findings.append(_clock(account, skew))
    return Checked(account, findings, None if isinstance(error, NotFound) else error)


def _answer(
    account: Account, error: ProviderError | None, exchanges: Sequence[Exchange]
) -> Finding:
    label = PROVIDER_LABELS[account.provider]
    took = f" in {exchanges[-1].milliseconds} ms" if exchanges else ""
    match error:
        case None | NotFound():
            said = f"{label} answers{took} and takes the credentials"
            return Finding(Mark.OK, account.name, said)
        case Forbidden():
            said = f"{label} takes the credentials, and forbids reading jobs: {error}"
            return Finding(Mark.WRONG, account.name, said, "ask its administrator for the right")
        case NoCredentials():
            return Finding(Mark.WRONG, account.name, str(error), "mend its secret")
        case Unauthorized():
            said = f"{label} refuses the credentials: {error}"
            return Finding(Mark.WRONG, account.name, said, "renew them")
        case RateLimited():
            return Finding(Mark.NOTE, account.name, f"{label} wants to be asked later: {error}")
        case Rejected() | Malformed():
            said = f"{label} answers{took}, but not as documented: {error}"
            return Finding(Mark.NOTE, account.name, said, "see that base_url is right")
        case _:
            said = f"{label} is not reached: {error}"
            return Finding(Mark.WRONG, account.name, said, "see to the network, proxy and base_url")


def skew_of(exchanges: Sequence[Exchange]) -> timedelta | None:
    """How far our clock is before the vendor's; `None` when no answer said its time.

    The vendor's `Date` counts whole seconds and was set while the call was under way, so
    anything below two seconds is nothing.
    """
    for exchange in reversed(exchanges):
        if exchange.server_time is not None:
            answered = exchange.at + timedelta(milliseconds=exchange.milliseconds / 2)
            skew = answered - exchange.server_time
            return timedelta(0) if abs(skew) < timedelta(seconds=2) else skew
    return None


def _clock(account: Account, skew: timedelta) -> Finding:
    topic = f"{account.name} clock"
    if abs(skew) <= SKEW:
        return Finding(Mark.OK, topic, "agrees with this machine's")
    seconds = round(abs(skew).total_seconds())
    way = "ahead of" if skew > timedelta(0) else "behind"
    said = f"this machine is {seconds:,} s {way} the vendor"
    return Finding(Mark.NOTE, topic, said, "set the clock; ages and tokens go by it")
