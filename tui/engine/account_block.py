"""An account of the form, as it stands in `config.toml`."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import tomli_w

from providers.kinds import PROVIDER_LABELS
from providers.setup import FORM, Draft, Preview, SecretPlace, Way
from providers.text import safe
from tui.engine.accounts import AccountError, around, read_account

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_COLUMN: Final = 30
"""Where comments begin."""
_LONGEST: Final = 200

_MORE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "fusebill": (('timezone = "UTC"', "where times without a zone are from"),),
    "willsuite": (('timezone = "UTC"', "where times without a zone are from"),),
    "zoho": (('environment = "production"', "or sandbox, developer"),),
}
_EVERY: Final = (
    ("allow_actions = true", "jobs may be processed and cancelled"),
    ("poll = 60", "seconds between two looks at a job"),
)


def suggested_variable(name: str, key: str) -> str:
    """The environment variable that a secret may stand in: `ACME_API_KEY`."""
    stem = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper() or "ACCOUNT"
    return f"{'_' if stem[0].isdigit() else ''}{stem}_{key.upper()}"


def header(name: str) -> str:
    """`[accounts.acme]`."""
    quoted = name if _BARE.fullmatch(name) else _value(name)
    return f"[accounts.{quoted}]"


def block(draft: Draft) -> str:
    """The lines of the account, comments among them.

    Raises:
        AccountError: A command's words can't be told apart.
    """
    label = PROVIDER_LABELS.get(draft.provider, draft.provider)
    lines = [f"# {label}", header(draft.name), f"provider = {_value(draft.provider)}"]
    lines.extend(_own(draft))
    lines.append("# More keys; take the # away to use one:")
    lines.extend(
        f"# {text:<{_COLUMN - 2}}# {why}" for text, why in (*_MORE[draft.provider], *_EVERY)
    )
    return "\n".join(lines) + "\n"


def _own(draft: Draft) -> Iterator[str]:
    for each in FORM[draft.provider]:
        if each.is_secret:
            place = draft.secrets.get(each.key, SecretPlace())
            yield f"{each.key} = {_place(draft.name, each.key, place)}"
            continue
        text = draft.texts.get(each.key, "").strip()
        if text:
            comment = "# shown loud" if each.key == "label" else ""
            yield f"{f'{each.key} = {_value(text)}':<{_COLUMN}}{comment}".rstrip()


def _place(name: str, key: str, place: SecretPlace) -> str:
    where = place.where.strip()
    if place.way is Way.ENV:
        return f"{{ env = {_value(where or suggested_variable(name, key))} }}"
    if place.way is Way.FILE:
        return f"{{ file = {_value(where)} }}"
    try:
        words = shlex.split(where)
    except ValueError as error:
        raise AccountError(key, f"{key}: a quote of the command is not closed") from error
    return f"{{ command = [{', '.join(_value(word) for word in words)}] }}"


def _value(text: str) -> str:
    return tomli_w.dumps({"v": text}).removeprefix("v = ").rstrip("\n")


def preview(draft: Draft, taken: Mapping[str, object], environ: Mapping[str, str]) -> Preview:
    """What would be written for a draft, and whether it may be.

    Args:
        draft: As it stands in the form.
        taken: The accounts that there are, by name.
        environ: Where `{ env = … }` looks.
    """
    variables = {key: suggested_variable(draft.name, key) for key in draft.secrets}
    try:
        text = block(draft)
    except AccountError as error:
        return Preview("", str(error), "", variables)
    return Preview(text, _trouble(draft, text, taken), _remark(draft, environ), variables)


def _trouble(draft: Draft, text: str, taken: Mapping[str, object]) -> str:
    if not draft.name:
        return "a name for it: refs begin with it, as in acme/bulk/373334"
    if draft.name in taken:
        return f"there is an account {draft.name} already; another name, please"
    for key, place in draft.secrets.items():
        if place.way is not Way.ENV and not place.where.strip():
            what = "command prints it" if place.way is Way.COMMAND else "file holds it"
            return f"{key}: which {what}?"
    try:
        entry = tomllib.loads(text)["accounts"][draft.name]
        read_account(draft.name, entry, around(Path(), {}, {}))
    except AccountError as error:
        return safe(str(error), _LONGEST)
    return ""


def _remark(draft: Draft, environ: Mapping[str, str]) -> str:
    for key, place in draft.secrets.items():
        if place.way is Way.ENV:
            variable = place.where.strip() or suggested_variable(draft.name, key)
            if variable not in environ:
                return f"{variable} is not set in this terminal: the test will miss it"
    return ""
