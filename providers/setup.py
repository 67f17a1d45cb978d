"""An account that somebody is setting up, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """How a secret comes; it never stands in a file of ours."""

    ENV = "env"
    COMMAND = "command"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where one secret comes from."""

    way: Way = Way.ENV
    where: str = ""
    """A variable's name, a command line, or a path."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An account as it stands in the form."""

    provider: str
    name: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What was typed, by the key in the configuration; empty texts are left out of the file."""
    secrets: Mapping[str, SecretPlace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be written."""

    block: str
    """As it would stand in the file."""
    trouble: str = ""
    """Why it can't be written as it is, in a line; empty when it can."""
    remark: str = ""
    """What is worth knowing before it is written; empty for nothing."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """By a secret's key, the variable that is taken where none is named."""


@dataclass(frozen=True, slots=True)
class Written:
    """That it stands in the file now."""

    path: str
    line: int
    """The line of its header."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of asking the vendor one harmless thing."""

    works: bool
    text: str
    """In a line."""
    what_next: str
    """In another."""
    asked: tuple[str, ...] = ()
    """The calls it took, a line each."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One key of an account in the form."""

    key: str
    label: str
    hint: str
    """What to type, shown while it is empty."""
    is_secret: bool = False
    choices: tuple[str, ...] = ()
    """What may be chosen, the first unless another is; none where it is typed."""


LABEL: Final = FormField("label", "label", "what environment it is: PROD, TEST; shown loud")
BASE_URL: Final = FormField("base_url", "address", "empty: the vendor's own")
CLIENT_ID: Final = FormField("client_id", "client id", "of the API client; it is no secret")
CLIENT_SECRET: Final = FormField("client_secret", "client secret", "", is_secret=True)
DATA_CENTERS: Final = ("us", "eu", "in", "au", "jp", "cn", "ca", "sa", "uk")

FORM: Final[Mapping[str, tuple[FormField, ...]]] = {
    "fusebill": (LABEL, FormField("api_key", "api key", "", is_secret=True), BASE_URL),
    "willsuite": (
        LABEL,
        CLIENT_ID,
        CLIENT_SECRET,
        BASE_URL,
        FormField("token_url", "tokens from", "empty: the vendor's own"),
    ),
    "zoho": (
        LABEL,
        FormField("data_center", "data centre", "", choices=DATA_CENTERS),
        CLIENT_ID,
        CLIENT_SECRET,
        FormField("refresh_token", "refresh token", "", is_secret=True),
        BASE_URL,
        FormField("accounts_url", "tokens from", "empty: the data centre's own"),
    ),
}
"""By provider, what the form asks for beside the name; other keys are added by hand."""
