"""The accounts: how many jobs each has, what needs attention there, and which is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from providers.facts import AccountFacts, ListFacts
from providers.watched import Verdict
from screens import keys
from screens.paint import EMPTY, Line, Span, Tone, fit, justify, width_of
from screens.widgets.account_budget import account_lines, strip_budget
from screens.widgets.line_view import LineView
from screens.words import verdict_tally

STRIP_HEIGHT = 1


class AccountPane(LineView, can_focus=True, inherit_bindings=False):
    """A sidebar where there is room, and a strip of one line where there is not."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(
        keys.DOWN, keys.UP, keys.TOP, keys.BOTTOM, keys.LEFT, keys.RIGHT, keys.OPEN
    )

    @dataclass
    class Chosen(Message):
        """Another account's jobs are wanted."""

        account: str | None
        """`None` for all."""

    @dataclass
    class Opened(Message):
        """Enter on an account."""

        account: str | None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, can_focus=True)
        self._counts: Mapping[tuple[str, Verdict], int] = {}
        """Jobs by account and verdict."""
        self._accounts: Sequence[AccountFacts] = ()
        self._lists: Sequence[ListFacts] = ()
        self._chosen: str | None = None
        self._now = datetime.fromtimestamp(0, UTC)

    def tell(
        self,
        counts: Mapping[tuple[str, Verdict], int],
        accounts: Sequence[AccountFacts],
        lists: Sequence[ListFacts],
        chosen: str | None,
        now: datetime,
    ) -> None:
        """Show these facts.

        Args:
            counts: How many jobs there are of an account and a verdict; none is 0.
            accounts: The configured ones.
            lists: The watchlists.
            chosen: The account whose jobs are shown; `None` for all.
            now: The time.
        """
        self._counts, self._now = counts, now
        self._accounts, self._lists = accounts, lists
        self._chosen = chosen
        self.renew()

    def on_resize(self) -> None:
        """Take the form that fits."""
        self.renew()

    def renew(self) -> None:
        """Make the lines anew."""
        width, height = self.size
        if width:
            self.show([self._strip(width)] if height <= STRIP_HEIGHT else self._sidebar(width))

    def repaint_focus(self) -> None:
        """The chosen account is marked while the pane has the focus."""
        self.renew()

    def action_down(self) -> None:
        """The next account."""
        self._choose(self._place() + 1)

    def action_up(self) -> None:
        """The account before."""
        self._choose(self._place() - 1)

    def action_right(self) -> None:
        """The next account: in a strip they stand side by side."""
        self.action_down()

    def action_left(self) -> None:
        """The account before."""
        self.action_up()

    def action_top(self) -> None:
        """All accounts."""
        self._choose(0)

    def action_bottom(self) -> None:
        """The last account."""
        self._choose(len(self._names()) - 1)

    def action_open(self) -> None:
        """Tell that the chosen account was opened."""
        self.post_message(self.Opened(self._chosen))

    def _names(self) -> list[str | None]:
        """What can be chosen; accounts that are not configured are still jobs' accounts."""
        names: list[str | None] = [None, *(account.name for account in self._accounts)]
        unknown = {account for account, _ in self._counts} - set(names)
        return [*names, *sorted(unknown)]

    def _place(self) -> int:
        names = self._names()
        return names.index(self._chosen) if self._chosen in names else 0

    def _choose(self, at: int) -> None:
        names = self._names()
        name = names[max(0, min(at, len(names) - 1))]
        if name != self._chosen:
            self.post_message(self.Chosen(name))

    def _tally(self, account: str | None) -> tuple[int, Line]:
        """How many jobs, and those that need attention by verdict."""
        counts = Counter[Verdict]()
        for (name, verdict), count in self._counts.items():
            if account is None or name == account:
                counts[verdict] += count
        spans: list[Span] = []
        for verdict in Verdict:
            if counts[verdict] and verdict.needs_attention:
                spans.extend((verdict_tally(verdict, counts[verdict]), Span(" ")))
        return counts.total(), tuple(spans)

    def _titled(self, name: str | None) -> Span:
        text = name or "All"
        if name == self._chosen:
            return Span(text, Tone.ACCENT if self.has_focus else Tone.BRIGHT, True)
        return Span(text, Tone.PLAIN)

    def _strip(self, width: int) -> Line:
        """All accounts in one line, with as much of their budgets as there is room for."""
        chosen = self._chosen
        everything = {account.name for account in self._accounts}
        line: Line = ()
        for budgets, tallies in (
            (everything, everything),
            ({chosen}, everything),
            ({chosen}, {chosen}),
            (set[str](), everything),
        ):
            line = self._strip_with(budgets, everything if chosen is None else tallies)
            if width_of(line) <= width:
                break
        return fit(line, width)

    def _strip_with(self, budgets: Set[str | None], tallies: Set[str | None]) -> Line:
        """The strip with the budgets and the tallies of some accounts only."""
        spans: list[Span] = [Span(" ")]
        facts = {account.name: account for account in self._accounts}
        for name in self._names():
            count, tally = self._tally(name)
            spans.extend((self._titled(name), Span(f" {count} ", Tone.DIM)))
            account = facts.get(name or "")
            if name is not None and (name in tallies or account is None):
                spans.extend(tally[:6])
            if account is not None:
                spans.extend(strip_budget(account, self._now, is_whole=name in budgets))
            spans.append(Span("  "))
        return tuple(spans)

    def _sidebar(self, width: int) -> list[Line]:
        facts = {account.name: account for account in self._accounts}
        lines: list[Line] = []
        for name in self._names():
            count, tally = self._tally(name)
            mark = Span("▌", Tone.ACCENT) if name == self._chosen else Span(" ")
            left = (mark, self._titled(name))
            total = Span(f"{count:>3} ", Tone.DIM)
            # A blank stays between the name and its verdicts, of which the gravest have room.
            most = (4, 2, 0) if name is not None else (0,)
            ways = [(*tally[:each], total) for each in most]
            fitting = (way for way in ways if width_of((*left, *way)) < width)
            lines.append(justify(left, next(fitting, ways[-1]), width))
            account = facts.get(name or "")
            if account is not None:
                lines.extend(fit(line, width) for line in account_lines(account, width, self._now))
            elif name is not None:
                lines.append((Span("   not configured", Tone.LINK),))
        if self._lists:
            title = (Span("─ ", Tone.RULE), Span("Watchlists ", Tone.DIM, True))
            lines.extend((EMPTY, justify(title, (), width, Span("─", Tone.RULE))))
            lines.extend(_list_line(each, width) for each in self._lists)
        return lines


def _list_line(each: ListFacts, width: int) -> Line:
    tone = Tone.ACCENT if each.is_current else Tone.PLAIN
    return justify((Span(f" {each.name}", tone),), (Span(f"{each.size:>3} ", Tone.DIM),), width)
