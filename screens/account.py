"""Setting an account up: a small form, what it would write, and whether the vendor takes it."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from providers.facts import Said
from providers.kinds import PROVIDER_LABELS
from providers.setup import Tried, Written
from screens import keys
from screens.account_form import AccountForm
from screens.account_text import tried_lines
from screens.paint import Line, Span, Tone
from screens.ports import Jobs
from screens.terminal import NoTerminal, lent_terminal
from screens.widgets.bars import Hint, KeyLine, NoticeLine, PaneRule
from screens.widgets.form import Button, Choice, FormRow, as_line
from screens.widgets.line_view import LineView
from screens.widgets.table_updates import LightScreen

FILLING: Final[tuple[Hint, ...]] = (
    ("Enter", "next"),
    ("Up/Down", "field"),
    ("Left/Right", "choose"),
    ("Esc", "back"),
)
DONE: Final[tuple[Hint, ...]] = (("Enter", "back to the desk"), ("Esc", "back"))
AGAIN: Final[tuple[Hint, ...]] = (("Enter", "test again"), ("Esc", "back"))


class AccountScreen(LightScreen[None], inherit_bindings=False):
    """The form, then what came of it. What was written stays, however it is left."""

    CSS_PATH = "account.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(keys.QUIT),
        Binding("escape", "back", "back", show=False),
        # Before the field's own: what is typed ahead belongs to the next one.
        Binding("enter", "enter", "next field", show=False, priority=True),
        Binding("up,shift+tab", "step(-1)", "field before", show=False, priority=True),
        Binding("down,tab", "step(1)", "next field", show=False, priority=True),
    ]

    def __init__(self, jobs: Jobs, vendor: str = "", name: str = "") -> None:
        super().__init__()
        self._jobs = jobs
        self._form = AccountForm(vendor, name)
        self._written: Written | None = None
        self._account = ""
        self._tried: Tried | None = None
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """The fields, what they come to, and a line to do it on."""
        yield PaneRule("", "New account", id="rule")
        with Vertical(id="form"):
            yield from self._form.rows()
        yield Button("append this, and test it", id="do")
        yield PaneRule("", "What is appended", id="preview-rule")
        yield LineView(id="preview")
        yield NoticeLine(id="notice")
        yield KeyLine(FILLING, id="keys")

    def on_mount(self) -> None:
        """Begin with the name."""
        where = self._jobs.setup.config_path
        self.query_one("#rule", PaneRule).say(
            (Span("no secret is typed here, only its place", Tone.DIM),), is_focused=True
        )
        self.query_one("#preview-rule", PaneRule).say((Span(where, Tone.DIM),))
        self._form.show_vendor()
        self._renew()
        self._focus_row(self._form.first)

    def _focus_row(self, row: FormRow) -> None:
        self.set_focus(row.choice or row.field)

    @on(Input.Changed)
    def follow_typing(self) -> None:
        """Show what it comes to."""
        self._renew()

    @on(Choice.Chosen)
    def follow_choice(self) -> None:
        """Another vendor has other rows, another way another hint."""
        self._form.show_vendor()
        self._renew()

    def _renew(self) -> None:
        if self._written is not None:
            return
        draft = self._form.draft()
        preview = self._jobs.setup.preview(draft)
        self._form.show_hints(preview.variables)
        self._show([as_line(line) for line in preview.block.splitlines()])
        notice = self.query_one("#notice", NoticeLine)
        if preview.trouble:
            notice.say(preview.trouble, is_trouble=bool(draft.name))
        else:
            notice.say(preview.remark)

    def _show(self, lines: list[Line]) -> None:
        self.query_one("#preview", LineView).show(lines)

    def action_step(self, by: int) -> None:
        """The next field, or the one before; the line to do it on comes after the last."""
        if self._written is not None:
            return
        stops: list[Widget] = []
        for row in self._form.rows():
            if row.display:
                stops.extend(each for each in (row.choice, row.field) if each is not None)
        stops.append(self.query_one(Button))
        at = stops.index(self.focused) if self.focused in stops else -1
        self.set_focus(stops[(at + by) % len(stops)])

    def action_enter(self) -> None:
        """The next field; on the last line, what that says."""
        if self.focused is self.query_one(Button):
            self._do_it()
        else:
            self.action_step(1)

    def _do_it(self) -> None:
        """Append the account, then test it; when that is done, leave or test again."""
        if self._is_busy:
            return
        if self._written is None:
            draft = self._form.draft()
            trouble = self._jobs.setup.preview(draft).trouble
            if trouble:
                self.query_one("#notice", NoticeLine).say(trouble, is_trouble=True)
                return
            self._is_busy = True
            self._write_and_test()
        elif self._tried is not None and self._tried.works:
            self.action_back()
        else:
            self._is_busy = True
            self._test()

    @work(group="setup")
    async def _write_and_test(self) -> None:
        draft = self._form.draft()
        done = await self._jobs.setup.write(draft)
        if isinstance(done, Said):
            self.query_one("#notice", NoticeLine).say(done.text, is_trouble=True)
            self._is_busy = False
            return
        self._written, self._account = done, draft.name
        self.query_one("#form").display = False
        self.query_one("#rule", PaneRule).say(
            (Span(PROVIDER_LABELS[draft.provider], Tone.DIM),), title=f"Account {draft.name}"
        )
        await self._try()

    @work(group="setup")
    async def _test(self) -> None:
        await self._try()

    async def _try(self) -> None:
        self._show_tried(None)
        try:
            self._tried = await self._jobs.setup.test(
                self._account, lambda: lent_terminal(self.app)
            )
        except NoTerminal:
            self._tried = Tried(
                False, "its command wants a terminal, and this one can't be lent", "mend it"
            )
        self._is_busy = False
        self._show_tried(self._tried)

    def _show_tried(self, tried: Tried | None) -> None:
        written = self._written
        assert written is not None
        self.query_one("#preview-rule", PaneRule).say((), title="Test")
        self._show(tried_lines(written, tried, max(20, self.size.width - 2)))
        button = self.query_one(Button)
        button.say("…" if tried is None else "back to the desk" if tried.works else "test again")
        self.set_focus(button)
        self.query_one("#notice", NoticeLine).say("")
        line = self.query_one("#keys", KeyLine)
        line.say(DONE if tried is not None and tried.works else AGAIN)

    def action_back(self) -> None:
        """Back to the desk; what was written stays."""
        self.app.pop_screen()
