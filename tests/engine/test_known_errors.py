"""`errors.toml`: what people know is found, and a broken file costs itself and no more."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from providers.causes import Group
from providers.folding import fold_message
from providers.known import Known
from tui.engine.database import Database
from tui.engine.known_errors import CHECK_EVERY, KnownErrors, KnownErrorsKeeper
from tui.engine.known_errors_file import LARGEST
from tui.engine.known_errors_seen import REMEMBERED_MOST, SeenCauses, is_new

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Hands:
    """A clock that is set by hand; nobody rests on it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """Noon and what has passed."""
        return NOON + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """What has passed."""
        return self.seconds

    async def rest(self, seconds: float | None, unless: object) -> None:
        """Nobody does."""
        raise AssertionError


def group(message: str, code: str | None = None) -> Group:
    """The group of a message."""
    return Group(fold_message(message), 1, code, ("1",), message)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The user's own file."""
    return tmp_path / "errors.toml"


def read(path: Path, text: str) -> KnownErrors:
    """What a file with that text says."""
    path.write_text(text, encoding="utf-8")
    return KnownErrors.read(path)


def reference(known: KnownErrors, message: str, code: str | None = None, at: str = "") -> str:
    """The reference that is found for a message; empty when none is."""
    provider, _, kind = (at or "fusebill/bulk").partition("/")
    found = known.match(group(message, code), provider, kind)
    return found.reference if found else ""


def entry(pattern: str, reference: str, rest: str = "") -> str:
    """One error of a file."""
    return f"[[error]]\npattern = '''{pattern}'''\nreference = '{reference}'\n{rest}\n"


def test_an_error_brings_reference_advice_and_where_it_stands(path: Path) -> None:
    """Whoever reads the advice may want to mend it."""
    known = read(
        path,
        '\n[[error]]\npattern = "has no balance"\nreference = "KB-204"\nadvice = "Drop the row."\n',
    )

    found = known.match(group("Invoice 12 has no balance."), "fusebill", "bulk")

    assert found == Known("KB-204", "Drop the row.", f"{path}:2")
    assert known.notices == ()


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("invoice 7 HAS NO balance", "Invoice 12 has no balance."),
        ("Invoice <n> has no balance", "Invoice 12 has no balance."),
        ("Card declined. Gateway code: 51", "Card declined.\nGateway code: 51"),
        ("Card declined.⏎Gateway", "Card declined.\nGateway code: 51"),
        ('the field "Email" is', 'The field "Phone" is odd'),
        ('the field "Em', 'The field "Email" is odd'),
        ("STRASSE", "Die Straße fehlt"),
        ("/^invoice .* (void|cancelled)$/", "Invoice 12 is VOID"),
        (r"/Invoice \d+ is/", "Invoice 12 is void"),
        ("/Invoice <n> is/", "Invoice 12 is void"),
        (r"/\[.*\]/", "The status [On hold] cannot be set."),
        ("a/b", "Look into a/b."),
    ],
)
def test_a_pattern_is_found_as_people_write_it(path: Path, pattern: str, message: str) -> None:
    """They copy a message out of a ticket, or a group's from the screen."""
    assert reference(read(path, entry(pattern, "R")), message) == "R"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("E1234", "E1999: refused"),
        ("gateway code: 51", "Declined [gateway code: 05]"),
        ("declined.*51", "declined 51"),
        ("/^declined/", "Card declined"),
    ],
)
def test_a_pattern_is_not_found_in_another_error(path: Path, pattern: str, message: str) -> None:
    """Wrong advice is worse than none."""
    assert reference(read(path, entry(pattern, "R")), message) == ""


def test_code_provider_and_kind_narrow_an_error_down(path: Path) -> None:
    """The same words mean another thing at another vendor."""
    known = read(
        path,
        entry("duplicate", "zoho", "provider = 'zoho'\nkind = 'write'")
        + "[[error]]\ncode = 'Duplicate_Data'\nreference = 'code'\n",
    )

    assert reference(known, "duplicate", at="zoho/write") == "zoho"
    assert reference(known, "duplicate", at="zoho/read") == ""
    assert reference(known, "duplicate", at="fusebill/bulk") == ""
    assert reference(known, "x", "DUPLICATE_DATA") == "code"
    assert reference(known, "x", "DUPLICATE") == ""


def test_the_first_error_counts_and_ones_own_come_before_the_teams(
    path: Path, tmp_path: Path
) -> None:
    """Somebody overrules the team's advice for the time being."""
    team = tmp_path / "team" / "errors.toml"
    team.parent.mkdir()
    team.write_text(f'include = ["more.toml"]\n{entry("void", "team")}{entry("late", "team")}')
    team.with_name("more.toml").write_text(entry("late", "more") + entry("gone", "more"))

    known = read(path, f'include = ["team/errors.toml"]\n{entry("void", "own")}')

    assert [reference(known, text) for text in ("void", "late", "gone")] == ["own", "team", "more"]
    assert known.notices == ()


def test_a_file_at_home_is_included(path: Path, tmp_path: Path) -> None:
    """That is where a checkout of the team's is."""
    (tmp_path / "home" / "x.toml").write_text(entry("void", "home"))

    assert reference(read(path, 'include = ["~/x.toml"]'), "void") == "home"


def test_what_can_not_be_used_is_told_line_by_line_and_hides_nothing_else(
    path: Path, tmp_path: Path
) -> None:
    """A slip in one entry must not cost everybody the other two hundred."""
    known = read(
        path,
        "\n".join(
            [
                "knwon = 1",
                "[[error]]",
                "pattern = 'a'",
                "",
                "advise = 'x'",
                "[[error]]",
                "pattern = '/(a/'",
                "[[error]]",
                "provider = 'zoo'",
                "pattern = 'b'",
                "[[error]]",
                "provider = 'zoho'",
                "kind = 'bulk'",
                "pattern = 'b'",
                "[[error]]",
                "reference = 'nothing to match'",
                "[[error]]",
                "pattern = '12'",
                "[[error]]",
                "pattern = 7",
                "[[error]]",
                "regex = 'yes'",
                "pattern = 'b'",
                "[[error]]",
                "pattern = 'void'",
                "reference = 'whole'",
            ]
        ),
    )

    told = [notice.removeprefix(str(path)) for notice in known.notices]
    out = "; this error is left out"
    assert told == [
        ":1: unknown key 'knwon' in the top level",
        f":5: unknown key 'advise' (did you mean advice?){out}",
        f":7: pattern: a ( is not closed{out}",
        f":9: no provider 'zoo' (did you mean zoho?); there are fusebill, willsuite, zoho{out}",
        f":13: no kind 'bulk'; there are write, read{out}",
        f":15: it needs a pattern or a code{out}",
        f":18: pattern holds only what differs between records; give words of the message{out}",
        f":20: pattern must be a text in quotes{out}",
        f":22: regex must be true or false{out}",
    ]
    assert reference(known, "void") == "whole"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[[error]\npattern = 'x'", "its errors are not known"),
        (b"pattern = 'x' \xff", "it is not UTF-8 text"),
        (b"a = " + b"[" * 5_000, "nested too deeply"),
        (b"#" * (LARGEST + 1), "larger than 1,000,000 bytes"),
        (b"a = " + b"9" * 5_000, "its errors are not known"),
        (b"error = 3", ":1: errors stand under [[error]]"),
        (b"[error]\npattern = 'x'", ":1: errors stand under [[error]], with two brackets"),
        (b"error = [1]", "errors stand under [[error]]"),
        (b"include = 'x.toml'", ":1: include must be a list"),
        (b"include = ['errors.toml']", "which includes it"),
        (b"include = ['b.toml']", "which includes it"),
        (b"include = ['none.toml']", "none.toml, which is not there"),
        (b"include = ['/dev/zero']", "/dev/zero: it is no file"),
        (b"include = ['pipe']", "pipe: it is no file"),
        (b"include = ['.']", "Is a directory"),
        (b"include = ['~nobody-here/x.toml']", "can't be included"),
        (b"include = ['a\\u0000b']".replace(b"'", b'"'), "can't be included"),
        (b"include = ['locked/x.toml']", "locked/x.toml"),
    ],
)
def test_a_broken_file_hides_no_other(
    path: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    """The team's file may be half written at the moment, or on a share that is away."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "b.toml").write_text("include = ['bad.toml']")
    (tmp_path / "locked").write_text("a file where a folder should be")
    bad = tmp_path / "bad.toml"
    bad.write_bytes(content.replace(b"errors.toml", b"bad.toml"))
    (tmp_path / "good.toml").write_text(entry("late", "good"))

    known = read(path, f'include = ["bad.toml", "good.toml"]\n{entry("void", "own")}')

    assert [reference(known, text) for text in ("void", "late")] == ["own", "good"]
    [notice] = known.notices
    assert said in notice
    assert "\n" not in notice


def test_text_of_a_file_reaches_no_terminal_as_it_is(path: Path) -> None:
    """A team's file is anybody's who may write there."""
    known = read(path, '"a\\u001b]0;x\\u0007" = 1\ninclude = ["\\u001b[2J.toml"]')

    assert len(known.notices) == 2
    assert all("\x1b" not in notice for notice in known.notices)


def test_many_faults_are_counted(path: Path) -> None:
    """A file of another form must not fill the screen."""
    known = read(path, "[[error]]\nx = 1\n" * 300)

    assert len(known.notices) == 21
    assert known.notices[-1] == "errors.toml: and 280 faults more"


def test_without_a_file_nothing_is_known_and_nothing_is_wrong(path: Path) -> None:
    """Most people have none."""
    known = KnownErrors.read(path)

    assert known.notices == ()
    assert known.match(group("void"), "fusebill", "bulk") is None


async def test_a_file_that_was_changed_is_read_again_but_not_at_each_key(
    path: Path, tmp_path: Path
) -> None:
    """Somebody writes the advice down while looking at the group."""
    clock = Hands()
    keeper = KnownErrorsKeeper(path, clock)
    assert reference(await keeper.fresh(), "void") == ""

    read(path, 'include = ["team.toml"]')
    clock.seconds += CHECK_EVERY / 2
    assert (await keeper.fresh()).notices == ()

    clock.seconds += CHECK_EVERY
    assert len((await keeper.fresh()).notices) == 1
    unchanged = keeper.latest

    clock.seconds += CHECK_EVERY
    assert await keeper.fresh() is unchanged

    # The team's file appears, which the own one only names.
    read(tmp_path / "team.toml", entry("void", "team"))
    clock.seconds += CHECK_EVERY
    assert reference(await keeper.fresh(), "void") == "team"


def test_a_cause_is_new_for_a_day(tmp_path: Path) -> None:
    """What is new stands out; what has stood out for weeks does not."""
    database = Database(tmp_path / "state.sqlite3")
    seen = SeenCauses(database)
    cause, other = ("fusebill", None, "void"), ("fusebill", "", "void")

    first = seen.see([cause], NOON)
    assert is_new(first[cause], NOON)

    later = NOON + timedelta(hours=25)
    again = seen.see([cause, other, ("zoho", None, "void")], later)
    assert again[cause] == NOON
    assert [is_new(at, later) for at in again.values()] == [False, True, True]
    database.close()

    reopened = Database(tmp_path / "state.sqlite3")
    assert SeenCauses(reopened).see([cause], later)[cause] == NOON
    assert b"void" not in (tmp_path / "state.sqlite3").read_bytes()
    reopened.close()


def test_a_cause_that_comes_again_and_again_is_never_forgotten(tmp_path: Path) -> None:
    """A year later it is still not new; one that was gone for longer is."""
    database = Database(tmp_path / "state.sqlite3")
    seen = SeenCauses(database)
    steady, gone = ("fusebill", None, "steady"), ("fusebill", None, "gone")
    seen.see([steady, gone], NOON)
    for month in range(1, 15):
        seen.see([steady], NOON + timedelta(days=30 * month))

    after = NOON + timedelta(days=430)
    assert seen.see([steady, gone], after) == {steady: NOON, gone: after}
    database.close()


def test_what_can_not_be_remembered_is_not_called_new(tmp_path: Path) -> None:
    """A job may have a reason of its own for each record; and the state file may be away."""
    database = Database(tmp_path / "state.sqlite3")
    causes = [("fusebill", None, str(n)) for n in range(REMEMBERED_MOST + 1)]

    assert causes[-1] not in SeenCauses(database).see(causes, NOON)
    database.close()

    assert SeenCauses(database).see(causes, NOON) == {}
    assert not is_new(None, NOON)
