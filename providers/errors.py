"""Everything that can go wrong between us and a vendor.

* ProviderError
  x Unreachable      no answer: DNS, TLS, connection, timeout          (retry)
    x BadSetting     our own proxy or certificates can't be used       (retry)
  x RateLimited      429, or the vendor's own spelling of it           (retry, later)
  x Unavailable      5xx                                               (retry)
  x Unauthorized     the credentials are refused                       (hold the account)
    x NoCredentials  there are none to send                            (hold the account)
  x Forbidden        this job is not ours to see; the account works    (stop the job)
  x NotFound         no such job                                       (stop the job)
  x Rejected         any other refusal                                 (stop the job)
  x Malformed        an answer that contradicts the vendor's documents (stop the job)
  x OutcomeUnknown   an action was sent and its answer never came

Callers branch on the class, or on `retryable`, and never on message text.
"""

from __future__ import annotations

from typing import ClassVar

from providers.model import Exchange


class ProviderError(Exception):
    """A vendor call failed. `str(error)` is one line, fit to show, and holds no secret."""

    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, exchanges: tuple[Exchange, ...] = ()) -> None:
        super().__init__(message)
        self.exchanges = exchanges
        """The calls that led here, oldest first."""


class Unreachable(ProviderError):
    """The request got no answer."""

    retryable = True


class BadSetting(Unreachable):
    """A proxy or certificates of ours can't be used; nothing is asked until they are mended."""


class Unavailable(ProviderError):
    """The vendor answered that it is down."""

    retryable = True


class RateLimited(ProviderError):
    """The vendor asked us to slow down."""

    retryable = True

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        exchanges: tuple[Exchange, ...] = (),
    ) -> None:
        super().__init__(message, exchanges=exchanges)
        self.retry_after = retry_after
        """Seconds to wait at least, as the vendor gave them; `None` if it gave none."""


class Unauthorized(ProviderError):
    """The vendor refused the credentials, or there are none to send."""


class NoCredentials(Unauthorized):
    """There are no credentials to send: our configuration is at fault, not the vendor's word."""


class Forbidden(ProviderError):
    """The vendor knows who we are and does not show us this job."""


class NotFound(ProviderError):
    """There is no such job."""


class Rejected(ProviderError):
    """The vendor, or our own rule about where requests may go, refused the request."""


class Malformed(ProviderError):
    """The answer can't be read as what the vendor documents."""


class OutcomeUnknown(ProviderError):
    """An action was sent and its answer never came."""
