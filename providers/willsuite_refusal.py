"""WillSuite's refusals, as errors of ours.

The reference names the statuses 400, 404 and 500 and shows no body of an error. What is read here
is what the framework behind it (Laravel with Passport, by every sign) sends unless told
otherwise.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from providers.decode import try_decode
from providers.errors import ProviderError
from providers.exchange import Answer
from providers.refusals import looks_like_a_page, refused
from providers.retry_after import read_reset


class _Said(msgspec.Struct):
    message: object = None
    errors: object = None
    error: object = None
    error_description: object = None


def refusal(answer: Answer) -> ProviderError:
    """The answer, which is no success, as one of our errors."""
    return refused(
        answer,
        what_it_says(answer),
        retry_after=read_reset(
            answer.headers.get("x-ratelimit-reset", ""), answer.headers, datetime.now(UTC)
        ),
    )


def what_it_says(answer: Answer) -> str | None:
    """The vendor's words in a body that is no job; `None` when it has none.

    Understood: `message`, with or without a map of `errors` by field; `error` with
    `error_description` (RFC 6749, section 5.2); plain text.
    """
    said = try_decode(answer.body, _Said)
    if said is not None:
        texts = [_text(said.message), *_by_field(said.errors), _text(said.error_description)]
        code = _text(said.error)
        if code:
            texts.append(f"({code})" if any(texts) else code)
        return " ".join(text for text in texts if text) or None
    if looks_like_a_page(answer) or answer.body[:1] in (b"{", b"["):
        return None
    return answer.body.decode("utf-8", "replace").strip() or None


def _by_field(errors: object) -> list[str]:
    if not isinstance(errors, dict):
        return [_text(errors)]
    return [
        f"{field}: {text}"
        for field, told in errors.items()
        for text in map(_text, told if isinstance(told, list) else [told])
        if text
    ]


def _text(value: object) -> str:
    if value is None or value == [] or value == {}:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
