"""Coming back to the same place: what the desk keeps of itself, and takes up at the next start."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from textual.widget import Widget

from screens.desk_detail import DeskDetail
from screens.job_rows import Sort, View
from screens.ports import Jobs
from screens.quick import JobQuick
from screens.widgets.detail import DetailTab
from screens.widgets.table import LineTable

Part = TypeVar("Part", bound=Widget)
_StrEnumT = TypeVar("_StrEnumT", bound=StrEnum)
_YES: Final = "yes"


class ReturnPlace(Protocol):
    """What is needed of the desk."""

    _jobs: Jobs
    _view: View
    _detail: DeskDetail
    _is_steered: bool
    """Whether a person has chosen where the cursor is."""
    _is_returned: bool
    """Whether it is where it was at the last start's end."""

    def query_one(self, selector: str, expect_type: type[Part]) -> Part:
        """One of its widgets."""
        ...


class Returning:
    """Takes up where the user was. What is gone since is left out, without a word."""

    def take_up_view(self: ReturnPlace) -> None:
        """Show what was shown, before anything is."""
        kept = self._jobs.choices.recall()
        facts, rows = self._jobs.accounts(), self._jobs.rows()
        accounts = {each.name for each in facts} | {row.ref.account for row in rows}
        self._view = kept_view(kept, accounts)
        self._detail.take(_member(kept, "tab", DetailTab.SUMMARY))

    def take_up_cursor(self: ReturnPlace) -> None:
        """Put the cursor on the job it was on; without that, it is on the first."""
        job = self._jobs.choices.recall().get("job")
        if job and self.query_one("#jobs", LineTable).move_to(job):
            self._is_returned = True

    def keep_place(self: ReturnPlace) -> None:
        """Remember where the user is, once a key has been pressed."""
        if self._is_steered:
            job = self.query_one("#jobs", LineTable).cursor_key
            self._jobs.choices.remember(place(self._view, self._detail.tab, job))


def place(view: View, tab: DetailTab, job: str | None) -> Mapping[str, str]:
    """What is kept of a desk."""
    return {
        "job": job or "",
        "account": view.account or "",
        "words": "" if view.trouble else view.words,
        "quick": view.quick,
        "sort": view.sort,
        "reversed": _YES if view.is_reversed else "",
        "tab": tab,
    }


def kept_view(kept: Mapping[str, str], accounts: Set[str]) -> View:
    """The view that was kept.

    Args:
        kept: What was kept, by this version or another.
        accounts: Those there are; one that is gone hides no job.
    """
    account = kept.get("account")
    view = View(
        _member(kept, "sort", Sort.ATTENTION),
        account if account in accounts else None,
        quick=_member(kept, "quick", JobQuick.ALL),
        is_reversed=kept.get("reversed") == _YES,
    )
    typed = view.typed(kept.get("words", ""))
    return view if typed.trouble else typed


def _member(kept: Mapping[str, str], key: str, usual: _StrEnumT) -> _StrEnumT:
    """The member that was kept; the usual one where there is none of that name."""
    return next((each for each in type(usual) if each == kept.get(key)), usual)
