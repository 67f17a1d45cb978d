"""The rows of the form for a new account, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from providers.kinds import PROVIDER_LABELS
from providers.setup import FORM, Draft, FormField, SecretPlace, Way
from screens.widgets.form import Choice, FormRow

VENDORS: Final = tuple(FORM)
_ORDER: Final = (
    *("label", "data_center", "api_key", "client_id", "client_secret", "refresh_token"),
    *("base_url", "token_url", "accounts_url"),
)
"""All vendors' keys, from top to bottom."""
_WAY: Final = "way of "
"""Stands before the key of the choice of where a secret comes from."""


class AccountForm:
    """Rows for all vendors' keys, of which those of one vendor are shown."""

    def __init__(self, vendor: str, name: str) -> None:
        """Make the rows.

        Args:
            vendor: Which is chosen at first; the first of all when there is none such.
            name: The account's name, as far as it is known.
        """
        at = VENDORS.index(vendor) if vendor in VENDORS else 0
        labels = [PROVIDER_LABELS[each] for each in VENDORS]
        self._vendor = Choice("vendor", VENDORS, at, labels)
        self._name = FormRow("name", "name", text=name, hint="short: refs begin with it")
        self._rows: dict[str, FormRow] = {}
        for fields in FORM.values():
            for each in fields:
                if each.key not in self._rows:
                    self._rows[each.key] = _row(each)
        self._in_order = [FormRow("vendor", "vendor", choice=self._vendor), self._name]

    def rows(self) -> Iterator[FormRow]:
        """All of them, from top to bottom."""
        yield from self._in_order
        for key in sorted(self._rows, key=_ORDER.index):
            yield self._rows[key]

    def show_vendor(self) -> None:
        """Show the rows of the chosen vendor and no others."""
        wanted = {each.key for each in FORM[self.provider]}
        for key, row in self._rows.items():
            row.display = key in wanted

    @property
    def provider(self) -> str:
        """The vendor that is chosen."""
        return self._vendor.chosen

    @property
    def first(self) -> FormRow:
        """Where typing begins: the name, unless that is known."""
        return self._in_order[0] if self._name.text else self._name

    def draft(self) -> Draft:
        """The account as it stands in the form."""
        texts: dict[str, str] = {}
        secrets: dict[str, SecretPlace] = {}
        for each in FORM[self.provider]:
            row = self._rows[each.key]
            if each.is_secret and row.choice is not None:
                secrets[each.key] = SecretPlace(Way(row.choice.chosen), row.text)
            else:
                texts[each.key] = row.choice.chosen if row.choice else row.text
        return Draft(self.provider, self._name.text.strip(), texts, secrets)

    def show_hints(self, variables: Mapping[str, str]) -> None:
        """Say in each secret's row what to type.

        Args:
            variables: The variable that is taken where nothing is typed, by the secret's key.
        """
        for key, variable in variables.items():
            row = self._rows[key]
            if row.choice is not None:
                row.hint(
                    {
                        Way.ENV: f"{variable}, or another variable",
                        Way.COMMAND: "pass show fusebill: it prints the secret",
                        Way.FILE: "~/.keys/secret: a file only you can read",
                    }[Way(row.choice.chosen)]
                )


def _row(each: FormField) -> FormRow:
    if each.is_secret:
        return FormRow(each.key, each.label, choice=Choice(_WAY + each.key, list(Way)), text="")
    if each.choices:
        return FormRow(each.key, each.label, choice=Choice(each.key, each.choices))
    return FormRow(each.key, each.label, text="", hint=each.hint)
