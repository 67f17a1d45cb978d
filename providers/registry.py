"""Which adapter reads which provider."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from providers.base import Account, Gate, Provider

if TYPE_CHECKING:
    # What keeps tokens takes 6 ms to load, which an account with a key of its own is spared.
    from providers.tokens import TokenCache

_ADAPTERS: Final = {
    "fusebill": ("providers.fusebill", "Fusebill"),
    "willsuite": ("providers.willsuite", "WillSuite"),
    "zoho": ("providers.zoho", "Zoho"),
}
"""By name rather than by import: the HTTP client behind them takes some 60 ms to load, which the
first screen does not wait for."""
WITH_TOKENS: Final = frozenset({"willsuite", "zoho"})
"""Those whose adapters ask for access tokens, and are opened with a place to keep them."""


def open_provider(account: Account, gate: Gate, tokens: TokenCache | None = None) -> Provider:
    """The adapter for an account.

    Args:
        account: Whose jobs.
        gate: Passed before every request.
        tokens: Where access tokens are kept for other sessions; `None` for nowhere.

    Raises:
        KeyError: There is no such provider.
    """
    module, name = _ADAPTERS[account.provider]
    build = cast(
        "Callable[[Account, Gate, TokenCache | None], Provider]",
        getattr(import_module(module), name),
    )
    return build(account, gate, tokens)
